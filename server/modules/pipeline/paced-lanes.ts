import type { Deps, Stoppable } from '../../platform/module.ts'
import type { ChannelConnections } from '../channels/index.ts'
import { claimLane, findLanes, type LaneKey } from './claim-lanes.ts'
import type { ClaimedSend } from './claim-sends.ts'
import { paceOf } from './pacing.ts'
import { leasedFrom } from './send-leases.ts'

export interface PacedLanes extends Stoppable {
  /** A live message goes out on the account without a token: it counts against the same limit. */
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
/** Of what an account may send: right at the limit, the first jitter is a refusal, and a refusal stops all that it says. */
const paceKept = 0.9

/**
 * Sends at the pace that each provider account bears, a tenth of a second's worth at a time: broadcasts, so that what is sent beside them, live, never waits
 * behind a burst of them; and all that an account says whose provider found it too fast lately. What waits stays in the table and costs nothing.
 */
export function createPacedLanes(
  deps: Pick<Deps, 'db' | 'log'>,
  connections: ChannelConnections,
  dispatch: (claimed: readonly ClaimedSend[], leasedUntil: number, kind: LaneKey['kind']) => Promise<void>,
  underWay: (lane: LaneKey) => number,
  backlog: () => void,
): PacedLanes {
  const pool = deps.db.answerPool
  const live = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | null = null
  let stopping = false

  async function serve(lane: LaneKey, laneCount: number): Promise<void> {
    const { workspaceId, channelId } = lane
    const open = await connections.get(workspaceId, channelId)
    // A channel that has gone: its messages are claimed all the same, and fail with a reason.
    const perSecond = paceKept * (open ? paceOf(open).perSecond : 100)
    const most = Math.min(
      Math.max(leastOfEach, Math.ceil(perSecond * mostSeconds)),
      Math.max(leastOfEach, Math.floor(mostInAll / laneCount)),
    )
    // A bucket of an eighth of a second: enough for a tick that comes late, and a provider that counts by the second finds hardly one with more than it takes.
    const burst = Math.max(1, perSecond / 8)
    const limit = Math.min(Math.max(1, Math.ceil(burst)), most - underWay(lane))
    if (limit <= 0) return
    const spent = live.get(channelId) ?? 0
    live.delete(channelId)
    const before = performance.now()
    await dispatch(await claimLane(pool, { ...lane, perSecond, burst, spent, limit }), leasedFrom(before), lane.kind)
  }

  /** @returns whether anything waits */
  async function tick(): Promise<boolean> {
    const lanes = await findLanes(pool)
    if (lanes.length > 0) backlog()
    for (let first = 0; first < lanes.length; first += lanesAtOnce)
      await Promise.all(lanes.slice(first, first + lanesAtOnce).map((lane) => serve(lane, lanes.length)))
    // Accounts without a lane need no counting; what was sent on the others meanwhile counts at the next tick.
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
          deps.log.warn({ err: error }, 'claiming messages of paced accounts failed')
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
