import { describe, expect, it } from 'vitest'
import { createBatcher, isPoisonDatabaseError, isTransientDatabaseError } from './batch.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('adaptive batches', () => {
  it('starts at once when idle, and puts what arrives meanwhile into one next batch', async () => {
    const batches: number[][] = []
    let running = 0
    const batcher = createBatcher<number, number>({
      maxItems: 100,
      run: async (items) => {
        running += 1
        expect(running).toBe(1)
        batches.push(items)
        await pause(20)
        running -= 1
        return items.map((item) => item * 2)
      },
    })
    const first = batcher.add(1)
    await pause(5)
    const rest = [2, 3, 4].map((item) => batcher.add(item))
    expect(await first).toBe(2)
    expect(await Promise.all(rest)).toEqual([4, 6, 8])
    expect(batches).toEqual([[1], [2, 3, 4]])
  })

  it('never makes a batch larger than allowed', async () => {
    const sizes: number[] = []
    const batcher = createBatcher<number, number>({
      maxItems: 3,
      run: async (items) => {
        sizes.push(items.length)
        return items
      },
    })
    await Promise.all(Array.from({ length: 8 }, (_, index) => batcher.add(index)))
    expect(Math.max(...sizes)).toBeLessThanOrEqual(3)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(8)
  })

  it('runs a deadlocked batch again without losing an item', async () => {
    let attempts = 0
    const batcher = createBatcher<number, number>({
      maxItems: 10,
      isTransient: isTransientDatabaseError,
      run: async (items) => {
        attempts += 1
        if (attempts < 3) throw Object.assign(new Error('deadlock detected'), { code: '40P01' })
        return items
      },
    })
    expect(await Promise.all([batcher.add(1), batcher.add(2)])).toEqual([1, 2])
    expect(attempts).toBe(3)
  })

  it('lets one poisonous item fail alone', async () => {
    const batcher = createBatcher<string, string>({
      maxItems: 10,
      isPoison: isPoisonDatabaseError,
      run: async (items) => {
        if (items.includes('poison')) throw Object.assign(new Error('invalid byte sequence'), { code: '22021' })
        return items
      },
    })
    const results = await Promise.allSettled(['a', 'poison', 'b'].map((item) => batcher.add(item)))
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  it('fails every item of a batch whose database is gone, and works again afterwards', async () => {
    let gone = true
    const batcher = createBatcher<number, number>({
      maxItems: 10,
      isPoison: isPoisonDatabaseError,
      run: async (items) => {
        if (gone) throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
        return items
      },
    })
    const results = await Promise.allSettled([batcher.add(1), batcher.add(2)])
    expect(results.every((result) => result.status === 'rejected')).toBe(true)
    gone = false
    expect(await batcher.add(3)).toBe(3)
  })
})
