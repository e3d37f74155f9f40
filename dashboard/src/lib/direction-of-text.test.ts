import { expect, test } from 'vitest'
import { directionOfText } from './direction-of-text.ts'

test('the first letter counts, whatever stands before it', () => {
  expect(['Hello', 'Привет', '1. سلام', '«سلام» Parley', 'Parley سلام', 'שלום'].map(directionOfText)).toEqual([
    'ltr',
    'ltr',
    'rtl',
    'rtl',
    'ltr',
    'rtl',
  ])
  expect(['', '12 + 3', '👍'].map(directionOfText)).toEqual([undefined, undefined, undefined])
})
