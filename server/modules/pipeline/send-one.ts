import type { SendError } from '../../../contract/messages.ts'
import { AppError, ProviderError } from '../../platform/errors.ts'
import { failpoint } from '../../platform/failpoints.ts'
import type { Deps } from '../../platform/module.ts'
import {
  type ChannelConnections,
  markUnusable,
  noteConcern,
  type OpenConnection,
  type ProviderCall,
  type Receipt,
  renderCalls,
  replyWindowOf,
} from '../channels/index.ts'
import { backoffMs, recipientBackoffMs } from './backoff.ts'
import { createCallSlots } from './call-slots.ts'
import { circuitsOf } from './circuit.ts'
import { postponeSend } from './claim-sends.ts'
import { cleanText } from './clean-text.ts'
import type { Leased } from './deliver.ts'
import { fileSource } from './file-source.ts'
import { keepTrying } from './keep-trying.ts'
import { learnOfRecipient, type RecipientNews } from './learn-of-recipient.ts'
import { measureTurns } from './measure-turns.ts'
import { blockChannel, isPaced, payRest, takeToken } from './pacing.ts'
import { receiptsFolder } from './receipt-files.ts'
import { openReceiptLog } from './receipt-log.ts'
import { batchOutcomes } from './record-outcomes.ts'
import { recordCallDone } from './record-receipts.ts'
import { mayGoOn, mayStillSend } from './send-leases.ts'
import { isUncertain } from './uncertain-failure.ts'
import { isUnwantedMarketing } from './unwanted-marketing.ts'
import { closedWindow, doubtful, notConnected, unwantedMarketing, withdrawn, withdrawnInPart } from './why-not-sent.ts'

export interface Sender {
  /** @returns whether the conversation's next message may go */
  send(one: Leased): Promise<boolean>
  /** It does not go out: the message says why. */
  fail(one: Pick<Leased, 'workspaceId' | 'claim' | 'callsDone' | 'message'>, error: SendError): Promise<void>
  idle(): Promise<void>
  close(): void
}

export interface SenderEvents {
  /** A message was put off: look again then. */
  onPostponed(waitMs: number): void
  /** A message was put off because its account is at its pace. */
  onPaced(): void
  /** A live message goes out that took no token of its account. */
  onUnpaced(channelId: string): void
}

export const callTimeoutMs = 25_000
/** What fails so often by itself is given up; but not because its provider is away for a while (docs/pipeline.md). */
const maxAttempts = 9
const longestOutageMs = 2 * 3600_000
const takesOthersMs = 10 * 60_000

/** What the provider has taken, and what its answers say of whom it went to. */
interface Taken extends RecipientNews {
  externalIds: readonly string[]
  at: number
}

/** Sends leased messages one at a time: asks whether each may go, calls the provider, writes down what came of it. */
export function createSender(deps: Deps, connections: ChannelConnections, events: SenderEvents): Sender {
  const { db, log } = deps
  const circuits = circuitsOf(deps)
  const receipts = openReceiptLog(receiptsFolder(deps.config.dataDir), log)
  const outcomes = batchOutcomes(deps)
  const slots = createCallSlots()
  const lastTaken = new Map<string, number>()
  const sends = deps.metrics.counter('parley_sends_total', 'Messages handed to providers by outcome', ['outcome'])
  const measures = measureTurns(deps)

  async function send(one: Leased): Promise<boolean> {
    const open = await connections.get(one.workspaceId, one.channelId)
    if (!open || open.channel.status === 'disconnected') {
      await fail(one, notConnected)
      return true
    }
    let calls: readonly ProviderCall[]
    try {
      const isLate = isAfter(one, open.adapter.capabilities.replyWindowMs, deps.clock.now())
      calls = renderCalls(open, { ...one.message, isLate })
    } catch (error) {
      return handleFailure(one, open, error)
    }
    // Of a message whose every call is proven only the receipt is missing.
    const isProven = one.callsDone >= calls.length
    const taken = isProven ? { externalIds: [], recipientIds: [], at: deps.clock.now().getTime() } : await takeSlot(one, open, calls)
    if (typeof taken === 'boolean') return taken
    await record(one, taken)
    await learnOfRecipient(deps, open, one, taken)
    sends.inc({ outcome: 'sent' })
    return true
  }

  /** @returns what the provider took, or what `send` answers */
  async function takeSlot(one: Leased, open: OpenConnection, calls: readonly ProviderCall[]): Promise<Taken | boolean> {
    const leave = await slots.enter(one.channelId)
    try {
      return (await whyNot(one, open)) ?? (await callProvider(one, open, calls))
    } finally {
      leave()
    }
  }

  /** @returns null if the call may be made now; else what `send` answers */
  async function whyNot(one: Leased, open: OpenConnection): Promise<boolean | null> {
    if (isOutsideWindow(one, open, deps.clock.now())) {
      await fail(one, closedWindow)
      return true
    }
    if (one.message.template && (await isUnwanted(one))) {
      await fail(one, unwantedMarketing)
      return true
    }
    const closedForMs = circuits.waitMs(one.channelId)
    if (closedForMs > 0) return postpone(one, closedForMs)
    if (one.hasToken) await payRest(db, open, one.message)
    const tokenInMs = one.hasToken ? 0 : await takeToken(db, open, one.message)
    if (tokenInMs > 0) {
      await postpone(one, tokenInMs)
      events.onPaced()
      return false
    }
    const allowed = one.asksFirst ? await mayGoOn(db.answerPool, one) : await mayStillSend(db.answerPool, one)
    if (allowed === 'lost') return false
    if (allowed === 'withdrawn') {
      await fail(one, one.callsDone > 0 ? withdrawnInPart : withdrawn)
      return true
    }
    // Taken last: a probe is for whoever calls.
    if (!circuits.begin(one.channelId)) return postpone(one, circuits.waitMs(one.channelId))
    // A paced account's messages have taken their tokens already.
    if (!one.hasToken && !isPaced(db, one.channelId)) events.onUnpaced(one.channelId)
    return null
  }

  /** Asked again directly before the call: they may have said so since it was queued. */
  function isUnwanted({ workspaceId, conversationId, message }: Leased): Promise<boolean> {
    return db.withWorkspace(workspaceId, (tx) => isUnwantedMarketing(tx, workspaceId, conversationId, message.template))
  }

  async function postpone(one: Leased, waitMs: number): Promise<false> {
    await postponeSend(db.answerPool, one, waitMs, { called: false })
    events.onPostponed(waitMs)
    return false
  }

  /** @returns what was taken by all calls, or what `send` answers */
  async function callProvider(one: Leased, open: OpenConnection, calls: readonly ProviderCall[]): Promise<Taken | boolean> {
    measures.callBegins(one)
    const externalIds: string[] = []
    const recipientIds: string[] = []
    const taken: Taken = { externalIds, recipientIds, at: 0 }
    for (const [index, call] of calls.entries()) {
      if (index < one.callsDone) continue
      if (index > 0) {
        const allowed = await mayGoOn(db.answerPool, one)
        if (allowed === 'withdrawn') await fail(one, withdrawnInPart)
        if (allowed !== 'yes') return allowed === 'withdrawn'
      }
      let receipt: Receipt
      try {
        failpoint('deliver-before-call')
        receipt = await open.adapter.send(call, open.connection, fileSource(deps, one.workspaceId), AbortSignal.timeout(callTimeoutMs))
        failpoint('deliver-after-call')
      } catch (error) {
        return handleFailure(one, open, error)
      }
      // From here on the provider has it: whatever fails is ours, and nothing may lead to another call.
      circuits.succeeded(one.channelId)
      lastTaken.set(one.channelId, performance.now())
      const ids = [receipt.externalId, ...(receipt.furtherIds ?? [])].filter((id) => id !== null).map(cleanText)
      externalIds.push(...ids)
      recipientIds.push(...(receipt.recipientIds ?? []).map(cleanText))
      taken.at = receipt.at
      taken.movedTo = receipt.movedTo ?? taken.movedTo
      taken.answersTo = receipt.answersTo ?? taken.answersTo
      if (index + 1 < calls.length) await recordPart(one, index + 1, ids)
    }
    return taken
  }

  async function recordPart(one: Leased, callsDone: number, externalIds: readonly string[]): Promise<void> {
    receipts.note({ workspaceId: one.workspaceId, messageId: one.message.id, claim: one.claim, callsDone, externalIds })
    failpoint('deliver-after-part')
    await keepTrying(deps, () => recordCallDone(db.answerPool, one, callsDone, externalIds))
    receipts.settle(one.message.id)
    one.callsDone = callsDone
  }

  async function record(one: Leased, { externalIds, at }: Taken): Promise<void> {
    const { workspaceId, channelId, conversationId, claim } = one
    const messageId = one.message.id
    receipts.note({ workspaceId, messageId, claim, callsDone: null, externalIds })
    failpoint('deliver-after-receipt')
    await keepTrying(deps, () => outcomes.sent({ workspaceId, channelId, conversationId, messageId, externalIds, at }))
    // Only what is committed is forgotten: if the database was away, the note is what keeps the message from going out again.
    receipts.settle(messageId)
  }

  /** A refusal may be about the account, and not about what was to be sent: who can mend that looks at the channel, not at this message. */
  async function tellOfAccount(
    { workspaceId, channelId }: Leased,
    { breaksAccount, concern, message: detail }: ProviderError,
  ): Promise<void> {
    if (breaksAccount) await markUnusable(deps, workspaceId, channelId, detail)
    else if (concern) await noteConcern(deps, workspaceId, channelId, { name: concern, detail })
  }

  /** @returns whether the conversation's next message may go */
  async function handleFailure(one: Leased, open: OpenConnection, error: unknown): Promise<boolean> {
    const reason = open.adapter.explain(error)
    const known = error instanceof ProviderError ? error : undefined
    log.info(
      { code: reason.code, providerCode: reason.providerCode, channelId: one.channelId, messageId: one.message.id, attempt: one.attempt },
      'provider refused a message',
    )
    if (known?.code === 'rate-limited') {
      circuits.succeeded(one.channelId)
      if (!known.onlyRecipient) await blockChannel(db, open, known.retryAfterMs ?? backoffMs(one.attempt))
    } else if (!known || known.retryable) circuits.failed(one.channelId)
    else circuits.succeeded(one.channelId)
    if (known) await tellOfAccount(one, known)
    const { reconcileMs } = open.adapter
    const isNewDoubt = isUncertain(error)
    one.inDoubt ||= isNewDoubt
    const retry = (known ? known.retryable : true) && !isGivenUp(one, error)
    if (!retry || (one.bulk && one.inDoubt && reconcileMs === 0)) {
      await fail(one, retry ? doubtful : reason)
      return true
    }
    sends.inc({ outcome: 'retried' })
    const pauseMs = known?.onlyRecipient
      ? recipientBackoffMs(one.attempt, known.retryAfterMs)
      : (known?.retryAfterMs ?? backoffMs(one.attempt))
    // The provider may have it: where it can tell, its word is waited for before the message goes out again; and whoever withdraws it has to know.
    await postponeSend(db.answerPool, one, isNewDoubt ? Math.max(pauseMs, reconcileMs) : pauseMs, { called: true })
    return false
  }

  /**
   * A message that fails while others get through has a fault of its own. If nothing gets through, the provider is away: what it owes its customers is kept for
   * hours, and an answer that is later still would only surprise.
   */
  function isGivenUp({ channelId, attempt, ageMs }: Leased, error: unknown): boolean {
    if (attempt < maxAttempts) return false
    const takesOthers = performance.now() - (lastTaken.get(channelId) ?? Number.NEGATIVE_INFINITY) < takesOthersMs
    return takesOthers || ageMs > longestOutageMs || !isOutage(error)
  }

  async function fail({ workspaceId, claim, callsDone, message }: Parameters<Sender['fail']>[0], error: SendError): Promise<void> {
    sends.inc({ outcome: 'failed' })
    const reason = callsDone > 0 ? { ...error, inPart: true } : error
    await outcomes.failed({ workspaceId, messageId: message.id, claim, callsDone, error: reason })
  }

  return { send, fail, idle: outcomes.idle, close: receipts.close }
}

/** The provider, or the way to it; and not something in Parley that fails each time. */
function isOutage(error: unknown): boolean {
  return error instanceof ProviderError || (error instanceof AppError && error.code.startsWith('outside-'))
}

/** People may have longer than programs. */
function isOutsideWindow(one: Leased, { adapter }: OpenConnection, now: Date): boolean {
  if (one.message.template) return false
  const replyWindowMs = replyWindowOf(adapter, one.message.recipient.externalId)
  const { humanReplyWindowMs } = adapter.capabilities
  return isAfter(one, one.message.byHuman ? (humanReplyWindowMs ?? replyWindowMs) : replyWindowMs, now)
}

function isAfter({ lastInboundAt }: Leased, windowMs: number | null, now: Date): boolean {
  return windowMs !== null && (!lastInboundAt || now.getTime() - lastInboundAt.getTime() > windowMs)
}
