import { expect, test } from 'vitest'
import { formatter } from './format.ts'
import { directionOf, preferredLanguage } from './i18n.ts'

test('the own choice goes before the browser, and English is last', () => {
  expect(preferredLanguage('fa', ['ru-RU'])).toBe('fa')
  expect(preferredLanguage(null, ['de-DE', 'kk-KZ', 'ru'])).toBe('kk')
  expect(preferredLanguage('xx', ['de'])).toBe('en')
})

test('Persian reads from the right', () => {
  expect(['en', 'ru', 'kk', 'fa'].map(directionOf)).toEqual(['ltr', 'ltr', 'ltr', 'rtl'])
})

test('times and sizes are written short', () => {
  const format = formatter('en')
  const now = Date.parse('2026-05-10T12:00:00')
  expect(format.relative(new Date(now - 5 * 60_000).toISOString(), now)).toBe('5m ago')
  expect(format.short(new Date(now - 40 * 24 * 3600_000).toISOString(), now)).toBe('Mar 31')
  expect(format.duration(90_000)).toBe('2 min')
  expect(format.duration(26 * 3600_000)).toBe('26 hr')
  expect(format.bytes(2_500_000)).toBe('2.5 MB')
  expect(format.bytes(5_200_000_000)).toBe('5.2 GB')
  expect(format.badge(250)).toBe('99+')
})
