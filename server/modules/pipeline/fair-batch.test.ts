import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { takeFairly } from './fair-batch.ts'

const laneOf = (item: { lane: string }) => item.lane
const items = fc.array(fc.record({ lane: fc.constantFrom('a', 'b', 'c'), number: fc.nat() }), { maxLength: 60 })

describe('who goes into the next batch', () => {
  it('takes those who bring few before the rest of those who bring many', () => {
    const queue = [...Array.from({ length: 10 }, (_, number) => ({ lane: 'storm', number })), { lane: 'shop', number: 0 }]
    const { batch, rest } = takeFairly(queue, 4, laneOf)
    expect(batch).toEqual([...queue.slice(0, 3), queue[10]])
    expect(rest).toHaveLength(7)
  })

  it('loses and doubles nobody, and keeps the order within a lane', () => {
    fc.assert(
      fc.property(items, fc.integer({ min: 1, max: 20 }), (queue, limit) => {
        const { batch, rest } = takeFairly(queue, limit, laneOf)
        expect(batch.length).toBe(Math.min(limit, queue.length))
        expect([...batch, ...rest]).toHaveLength(queue.length)
        for (const lane of ['a', 'b', 'c']) {
          const of = (list: typeof queue) => list.filter((item) => item.lane === lane)
          expect([...of(batch), ...of(rest)]).toEqual(of(queue))
        }
      }),
    )
  })

  it('gives each lane its share', () => {
    fc.assert(
      fc.property(items, fc.integer({ min: 3, max: 20 }), (queue, limit) => {
        const { batch } = takeFairly(queue, limit, laneOf)
        const counts = ['a', 'b', 'c'].map((lane) => ({
          all: queue.filter((i) => i.lane === lane).length,
          taken: batch.filter((i) => i.lane === lane).length,
        }))
        const most = Math.max(...counts.map(({ taken }) => taken))
        for (const { all, taken } of counts) expect(taken >= Math.min(all, most - 1)).toBe(true)
      }),
    )
  })
})
