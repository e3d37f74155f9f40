import type { SendError } from '../../../contract/messages.ts'
import type { Deps, Stoppable } from '../../platform/module.ts'
import { type ChannelConnections, type OutboundMessage, renderCalls } from '../channels/index.ts'
import { mostCalls } from './call-slots.ts'
import type { LaneKey } from './claim-lanes.ts'
import { type ClaimedSend, claimSends, postponeSend } from './claim-sends.ts'
import { type LoadedSend, loadOutbound } from './load-outbound.ts'
import { createPacedLanes } from './paced-lanes.ts'
import { isNotedByLiving, receiptsFolder } from './receipt-files.ts'
import { recoverReceipts } from './recover-receipts.ts'
import { keepLeases, leasedFrom } from './send-leases.ts'
import { callTimeoutMs, createSender } from './send-one.ts'
import { watchBacklog } from './watch-growth.ts'
import { doubtful, withdrawn, withdrawnInPart, withdrawnLate } from './why-not-sent.ts'

/** A message that this process may send now, with everything that sending needs. */
export interface Leased {
  workspaceId: string
  conversationId: string
  channelId: string
  claim: number
  attempt: number
  /** How long it had been queued when it was leased. */
  ageMs: number
  /** Provider calls of this message that already have their receipt. */
  callsDone: number
  lastInboundAt: Date | null
  /** Until when this process certainly holds it, by `performance.now()`. */
  leasedUntil: number
  /** A broadcast. */
  bulk: boolean
  /** Its account's bucket has given its token already. */
  hasToken: boolean
  /** A call of it may have been made whose answer nobody has. */
  inDoubt: boolean
  /** Before its call the database is asked: a call of it may have been made already, or a person have taken over while it was claimed. */
  asksFirst: boolean
  message: OutboundMessage
}

export interface Deliverer extends Stoppable {
  /** Messages of one conversation, in order, already leased to this process. */
  send(leased: readonly Leased[]): void
  /** Something was queued: look now, not only at the next poll. */
  wake(): void
}

const pollMs = 500
const renewMs = 1_200
const claimLimit = 100
const maxSending = 800
/** A call that has begun is waited for: cut off, it might be made a second time. */
const stopPatienceMs = callTimeoutMs + 1_000
const receiptsFirstMs = 8_000
/** A receipt that a living process has noted is looked for again so much later. */
const noteLastsMs = 2_000

export function startDeliverer(deps: Deps, connections: ChannelConnections): Deliverer {
  const { db, log } = deps
  const sender = createSender(deps, connections, {
    onPostponed: lookIn,
    onPaced: () => lanes.wake(),
    onUnpaced: (channelId) => lanes.spent(channelId),
  })
  const backlog = watchBacklog(deps)
  const sending = new Map<string, Leased>()
  const startedAt = performance.now()
  let receiptsLookedAt = Number.NEGATIVE_INFINITY
  let stopping = false
  let claiming = false
  let again = false
  let nextLook: { at: number; timer: NodeJS.Timeout } | null = null

  /** One conversation's messages one after the other; after a failure, or when we are to stop, the rest goes back, so that order holds. */
  async function sendInOrder(leased: readonly Leased[]): Promise<void> {
    for (const one of leased) sending.set(one.message.id, one)
    const waiting = [...leased]
    try {
      for (let one = waiting.shift(); one !== undefined; one = stopping ? undefined : waiting.shift()) if (!(await sender.send(one))) break
      for (const later of waiting) await postponeSend(db.answerPool, later, 0, { called: false })
    } catch (error) {
      // The lease runs out by itself and another look is taken: nothing is lost, and the log says why.
      log.error({ err: error, conversationId: leased[0]?.conversationId }, 'sending failed unexpectedly')
    } finally {
      const wasFull = liveCount() >= maxSending
      for (const one of leased) sending.delete(one.message.id)
      if (again || wasFull) void pump()
    }
  }

  async function putBack(leased: readonly Leased[]): Promise<void> {
    try {
      for (const one of leased) await postponeSend(db.answerPool, one, 0, { called: false })
    } catch (error) {
      log.warn({ err: error, conversationId: leased[0]?.conversationId }, 'an answer could not be put back: its lease runs out by itself')
    }
  }

  /** Broadcasts have bounds of their own: they never keep an answer from being claimed. Nor does what waits behind an account that hangs. */
  function liveCount(): number {
    if (sending.size < maxSending) return sending.size
    return [...countByChannel('live').values()].reduce((sum, count) => sum + Math.min(count, mostCalls.ofAccount), 0)
  }

  /** Accounts whose messages would only wait here: others may do more with them, and they with another process. */
  function fullAccounts(): string[] {
    if (sending.size < mostCalls.ofAccount) return []
    return [...countByChannel('live')].filter(([, count]) => count >= mostCalls.ofAccount).map(([channelId]) => channelId)
  }

  function countByChannel(kind: LaneKey['kind']): Map<string, number> {
    const counts = new Map<string, number>()
    for (const { bulk, channelId } of sending.values())
      if (bulk === (kind === 'bulk')) counts.set(channelId, (counts.get(channelId) ?? 0) + 1)
    return counts
  }

  /** What waits for a moment is not left to the poll. */
  function lookIn(ms: number): void {
    const at = performance.now() + ms
    if (ms > pollMs || (nextLook !== null && nextLook.at <= at)) return
    if (nextLook) clearTimeout(nextLook.timer)
    const timer = setTimeout(() => {
      nextLook = null
      void pump()
    }, ms)
    nextLook = { at, timer }
  }

  async function pump(): Promise<void> {
    if (claiming || stopping) {
      again = true
      return
    }
    claiming = true
    try {
      do {
        again = false
        // Before each claim: under load this loop does not end, and what a dead process had sent must not be claimed before its notes are read.
        await takeInReceipts()
        const room = Math.min(claimLimit, maxSending - liveCount())
        if (room <= 0) break
        const before = performance.now()
        const claimed = await claimSends(db.answerPool, room, fullAccounts())
        await dispatch(claimed, leasedFrom(before), null)
        if (claimed.length === room) {
          again = true
          backlog()
        }
      } while (again && !stopping)
    } catch (error) {
      log.warn({ err: error }, 'claiming messages to send failed')
    } finally {
      claiming = false
    }
  }

  /** @param lane through which they were granted a token */
  async function dispatch(claimed: readonly ClaimedSend[], leasedUntil: number, lane: LaneKey['kind'] | null): Promise<void> {
    const fresh = claimed.filter((one) => !holdsAlready(one, leasedUntil))
    const isBulk = lane === 'bulk'
    const loaded = new Map((await loadOutbound(db.answerPool, fresh)).map((one) => [one.message.id, one]))
    for (const claim of fresh) {
      const one = loaded.get(claim.messageId)
      if (!one) continue
      const mayBeSent = claim.oldState !== 'queued'
      if (mayBeSent && isNotedByLiving(receiptsFolder(deps.config.dataDir), claim.messageId)) {
        await postponeSend(db.answerPool, { ...one, inDoubt: true }, noteLastsMs, { called: true })
        continue
      }
      if (!(await isProven(one))) {
        if (claim.oldState === 'calling' && (await waitsForProof(claim))) {
          log.info({ messageId: claim.messageId }, 'waiting for the provider to say whether a message was sent')
          continue
        }
        const isDoubtful = isBulk && mayBeSent && !(await canBeAsked(one))
        const why = claim.withdrawn ? howWithdrawn(one, mayBeSent) : isDoubtful ? doubtful : null
        if (why) {
          await sender.fail(one, why)
          continue
        }
      }
      const asksFirst = mayBeSent || claim.byAgent
      void sendInOrder([{ ...one, leasedUntil, bulk: isBulk, hasToken: lane !== null, inDoubt: mayBeSent, asksFirst }])
    }
  }

  /** Our own lease ran out while we stalled: what is under way goes on under the new one, and nobody makes its call twice. */
  function holdsAlready({ messageId, claim, withdrawn }: ClaimedSend, leasedUntil: number): boolean {
    const own = sending.get(messageId)
    if (!own) return false
    own.claim = claim
    if (!withdrawn) own.leasedUntil = leasedUntil
    return true
  }

  /** Statuses have proven every call of it: only its receipt is missing. */
  async function isProven(one: LoadedSend): Promise<boolean> {
    if (one.callsDone === 0) return false
    const open = await connections.get(one.workspaceId, one.channelId)
    try {
      return open !== null && renderCalls(open, one.message).length <= one.callsDone
    } catch {
      return false
    }
  }

  /** What is known of it: nothing arrived, some of it did, or it may have. */
  function howWithdrawn({ callsDone }: LoadedSend, mayBeSent: boolean): SendError {
    if (callsDone > 0) return withdrawnInPart
    return mayBeSent ? withdrawnLate : withdrawn
  }

  async function canBeAsked({ workspaceId, channelId }: LoadedSend): Promise<boolean> {
    return ((await connections.get(workspaceId, channelId))?.adapter.reconcileMs ?? 0) > 0
  }

  /**
   * A crash took the receipt: a provider that can tell is given time to before the message is sent again. Counted from the crash, but not from before
   * this process came up or the database came back: while nobody was there, nobody could be told. And while the database was away every lease ran out: then
   * the receipt is most likely with a process that lives and writes it down now, which a failover may delay.
   */
  async function waitsForProof(one: ClaimedSend): Promise<boolean> {
    const open = await connections.get(one.workspaceId, one.channelId)
    const backForMs = db.presence.backForMs()
    const patienceMs = Math.max(open?.adapter.reconcileMs ?? 0, one.silentMs > backForMs ? receiptsFirstMs : 0)
    const leftMs = patienceMs - Math.min(one.silentMs, performance.now() - startedAt, backForMs)
    if (leftMs <= 0) return false
    await postponeSend(db.answerPool, { ...one, inDoubt: true, message: { id: one.messageId } }, leftMs, { called: true })
    return true
  }

  /** Before leases of the dead run out: what another process had sent when it was killed. */
  async function takeInReceipts(): Promise<void> {
    if (performance.now() < receiptsLookedAt + pollMs) return
    receiptsLookedAt = performance.now()
    await recoverReceipts(deps)
  }

  const lanes = createPacedLanes(deps, connections, dispatch, ({ channelId, kind }) => countByChannel(kind).get(channelId) ?? 0, backlog)
  const poll = setInterval(pump, pollMs)
  const renewal = setInterval(() => {
    keepLeases(db.answerPool, [...sending.values()]).catch((error: unknown) =>
      log.warn({ err: error }, 'leases of sends could not be renewed'),
    )
  }, renewMs)
  void pump()
  return {
    send: (leased) => {
      // An answer that is ready when we are to stop is sent by another process, or after the next start.
      if (stopping) void putBack(leased)
      else if (leased.length > 0) void sendInOrder(leased)
    },
    wake: () => {
      void pump()
      lanes.wake()
    },
    stop: async () => {
      stopping = true
      clearInterval(poll)
      if (nextLook) clearTimeout(nextLook.timer)
      await lanes.stop()
      const deadline = Date.now() + stopPatienceMs
      while ((sending.size > 0 || claiming) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 25))
      clearInterval(renewal)
      if (sending.size === 0) await sender.idle()
      sender.close()
    },
  }
}
