import type { ParleyEvent } from '../../../contract/events.ts'
import { isDatabaseAway } from '../../platform/database-away.ts'
import type { Deps, Stoppable } from '../../platform/module.ts'
import { backoffMs } from './backoff.ts'
import { isTransientDatabaseError } from './batch.ts'
import { claimTurns, failureWeight, releaseTurn, renewLeases, type TurnClaim } from './claim-turns.ts'

/**
 * A workspace may fill the process as long as it is alone. Beside others it gets no new turns while it has several times their part of those under way: what it
 * brings waits in its mailboxes, and theirs are taken.
 */
function haveTheirShare(running: Iterable<{ claim: TurnClaim }>): string[] {
  const counts = new Map<string, number>()
  for (const { claim } of running) counts.set(claim.workspaceId, (counts.get(claim.workspaceId) ?? 0) + 1)
  const share = Math.max(leastShare, Math.floor((maxRunning * mostOfAll) / Math.max(1, counts.size)))
  return [...counts].filter(([, count]) => count >= share).map(([workspaceId]) => workspaceId)
}

export interface TurnLoop extends Stoppable {
  /** Something is due at that time: look then, not only at the next poll. */
  wake(at: number): void
}

// As many conversations as can wait for a model at once: 2,000 turns a second at 300 ms make 600.
const maxRunning = 1_000
const claimLimit = 200
// The rest is kept for whoever comes beside the one that fills the process.
const mostOfAll = 0.8
const leastShare = 50
const pollMs = 500
// So long the ends of turns are gathered before the room that they leave is filled.
const refillMs = 10
const renewMs = 1_200
const stopPatienceMs = 10_000

/**
 * Claims due mailboxes and runs their turns. Woken in memory by this process's own receiving, by the end of a turn that left something to do (`take`
 * answers whether its conversation is due again at once), and polled twice a second for everything else: other processes' messages, leases of the dead, delays.
 */
export function startTurnLoop(deps: Deps, take: (claim: TurnClaim, signal: AbortSignal) => Promise<boolean>): TurnLoop {
  const running = new Map<string, { claim: TurnClaim; abort: AbortController; leasedAt: number }>()
  const wakeTimers = new Map<number, NodeJS.Timeout>()
  let claiming = false
  let again = false
  let stopping = false
  // The last claim may have left something due behind, for want of room or because of a workspace's share.
  let leftBehind = false
  const turns = deps.metrics.counter('parley_turns_total', 'Turns by how they ended', ['outcome'])
  deps.metrics.gauge('parley_turns_running', 'Turns in flight', [], (gauge) => gauge.set(running.size))

  async function pump(): Promise<void> {
    if (claiming) {
      again = true
      return
    }
    claiming = true
    try {
      do {
        again = false
        const room = Math.min(claimLimit, maxRunning - running.size)
        leftBehind = room <= 0
        if (stopping || room <= 0) break
        const beside = haveTheirShare(running.values())
        const claims = await claimTurns(deps.db.answerPool, room, beside)
        for (const claim of claims) void run(claim)
        leftBehind = claims.length === room || beside.length > 0
        if (claims.length === room) again = true
      } while (again)
    } catch (error) {
      deps.log.warn({ err: error }, 'claiming turns failed')
    } finally {
      claiming = false
    }
  }

  async function run(claim: TurnClaim): Promise<void> {
    const abort = new AbortController()
    // Claimed again while it still runs here: its lease was lost, as after a database that stalled, and what it comes to is refused.
    running.get(claim.conversationId)?.abort.abort()
    running.set(claim.conversationId, { claim, abort, leasedAt: performance.now() })
    let isDue = false
    try {
      isDue = await take(claim, abort.signal)
      turns.inc({ outcome: 'done' })
    } catch (error) {
      if (abort.signal.aborted) {
        turns.inc({ outcome: 'aborted' })
        await releaseTurn(deps.db.answerPool, claim, 0).catch(() => {})
        isDue = true
        return
      }
      turns.inc({ outcome: 'failed' })
      deps.log.error({ err: error, conversationId: claim.conversationId, attempt: claim.attempt }, 'turn failed, will be taken again')
      const interrupted = isDatabaseAway(error) || isTransientDatabaseError(error)
      const pauseMs = backoffMs(1 + Math.ceil(claim.attempt / (1 + failureWeight)))
      await releaseTurn(deps.db.answerPool, claim, pauseMs, interrupted ? 0 : failureWeight).catch(() => {})
    } finally {
      if (running.get(claim.conversationId)?.claim.claim === claim.claim) running.delete(claim.conversationId)
      if (isDue) void pump()
      else if (leftBehind) refill()
    }
  }

  function refill(): void {
    leftBehind = false
    wake(Date.now() + refillMs)
  }

  function wake(at: number): void {
    if (stopping) return
    const delay = at - Date.now()
    if (delay <= 0) return void pump()
    const slot = Math.ceil(at / 10)
    if (wakeTimers.has(slot)) return
    const timer = setTimeout(() => {
      wakeTimers.delete(slot)
      void pump()
    }, delay + 2)
    wakeTimers.set(slot, timer)
  }

  async function renew(): Promise<void> {
    const now = performance.now()
    const due = [...running.values()].filter((turn) => now - turn.leasedAt >= renewMs)
    const lost = await renewLeases(
      deps.db.answerPool,
      due.map((turn) => turn.claim),
    ).catch(() => [])
    for (const turn of due) turn.leasedAt = now
    for (const claim of lost) {
      const turn = running.get(claim.conversationId)
      if (turn?.claim.claim === claim.claim) turn.abort.abort()
    }
  }

  // Whoever takes a conversation over does not wait for a model's answer that would be thrown away.
  deps.db.onCommitted((events: readonly ParleyEvent[]) => {
    for (const event of events) {
      if (event.type === 'conversation.updated' && event.payload.change === 'taken')
        running.get(event.payload.conversationId)?.abort.abort()
    }
  })

  const poll = setInterval(pump, pollMs)
  const renewal = setInterval(renew, renewMs)
  void pump()
  return {
    wake,
    stop: async () => {
      stopping = true
      clearInterval(poll)
      for (const timer of wakeTimers.values()) clearTimeout(timer)
      const deadline = Date.now() + stopPatienceMs
      while (running.size > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 25))
      for (const { abort } of running.values()) abort.abort()
      while (running.size > 0 && Date.now() < deadline + 2_000) await new Promise((resolve) => setTimeout(resolve, 25))
      clearInterval(renewal)
    },
  }
}
