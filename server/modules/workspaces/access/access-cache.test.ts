import { expect, test } from 'vitest'
import { testDatabase } from '../../../testing/test-database.ts'
import { accessCacheOf } from './access-cache.ts'

/** Answers with the number of the load, when told to. */
function counted() {
  let loads = 0
  return { load: async () => ++loads, count: () => loads }
}

test('what is watched is loaded once and forgotten together', async () => {
  const cache = accessCacheOf((await testDatabase()).db)
  const { load } = counted()
  expect([await cache.get('a', load), await cache.get('a', load)]).toEqual([1, 2])
  cache.setWatched(true)
  expect([await cache.get('a', load), await cache.get('a', load), await cache.get('b', load)]).toEqual([3, 3, 4])
  cache.forgetAll()
  expect(await cache.get('a', load)).toBe(5)
  cache.setWatched(false)
  expect([await cache.get('a', load), await cache.get('a', load)]).toEqual([6, 7])
})

test('an answer that was read before a change is not kept after it', async () => {
  const cache = accessCacheOf((await testDatabase()).db)
  cache.setWatched(true)
  const reading = Promise.withResolvers<string>()
  const early = cache.get('a', () => reading.promise)
  cache.forgetAll()
  reading.resolve('owner')
  expect(await early).toBe('owner')
  expect(await cache.get('a', async () => 'viewer')).toBe('viewer')
})

test('neither nothing nor a failure is remembered', async () => {
  const cache = accessCacheOf((await testDatabase()).db)
  cache.setWatched(true)
  expect(await cache.get('a', async () => undefined)).toBeUndefined()
  await expect(cache.get('b', () => Promise.reject(new Error('the database is away')))).rejects.toThrow('away')
  expect([await cache.get('a', async () => 1), await cache.get('b', async () => 2)]).toEqual([1, 2])
})
