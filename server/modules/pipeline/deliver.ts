import type { SendError } from '../../../contract/messages.ts'
import { ProviderError } from '../../platform/errors.ts'
import { failpoint } from '../../platform/failpoints.ts'
import type { Deps, Stoppable } from '../../platform/module.ts'
import { type ChannelConnections, markChannel, type OpenConnection, type OutboundMessage } from '../channels/index.ts'
import { backoffMs } from './backoff.ts'
import { createBatcher, isTransientDatabaseError } from './batch.ts'
import { createBulkLanes } from './bulk-lanes.ts'
import { circuitsOf } from './circuit.ts'
import { type ClaimedSend, claimSends, postponeSend } from './claim-sends.ts'
import { fileSource } from './file-source.ts'
import { keepTrying } from './keep-trying.ts'
import { loadOutbound } from './load-outbound.ts'
import { measureBatches } from './measure-batches.ts'
import { measureTurns } from './measure-turns.ts'
import { blockChannel, isPaced, takeToken } from './pacing.ts'
import { openReceiptLog, recoverReceipts } from './receipt-log.ts'
import { recordCallDone, recordFailures, recordSent, type SendFailure, type Sent, withdrawnCode } from './record-receipts.ts'
import { keepLeases, leasedFrom, mayStillSend } from './send-leases.ts'
import { isUncertain } from './uncertain-failure.ts'
import { watchBacklog } from './watch-growth.ts'

/** A message that this process may send now, with everything that sending needs. */
export interface Leased {
  workspaceId: string
  conversationId: string
  channelId: string
  claim: number
  attempt: number
  /** Provider calls of this message that already have their receipt. */
  callsDone: number
  lastInboundAt: Date | null
  /** Until when this process certainly holds it, by `performance.now()`. */
  leasedUntil: number
  /** A broadcast: it has its token already. */
  bulk: boolean
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
const maxAttempts = 9
const callTimeoutMs = 25_000
const stopPatienceMs = 10_000
const receiptsFirstMs = 8_000

export function startDeliverer(deps: Deps, connections: ChannelConnections): Deliverer {
  const { db, log } = deps
  const circuits = circuitsOf(deps)
  const receipts = openReceiptLog(deps.config.dataDir, log)
  const sends = deps.metrics.counter('parley_sends_total', 'Messages handed to providers by outcome', ['outcome'])
  const measures = measureTurns(deps)
  const sending = new Map<string, Leased>()
  const startedAt = performance.now()
  let receiptsLookedAt = Number.NEGATIVE_INFINITY
  let stopping = false
  let claiming = false
  const backlog = watchBacklog(deps)
  let again = false
  let nextLook: { at: number; timer: NodeJS.Timeout } | null = null

  const sent = createBatcher<Sent, void>({
    maxItems: 300,
    laneOf: (item) => item.workspaceId,
    isTransient: isTransientDatabaseError,
    observe: measureBatches(deps, 'sent'),
    run: async (items) => {
      db.announce(await recordSent(db.answerPool, items))
      return items.map(() => undefined)
    },
  })
  const failures = createBatcher<SendFailure, void>({
    maxItems: 300,
    isTransient: isTransientDatabaseError,
    observe: measureBatches(deps, 'failed'),
    run: async (items) => {
      db.announce(await recordFailures(db.answerPool, items))
      return items.map(() => undefined)
    },
  })

  /** One conversation's messages one after the other; after a failure the rest goes back, so that order holds. */
  async function sendInOrder(leased: readonly Leased[]): Promise<void> {
    for (const one of leased) sending.set(one.message.id, one)
    try {
      for (const [index, one] of leased.entries()) {
        if (await sendOne(one)) continue
        for (const later of leased.slice(index + 1)) await postponeSend(db.answerPool, later, 0, { called: false })
        break
      }
    } catch (error) {
      // The lease runs out by itself and another look is taken: nothing is lost, and the log says why.
      log.error({ err: error, conversationId: leased[0]?.conversationId }, 'sending failed unexpectedly')
    } finally {
      for (const one of leased) sending.delete(one.message.id)
      if (again || sending.size === maxSending - 1) void pump()
    }
  }

  async function sendOne(one: Leased): Promise<boolean> {
    const open = await connections.get(one.workspaceId, one.channelId)
    if (!open || open.channel.status === 'disconnected') {
      await fail(one, { code: 'unauthorized', providerCode: null, title: 'The channel is not connected.', retryable: true })
      return true
    }
    if (isOutsideWindow(one, open, deps.clock.now())) {
      await fail(one, {
        code: 'outside-window',
        providerCode: null,
        title: 'The reply window has closed: the customer has to write first, or a template is needed.',
        retryable: false,
      })
      return true
    }
    const wait = Math.max(circuits.waitMs(one.channelId), one.bulk ? 0 : await takeToken(db, open))
    if (wait > 0) {
      await postponeSend(db.answerPool, one, wait, { called: false })
      lookIn(wait)
      return false
    }
    const allowed = await mayStillSend(db.answerPool, one)
    if (allowed === 'lost') return false
    if (allowed === 'withdrawn') {
      await fail(one, withdrawn)
      return true
    }
    // A paced account's messages have taken their tokens already.
    if (!one.bulk && !isPaced(db, one.channelId)) bulk.spent(one.channelId)
    try {
      await callProvider(one, open)
      circuits.succeeded(one.channelId)
      sends.inc({ outcome: 'sent' })
      return true
    } catch (error) {
      return handleFailure(one, open, error)
    }
  }

  async function callProvider(one: Leased, open: OpenConnection): Promise<void> {
    measures.callBegins(one)
    const calls = open.adapter.render(one.message, open.connection)
    const externalIds: string[] = []
    let at = deps.clock.now().getTime()
    for (const [index, call] of calls.entries()) {
      if (index < one.callsDone) continue
      failpoint('deliver-before-call')
      const receipt = await open.adapter.send(call, open.connection, fileSource(deps, one.workspaceId), AbortSignal.timeout(callTimeoutMs))
      failpoint('deliver-after-call')
      at = receipt.at
      if (receipt.externalId) externalIds.push(receipt.externalId)
      if (index + 1 < calls.length) {
        await keepTrying(db, () => recordCallDone(db.answerPool, one, index + 1, receipt.externalId))
        one.callsDone = index + 1
      }
    }
    const { workspaceId, channelId, conversationId, claim } = one
    const messageId = one.message.id
    receipts.note({ workspaceId, messageId, claim })
    failpoint('deliver-after-receipt')
    await keepTrying(db, () => sent.add({ workspaceId, channelId, conversationId, messageId, externalIds, at }))
    // Only what is committed is forgotten: if the database was away, the note is what keeps the message from going out again.
    receipts.settle()
  }

  /** @returns whether the conversation's next message may go */
  async function handleFailure(one: Leased, open: OpenConnection, error: unknown): Promise<boolean> {
    const reason = open.adapter.explain(error)
    const known = error instanceof ProviderError ? error : undefined
    log.info(
      { code: reason.code, providerCode: reason.providerCode, channelId: one.channelId, messageId: one.message.id, attempt: one.attempt },
      'provider refused a message',
    )
    if (known?.code === 'rate-limited') await blockChannel(db, open, known.retryAfterMs ?? backoffMs(one.attempt))
    else if (!known || known.retryable) circuits.failed(one.channelId)
    else circuits.succeeded(one.channelId)
    if (reason.code === 'unauthorized') await markChannel(deps, one.workspaceId, one.channelId, 'error', reason.title)
    const retry = known ? known.retryable : true
    if (retry && one.attempt < maxAttempts) {
      sends.inc({ outcome: 'retried' })
      const pauseMs = known?.retryAfterMs ?? backoffMs(one.attempt)
      // The provider may have it: where it can tell, its word is waited for before the message goes out again.
      const { reconcileMs } = open.adapter
      if (reconcileMs > 0 && isUncertain(error))
        await postponeSend(db.answerPool, one, Math.max(pauseMs, reconcileMs), { state: 'waiting', called: true })
      else await postponeSend(db.answerPool, one, pauseMs, { called: true })
      return false
    }
    await fail(one, reason)
    return true
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

  async function fail(one: Leased, error: SendError): Promise<void> {
    sends.inc({ outcome: 'failed' })
    await failures.add({ workspaceId: one.workspaceId, conversationId: one.conversationId, messageId: one.message.id, error })
  }

  async function pump(): Promise<void> {
    if (claiming || stopping) {
      again = true
      return
    }
    claiming = true
    try {
      await takeInReceipts()
      do {
        again = false
        const room = Math.min(claimLimit, maxSending - sending.size)
        if (room <= 0) break
        const before = performance.now()
        const claimed = await claimSends(db.answerPool, room)
        await dispatch(claimed, leasedFrom(before), false)
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

  async function dispatch(claimed: readonly ClaimedSend[], leasedUntil: number, isBulk: boolean): Promise<void> {
    const ready: ClaimedSend[] = []
    for (const one of claimed) {
      // Our own lease ran out while we stalled: the call is still under way, nobody makes it twice.
      if (sending.has(one.messageId)) continue
      const mayBeSent = one.oldState !== 'queued'
      if (one.oldState === 'calling' && (await waitsForProof(one))) {
        log.info({ messageId: one.messageId }, 'waiting for the provider to say whether a message was sent')
      } else if (one.withdrawn) {
        const { workspaceId, conversationId, messageId } = one
        await failures.add({ workspaceId, conversationId, messageId, error: mayBeSent ? withdrawnLate : withdrawn })
      } else ready.push(one)
    }
    const leased = await loadOutbound(db.answerPool, ready)
    for (const one of leased) void sendInOrder([{ ...one, leasedUntil, bulk: isBulk }])
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
    await postponeSend(db.answerPool, { ...one, message: { id: one.messageId } }, leftMs, { state: 'waiting', called: true })
    return true
  }

  /** Before leases of the dead run out: what another process of this machine had sent when it was killed. */
  async function takeInReceipts(): Promise<void> {
    if (performance.now() < receiptsLookedAt + pollMs) return
    receiptsLookedAt = performance.now()
    const recovered = await recoverReceipts(db.answerPool, deps.config.dataDir)
    if (recovered > 0) log.info({ messages: recovered }, 'recorded what a killed process had sent')
  }

  const bulk = createBulkLanes(deps, connections, (claimed, leasedUntil) => dispatch(claimed, leasedUntil, true), backlog)
  const poll = setInterval(pump, pollMs)
  const renewal = setInterval(() => {
    keepLeases(db.answerPool, [...sending.values()]).catch((error: unknown) =>
      log.warn({ err: error }, 'leases of sends could not be renewed'),
    )
  }, renewMs)
  void pump()
  return {
    send: (leased) => {
      if (leased.length > 0) void sendInOrder(leased)
    },
    wake: () => {
      void pump()
      bulk.wake()
    },
    stop: async () => {
      stopping = true
      clearInterval(poll)
      if (nextLook) clearTimeout(nextLook.timer)
      await bulk.stop()
      const deadline = Date.now() + stopPatienceMs
      while ((sending.size > 0 || claiming) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 25))
      clearInterval(renewal)
      await Promise.all([sent.idle(), failures.idle()])
      receipts.close()
    },
  }
}

const withdrawn: SendError = {
  code: 'invalid',
  providerCode: withdrawnCode,
  title: 'Withdrawn: a person took over before it was sent.',
  retryable: false,
}
/** A process was killed between the call and its receipt, and the provider has not said what became of it. */
const withdrawnLate: SendError = { ...withdrawn, title: 'Withdrawn, because a person took over. It may have been sent just before that.' }

function isOutsideWindow(one: Leased, { adapter }: OpenConnection, now: Date): boolean {
  const windowMs = adapter.capabilities.replyWindowMs
  if (windowMs === null || one.message.template) return false
  return !one.lastInboundAt || now.getTime() - one.lastInboundAt.getTime() > windowMs
}
