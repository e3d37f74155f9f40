import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { idFloor } from '../../platform/ids.ts'
import { createMetrics } from '../../platform/metrics.ts'
import type { Deps } from '../../platform/module.ts'
import { measureTurns } from './measure-turns.ts'
import type { Respond } from './responders.ts'

const began = Date.UTC(2026, 0, 1)
const message = { workspaceId: 'shop', conversationId: 'talk', message: { byHuman: false } }

beforeEach(() => void vi.useFakeTimers({ now: began, toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

function later(ms: number): void {
  vi.setSystemTime(Date.now() + ms)
}

/** @param writtenAt when the newest message came, in milliseconds since it began */
function measured() {
  const metrics = createMetrics()
  const measures = measureTurns({ metrics } as Deps)
  const think = async (modelMs: number, writtenAt: number): Promise<void> => {
    const respond = (async () => {
      later(modelMs)
      return { kind: 'reply', run: { modelMs } }
    }) as unknown as Respond
    const context = { conversationId: 'talk', unanswered: [{ id: idFloor(began + writtenAt), attachments: [] }] }
    const agent = { mode: 'auto', replyDelayMs: 0 }
    await measures.thinking(respond)({} as Deps, context as never, agent as never)
  }
  const overheadMs = async (): Promise<number | undefined> => {
    const read = await metrics.registry.getSingleMetric('parley_reply_overhead_seconds')?.get()
    const sum = read?.values.find((value) => (value as { metricName?: string }).metricName?.endsWith('_sum'))
    return sum && Math.round(1000 * sum.value)
  }
  return { think, overheadMs, send: () => measures.callBegins(message) }
}

it('takes the model’s time off', async () => {
  const { think, overheadMs, send } = measured()
  later(30)
  await think(2_000, 0)
  later(10)
  send()
  expect(await overheadMs()).toBe(40)
})

it('takes the first thought of a turn that is thought over for no overhead, as far as the newer message waited for it', async () => {
  const { think, overheadMs, send } = measured()
  later(30)
  await think(3_000, 0)
  // It came 500 ms after the turn began, and waited 2,530 ms for the first thought.
  later(5)
  await think(1_000, 500)
  later(10)
  send()
  expect(await overheadMs()).toBe(15)
})

it('takes nothing off for what the model did before the message came', async () => {
  const { think, overheadMs, send } = measured()
  await think(2_000, 0)
  later(4_000)
  await think(1_000, 5_900)
  later(20)
  send()
  expect(await overheadMs()).toBe(120)
})
