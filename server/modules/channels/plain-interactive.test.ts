import { expect, test } from 'vitest'
import { plainInteractive } from './plain-interactive.ts'

const written = (title: string) => plainInteractive({ kind: 'cards', cards: [{ title, price: '24 900 ₸', buttons: [] }] })

test('a price keeps its own order in a line that is read from the right', () => {
  expect(written('کتری فیروزه‌ای')).toBe('کتری فیروزه‌ای — \u206824 900 ₸\u2069')
  expect(written('2 чайника')).toBe('2 чайника — 24 900 ₸')
})
