import { expect, test } from 'vitest'
import { mergeFacts } from './merge-facts.ts'

test('the last word counts for attributes and labels', () => {
  const first = mergeFacts({}, { attributes: { plan: 'gold', seats: 3 }, addLabels: ['vip', 'trial'] })
  expect(mergeFacts(first, { attributes: { plan: null }, removeLabels: ['trial'], addLabels: ['vip'] })).toEqual({
    attributes: { plan: null, seats: 3 },
    addLabels: ['vip'],
    removeLabels: ['trial'],
  })
  expect(mergeFacts({ removeLabels: ['trial'] }, { addLabels: ['trial'] })).toEqual({ addLabels: ['trial'] })
})

test('of what happened the newest ten are kept, and nothing is nothing', () => {
  const events = Array.from({ length: 12 }, (_, index) => ({ name: `step ${index}` }))
  const merged = events.reduce((facts, event) => mergeFacts(facts, { events: [event] }), {})
  expect(merged).toEqual({ events: events.slice(2) })
  expect(mergeFacts({}, {})).toEqual({})
})
