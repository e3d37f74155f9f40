import type { Deps, Stoppable } from '../../platform/module.ts'
import type { ChannelConnections } from '../channels/index.ts'
import { type ClaimedSend, claimBulk, findBulkLanes } from './claim-sends.ts'
import { leasedFrom } from './send-leases.ts'

export interface BulkLanes extends Stoppable {
  /** A live message goes out on the account: it counts against the same limit. */
  spent(channelId: string): void
  /** Something was queued: look now, not only at the next poll. */
  wake(): void
}

const idleMs = 1_000
const tickMs = 100
/** Several accounts are asked at once: with one after the other, a tick of many would take longer than it lasts. */
const lanesAtOnce = 8
/** More than this many seconds' worth are not under way on an account: its provider hangs, and what is claimed more would only wait in memory. */
const mostSeconds = 3
const mostInAll = 600
const leastOfEach = 10
/** Of what an account may send: right at the limit, the first jitter is a refusal, and a refusal stops the live messages too. */
const bulkPart = 0.9

/**
 * Sends broadcasts at the pace that each provider account bears, a tenth of a second's worth at a time: what is sent beside it, live, never waits behind a
 * burst of them. What waits stays in the table and costs nothing.
 */
export function createBulkLanes(
  deps: Pick<Deps, 'db' | 'log'>,
  connections: ChannelConnections,
  dispatch: (claimed: readonly ClaimedSend[], leasedUntil: number) => Promise<void>,
  underWay: (channelId: string) => number,
  backlog: () => void,
): BulkLanes {
  const pool = deps.db.answerPool
  const live = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | null = null
  let stopping = false

  async function serve({ workspaceId, channelId }: { workspaceId: string; channelId: string }, laneCount: number): Promise<void> {
    const open = await connections.get(workspaceId, channelId)
    // A channel that has gone: its messages are claimed all the same, and fail with a reason.
    const perSecond = bulkPart * (open?.adapter.pace.perSecond ?? 100)
    const most = Math.min(
      Math.max(leastOfEach, Math.ceil(perSecond * mostSeconds)),
      Math.max(leastOfEach, Math.floor(mostInAll / laneCount)),
    )
    // A bucket of an eighth of a second: enough for a tick that comes late, and a provider that counts by the second finds hardly one with more than it takes.
    const burst = Math.max(1, perSecond / 8)
    const limit = Math.min(Math.max(1, Math.ceil(burst)), most - underWay(channelId))
    if (limit <= 0) return
    const spent = live.get(channelId) ?? 0
    live.delete(channelId)
    const before = performance.now()
    await dispatch(await claimBulk(pool, { workspaceId, channelId, perSecond, burst, spent, limit }), leasedFrom(before))
  }

  /** @returns whether anything waits */
  async function tick(): Promise<boolean> {
    const lanes = await findBulkLanes(pool)
    if (lanes.length > 0) backlog()
    for (let first = 0; first < lanes.length; first += lanesAtOnce)
      await Promise.all(lanes.slice(first, first + lanesAtOnce).map((lane) => serve(lane, lanes.length)))
    // Accounts without broadcasts need no counting; what was sent on the others meanwhile counts at the next tick.
    const waiting = new Set(lanes.map((lane) => lane.channelId))
    for (const channelId of live.keys()) if (!waiting.has(channelId)) live.delete(channelId)
    return lanes.length > 0
  }

  function schedule(delayMs: number): void {
    clearTimeout(timer)
    if (stopping) return
    timer = setTimeout(() => {
      const began = performance.now()
      running = tick()
        .catch((error: unknown) => {
          deps.log.warn({ err: error }, 'claiming broadcasts failed')
          return false
        })
        .then((more) => {
          running = null
          schedule(more ? Math.max(0, tickMs - (performance.now() - began)) : idleMs)
        })
    }, delayMs)
  }

  schedule(0)
  return {
    spent: (channelId) => void live.set(channelId, (live.get(channelId) ?? 0) + 1),
    wake: () => {
      if (running === null) schedule(0)
    },
    stop: async () => {
      stopping = true
      clearTimeout(timer)
      await running
    },
  }
}
