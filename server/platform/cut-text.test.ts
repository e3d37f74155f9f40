import { expect, it } from 'vitest'
import { cutText } from './cut-text.ts'

it('cuts before a character of two units, not through it', () => {
  expect(cutText('ab😀cd', 3)).toBe('ab')
  expect(cutText('ab😀cd', 4)).toBe('ab😀')
  expect(cutText('ab', 3)).toBe('ab')
})
