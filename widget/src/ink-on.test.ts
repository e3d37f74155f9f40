import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inkOn } from './ink-on.ts'

/** WCAG 2.2, computed as the standard says it. */
function contrast(first: number, second: number): number {
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05)
}
function luminance(channels: readonly number[]): number {
  const [r, g, b] = channels.map((channel) => (channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4))
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0)
}

test('words on any colour that a workspace may choose can be read', () => {
  const channel = fc.integer({ min: 0, max: 255 })
  fc.assert(
    fc.property(channel, channel, channel, (...rgb) => {
      const ink = inkOn(`#${rgb.map((one) => one.toString(16).padStart(2, '0')).join('')}`)
      expect(contrast(luminance(rgb), ink === '#fff' ? 1 : 0)).toBeGreaterThan(4.3)
    }),
    { numRuns: 2000, seed: 3 },
  )
})

test('the colours of the house', () => {
  expect([inkOn('#0f766e'), inkOn('#2dd4bf'), inkOn('#000000'), inkOn('#ffffff')]).toEqual(['#fff', '#000', '#fff', '#000'])
})
