import { expect, test } from 'vitest'
import { matchesHotkey } from './use-hotkey.ts'

const press = (patch: Partial<KeyboardEvent>) => ({ code: '', key: '', altKey: false, ctrlKey: false, metaKey: false, ...patch })

test('the physical key counts, not the letter that a layout puts on it', () => {
  expect(matchesHotkey(press({ code: 'KeyE', key: 'у', altKey: true }), { code: 'KeyE', alt: true })).toBe(true)
  expect(matchesHotkey(press({ code: 'KeyE', key: 'ث', altKey: true }), { code: 'KeyE', alt: true })).toBe(true)
})

test('modifiers must be exactly those', () => {
  expect(matchesHotkey(press({ code: 'KeyE', altKey: true, ctrlKey: true }), { code: 'KeyE', alt: true })).toBe(false)
  expect(matchesHotkey(press({ code: 'KeyE', altKey: true, metaKey: true }), { code: 'KeyE', alt: true, mod: true })).toBe(true)
  expect(matchesHotkey(press({ code: 'KeyE' }), { code: 'KeyE', alt: true })).toBe(false)
})

test('a sign is found wherever the layout has it', () => {
  expect(matchesHotkey(press({ code: 'Digit7', key: '?' }), { key: '?' })).toBe(true)
  expect(matchesHotkey(press({ code: 'Slash', key: '/' }), { key: '?' })).toBe(false)
})
