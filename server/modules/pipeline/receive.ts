import { databaseAway } from '../../platform/database-away.ts'
import { AppError } from '../../platform/errors.ts'
import type { Deps } from '../../platform/module.ts'
import { watchProcessor } from '../../platform/processor-load.ts'
import { loadAgent } from '../agents/index.ts'
import { type InboundEvent, type OpenConnection, type RawRequest, renderCalls } from '../channels/index.ts'
import { createAdmission } from './admission.ts'
import { applyAccountNews } from './apply-account-news.ts'
import { createBatcher, isPoisonDatabaseError, isTransientDatabaseError } from './batch.ts'
import { cleanDeep } from './clean-text.ts'
import { errorText } from './error-text.ts'
import { measureBatches } from './measure-batches.ts'
import { type RecordItem, type RecordResult, recordBatch } from './record.ts'
import type { ChannelFacts } from './recording.ts'
import { createWaitingRoom } from './waiting-room.ts'
import { watchGrowth } from './watch-growth.ts'

export type ReceiveOutcome =
  | { kind: 'recorded'; result: RecordResult }
  | { kind: 'answer'; status: number; body: string; contentType: string }
  | { kind: 'refused'; status: 401 | 403 | 404; reason: string }

export interface RecordOptions {
  replay?: boolean
  /** How large the body was that brought the events; of a body for several channels, each one's part. */
  bytes?: number
}

export interface Receiver {
  /**
   * Verify → parse → one transaction. Resolves after the commit that holds every event of the request.
   * @param channels how many the request is given to
   */
  receive(request: RawRequest, open: OpenConnection, channels?: number): Promise<ReceiveOutcome>
  /** The same for events that are already parsed (widget, replay from the journal). */
  record(events: readonly InboundEvent[], open: OpenConnection, options?: RecordOptions): Promise<RecordResult>
  /** Whether a body for these workspaces may come in now (admission.ts): one of them that may is enough. Asked before it is verified. */
  admits(workspaceIds: readonly string[]): boolean
  /** Told when something may have become due, with its time in Unix milliseconds. */
  onDue(listener: (at: number) => void): void
  idle(): Promise<void>
}

const mostWaiting = { bodies: 8_000, bytes: 32 * 1024 ** 2 }
const commitPatienceMs = 8_000
const largestBatch = 300

export function createReceiver(deps: Deps): Receiver {
  const dueListeners: ((at: number) => void)[] = []
  const received = deps.metrics.counter('parley_events_received_total', 'Events from providers by outcome', ['outcome'])

  const heldBack = deps.metrics.tallies.counter('events.held-back')

  const waitingRoom = createWaitingRoom(mostWaiting)
  const grown = watchGrowth(deps)
  const processorLoad = watchProcessor()
  const admission = createAdmission(() => ({ busy: processorLoad(), waiting: batcher.waiting }))
  // Whoever waits when the database goes hears of it at once; what is recorded all the same is recognised when it is sent again.
  const unanswered = new Set<(error: AppError) => void>()
  deps.db.presence.onChange((reason) => {
    if (reason !== null) for (const reject of unanswered) reject(databaseAway(reason))
  })

  const batcher = createBatcher<RecordItem, RecordResult>({
    maxItems: largestBatch,
    laneOf: (item) => item.channel.workspaceId,
    observe: measureBatches(deps, 'record'),
    isTransient: isTransientDatabaseError,
    isPoison: isPoisonDatabaseError,
    run: async (items) => {
      const { results, recording } = await recordBatch(deps.db, items)
      deps.db.announce(recording.events)
      grown(items.length)
      for (const at of recording.wakes) for (const listener of dueListeners) listener(at)
      await applyAccountNews(deps, recording.accounts)
      return results
    },
  })

  async function record(
    events: readonly InboundEvent[],
    open: OpenConnection,
    { replay, bytes = 0 }: RecordOptions = {},
  ): Promise<RecordResult> {
    // Whoever comes here has shown a signature, or needs none.
    admission.came(open.workspaceId)
    const facts = await channelFacts(deps, open)
    const lasting = events.filter((event) => event.kind !== 'typing').map(cleanEvent)
    if (lasting.length === 0) return { recorded: 0, duplicates: 0, failed: 0, early: 0 }
    const leave = waitingRoom.enter(bytes)
    if (!leave) throw overloaded()
    const recording = recordOrIsolate({ channel: facts, events: lasting, replay }).finally(leave)
    const result = await withPatience(unanswered, recording)
    received.inc({ outcome: 'recorded' }, result.recorded)
    received.inc({ outcome: 'duplicate' }, result.duplicates)
    received.inc({ outcome: 'failed' }, result.failed)
    acknowledge(deps, lasting, open)
    return result
  }

  /** A body whose values the database refuses is recorded event by event; the one that spoils it stays in the journal with its error. */
  async function recordOrIsolate(item: RecordItem): Promise<RecordResult> {
    try {
      return await batcher.add(item)
    } catch (error) {
      if (!isPoisonDatabaseError(error)) throw error
      if (item.events.length === 1) return batcher.add({ ...item, events: item.events.map((event) => asPoison(event, error)) })
      const total: RecordResult = { recorded: 0, duplicates: 0, failed: 0, early: 0 }
      for (const event of item.events) {
        const one = await recordOrIsolate({ ...item, events: [event] })
        total.recorded += one.recorded
        total.duplicates += one.duplicates
        total.failed += one.failed
        total.early += one.early
      }
      return total
    }
  }

  return {
    record,
    receive: async (request, open, channels = 1) => {
      const verdict = open.adapter.verify(request, open.connection)
      if (verdict.kind === 'refused') {
        received.inc({ outcome: 'refused' })
        return { kind: 'refused', status: verdict.status, reason: verdict.reason }
      }
      if (verdict.kind === 'answer')
        return {
          kind: 'answer',
          status: verdict.status,
          body: verdict.body,
          contentType: verdict.contentType ?? 'text/plain; charset=utf-8',
        }
      const events = open.adapter.parse(request, open.connection)
      return { kind: 'recorded', result: await record(events, open, { bytes: request.body.length / channels }) }
    },
    admits: (workspaceIds) => {
      // Each of them is asked, so that each one's rate is known.
      const admitted = workspaceIds.filter((workspaceId) => admission.admits(workspaceId))
      if (admitted.length > 0 || workspaceIds.length === 0) return true
      received.inc({ outcome: 'held-back' })
      for (const workspaceId of workspaceIds) heldBack(workspaceId)
      return false
    },
    onDue: (listener) => {
      dueListeners.push(listener)
    },
    idle: () => batcher.idle(),
  }
}

async function channelFacts(deps: Deps, open: OpenConnection): Promise<ChannelFacts> {
  const { channel, workspaceId, adapter } = open
  const agent = channel.agentId ? await loadAgent(deps, workspaceId, channel.agentId) : null
  const answers = agent && agent.mode !== 'off'
  return {
    workspaceId,
    id: channel.id,
    hasProfiles: adapter.profile !== undefined,
    choiceId: adapter.choiceId,
    wordsOf: (message) => renderCalls(open, message).map((call) => call.note ?? null),
    agent: answers
      ? {
          id: agent.id,
          mode: agent.mode === 'draft' ? 'draft' : 'auto',
          replyDelayMs: agent.replyDelayMs,
          understandsMedia: agent.provider !== null,
        }
      : null,
  }
}

function cleanEvent(event: InboundEvent): InboundEvent {
  const { raw, ...rest } = event
  const clean = cleanDeep(rest)
  return clean === rest ? event : ({ ...clean, raw } as InboundEvent)
}

function asPoison(event: InboundEvent, error: unknown): InboundEvent {
  return { kind: 'poison', eventId: event.eventId, at: event.at, raw: event.raw, error: errorText(error) }
}

/** Providers wait for nobody: an answer that takes too long is a 503, and what they send again is recognised. */
async function withPatience(unanswered: Set<(error: AppError) => void>, recording: Promise<RecordResult>): Promise<RecordResult> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(overloaded()), commitPatienceMs)
  unanswered.add(reject)
  try {
    return await Promise.race([recording, late])
  } finally {
    clearTimeout(timer)
    unanswered.delete(reject)
    recording.catch(() => {})
  }
}

function overloaded(): AppError {
  return new AppError('overloaded', { status: 503, title: 'Too much at once: please send this again shortly.', retryAfterMs: 2000 })
}

function acknowledge(deps: Deps, events: readonly InboundEvent[], { adapter, connection }: OpenConnection): void {
  if (!adapter.acknowledge) return
  for (const event of events) {
    adapter
      .acknowledge(event, connection)
      .catch((error: unknown) => deps.log.debug({ err: error, channelId: connection.channelId }, 'acknowledging failed'))
  }
}
