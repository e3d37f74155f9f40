import type { ParleyEvent } from '../../../contract/events.ts'
import { newId } from '../../platform/ids.ts'
import { withArrays } from '../../platform/pg-array.ts'
import type { InboundEvent, OutboundMessage } from '../channels/index.ts'
import type { AccountNews } from './apply-account-news.ts'
import type { SpineTransaction } from './transaction.ts'

/** What the spine must know of the channel that an event came by. */
export interface ChannelFacts {
  workspaceId: string
  id: string
  /** Its events carry no names: those are asked for. */
  hasProfiles: boolean
  /** What a tap brings back of a choice with this id, where that may be less than the id. */
  choiceId?: ((id: string) => string) | undefined
  /** The texts of a message's calls, in their order; null for a call without words. */
  wordsOf?: ((message: OutboundMessage) => (string | null)[]) | undefined
  /** The agent that answers there; null: nobody automatic. */
  agent: { id: string; mode: 'auto' | 'draft'; replyDelayMs: number; understandsMedia: boolean } | null
}

/** One event on its way into the record. */
export interface Entry {
  channel: ChannelFacts
  event: InboundEvent
  /** Ids assigned while recording, for the journal. */
  contactId: string | null
  outcome: 'processed' | 'ignored' | 'failed'
  error: string | null
  /** Of a replay: its line is in the record already, and neither the line nor an answer to it comes a second time. */
  isKnown: boolean
  /** Its row in the journal. */
  journalId: string
  /** It speaks of a message that is not here, or is just being sent: it is read again later (replay-early.ts). */
  isEarly: boolean
}

/** The transaction of one batch and what must happen after it commits. */
export interface Recording extends SpineTransaction {
  now: number
  events: ParleyEvent[]
  /** Conversations with something to answer, and when. */
  wakes: number[]
  media: { workspaceId: string; attachmentId: string }[]
  /** What the provider said of the channels' own accounts. */
  accounts: AccountNews[]
}

/** `publish` for the spine's own transactions: rows are written together at the end of the batch. */
export function note<T extends ParleyEvent['type']>(
  recording: { events: ParleyEvent[] },
  workspaceId: string,
  type: T,
  payload: Extract<ParleyEvent, { type: T }>['payload'],
): void {
  recording.events.push({ id: newId(), workspaceId, type, payload } as ParleyEvent)
}

/** Writes the batch's events and hands them to durable subscribers, as `publish` does for one. */
export function writeEvents(tx: SpineTransaction, events: readonly ParleyEvent[]): void {
  if (events.length === 0) return
  tx.send({
    name: 'spine-events',
    text: `
      with event as (
        insert into events (workspace_id, id, type, payload)
        select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[])
        returning workspace_id, id, type
      )
      insert into event_queue (workspace_id, subscriber, event_id)
      select event.workspace_id, s.subscriber, event.id from event
      join event_subscriptions s on s.workspace_id = event.workspace_id and event.type = any (s.types)`,
    values: withArrays([
      events.map((event) => event.workspaceId),
      events.map((event) => event.id),
      events.map((event) => event.type),
      events.map((event) => JSON.stringify(event.payload)),
    ]),
  })
}
