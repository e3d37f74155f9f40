import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { watchProcessor } from './processor-load.ts'

it('tells work from waiting', async () => {
  const look = watchProcessor()
  await sleep(50)
  look()
  const until = performance.now() + 300
  while (performance.now() < until);
  // The loop notes its time when it comes round.
  await sleep(1)
  const busy = look()
  expect(busy).toBeGreaterThan(0.8)
  expect(busy).toBeLessThanOrEqual(1)
})
