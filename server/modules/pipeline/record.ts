import { createHash } from 'node:crypto'
import type { Database } from '../../platform/db.ts'
import { AppError } from '../../platform/errors.ts'
import { failpoint } from '../../platform/failpoints.ts'
import { newId } from '../../platform/ids.ts'
import { withArrays } from '../../platform/pg-array.ts'
import type { InboundEvent } from '../channels/index.ts'
import { cleanJson } from './clean-text.ts'
import { errorText } from './error-text.ts'
import { recogniseOwnEchoes } from './recognise-own-echoes.ts'
import { recogniseReplayed } from './recognise-replayed.ts'
import { recordChange } from './record-changes.ts'
import { recordMessages, writerOf } from './record-messages.ts'
import { recordStatuses } from './record-statuses.ts'
import { type ChannelFacts, type Entry, type Recording, writeEvents } from './recording.ts'
import { readAgainLater } from './replay-early.ts'
import { findIdentities, type KnownIdentities } from './resolve-contacts.ts'
import { inTransaction } from './transaction.ts'

/** The events of one webhook body, all recorded or none. */
export interface RecordItem {
  channel: ChannelFacts
  events: readonly InboundEvent[]
  /** A replay from the journal: the proof against doubles already holds its key and must let it pass. */
  replay?: boolean
}

export interface RecordResult {
  recorded: number
  duplicates: number
  failed: number
  /** Of what was recorded: to be read again, because what it is about may come later. */
  early: number
}

export interface Recorded {
  results: RecordResult[]
  recording: Omit<Recording, 'client' | 'send'>
}

/**
 * Records a batch of webhook bodies in one transaction: keys against doubles, contacts, conversations, messages, mailbox, statuses, changes, events,
 * journal. What the caller does after it returns (200, waking turns, live updates) may be lost; nothing in here can be.
 */
export async function recordBatch(db: Database, items: readonly RecordItem[]): Promise<Recorded> {
  const recorded = await inTransaction(db.receivePool, async (tx) => {
    const recording: Recording = { ...tx, now: Date.now(), events: [], wakes: [], media: [], accounts: [] }
    const claimed = claimKeys(recording, items)
    // Asked for together with the keys: the one needs nothing that the other finds.
    const known = lookUpSenders(recording, items)
    const fresh = await claimed
    const entries = fresh.flat()
    await recogniseReplayed(
      recording,
      fresh.flatMap((own, index) => (items[index]?.replay ? own : [])),
    )
    await recogniseOwnEchoes(recording, entries)
    for (const entry of entries) if (entry.event.kind === 'identity') await isolated(recording, entry)
    await recordMessages(recording, entries, known)
    await recordStatuses(recording, entries)
    for (const entry of entries) if (isChange(entry.event)) await isolated(recording, entry)
    writeJournal(
      recording,
      // What is read again and still too early stands in the journal already.
      fresh.flatMap((own, index) => own.filter((entry) => !entry.isKnown && !(items[index]?.replay && entry.isEarly))),
    )
    readAgainLater(
      recording,
      fresh.flatMap((own, index) => (items[index]?.replay ? [] : own.filter(({ isEarly }) => isEarly))),
    )
    writeEvents(recording, recording.events)
    failpoint('receive-before-commit')
    const results = items.map((item, index) => {
      const own = fresh[index] ?? []
      const recorded = own.filter((entry) => !entry.isKnown).length
      return {
        recorded,
        duplicates: item.events.length - recorded,
        failed: own.filter((entry) => entry.outcome === 'failed').length,
        early: own.filter((entry) => entry.isEarly).length,
      }
    })
    return { results, recording }
  })
  failpoint('receive-after-commit')
  return recorded
}

/** Who is known of those who wrote; not asked in advance where somebody's ids change in this very batch. */
function lookUpSenders(recording: Recording, items: readonly RecordItem[]): Promise<KnownIdentities> | undefined {
  if (items.some(({ events }) => events.some((event) => event.kind === 'identity'))) return undefined
  const senders = items.flatMap(({ channel, events }) =>
    events.flatMap((event) => {
      const sender = writerOf(event)
      return sender ? [{ channel, sender }] : []
    }),
  )
  if (senders.length === 0) return undefined
  const known = findIdentities(recording, senders)
  known.catch(() => {})
  return known
}

/**
 * A status of a message that is not (or no more) here names somebody we hold nothing of: a person who was erased while it was under way, or one to
 * whom another program wrote. That it came is kept, whom it is about is not.
 */
function isOfNobody({ event, outcome }: Entry): boolean {
  return event.kind === 'status' && outcome === 'ignored'
}

function isChange(event: InboundEvent): boolean {
  const changes = ['reaction', 'edit', 'delete', 'reachability', 'consent', 'control', 'account', 'watermark', 'ignored', 'poison']
  return changes.includes(event.kind)
}

/** Rare kinds run one by one, each behind a savepoint: one that fails stays in the journal with its error and spoils nothing. */
async function isolated(recording: Recording, entry: Entry): Promise<void> {
  await recording.client.query('savepoint change')
  try {
    await recordChange(recording, entry)
    await recording.client.query('release savepoint change')
  } catch (error) {
    await recording.client.query('rollback to savepoint change')
    entry.outcome = 'failed'
    entry.error = errorText(error)
    entry.isEarly = error instanceof AppError && error.code === 'message-unknown'
  }
}

/** Which events are new: the same one twice in a batch counts once, and one that was seen in the last 60 days not at all. */
async function claimKeys(recording: Recording, items: readonly RecordItem[]): Promise<Entry[][]> {
  const unseen = new Map<string, { workspaceId: string; channelId: string; digest: Buffer }>()
  for (const { channel, events, replay } of items) {
    if (replay) continue
    for (const { eventId } of events) {
      const digest = digestOf(eventId)
      unseen.set(keyOf(channel.id, digest), { workspaceId: channel.workspaceId, channelId: channel.id, digest })
    }
  }
  const keys = [...unseen.values()]
  const { rows } =
    keys.length === 0
      ? { rows: [] }
      : await recording.client.query<{ channel_id: string; digest: Buffer }>({
          name: 'spine-claim-keys',
          text: `
            insert into channel_event_keys (workspace_id, channel_id, digest)
            select * from unnest($1::uuid[], $2::uuid[], $3::bytea[]) as k(workspace_id, channel_id, digest) order by 1, 2, 3
            on conflict do nothing returning channel_id, digest`,
          values: withArrays([keys.map((key) => key.workspaceId), keys.map((key) => key.channelId), keys.map((key) => key.digest)]),
        })
  const fresh = new Set(rows.map((row) => keyOf(row.channel_id, row.digest)))
  return items.map(({ channel, events, replay }) =>
    events
      .filter((event) => replay || fresh.delete(keyOf(channel.id, digestOf(event.eventId))))
      .map((event) => ({
        channel,
        event,
        contactId: null,
        outcome: 'processed',
        error: null,
        isKnown: false,
        journalId: newId(),
        isEarly: false,
      })),
  )
}

/** 128 bits: enough that no two events of a channel ever share them, and no way back to a phone number inside an id. */
function digestOf(eventId: string): Buffer {
  return createHash('sha256').update(eventId).digest().subarray(0, 16)
}

function keyOf(channelId: string, digest: Buffer): string {
  return `${channelId} ${digest.toString('base64')}`
}

function writeJournal(recording: Recording, entries: readonly Entry[]): void {
  if (entries.length === 0) return
  recording.send({
    name: 'spine-journal',
    text: `
      insert into channel_events (workspace_id, id, channel_id, external_id, kind, status, error, body, contact_id)
      select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::jsonb[], $9::uuid[])`,
    values: withArrays([
      entries.map(({ channel }) => channel.workspaceId),
      entries.map(({ journalId }) => journalId),
      entries.map(({ channel }) => channel.id),
      entries.map((entry) => (isOfNobody(entry) ? digestOf(entry.event.eventId).toString('base64url') : entry.event.eventId)),
      entries.map(({ event }) => (event.kind === 'ignored' || event.kind === 'account' ? `${event.kind}:${event.name}` : event.kind)),
      entries.map(({ outcome }) => outcome),
      entries.map(({ error }) => error),
      entries.map((entry) => (isOfNobody(entry) ? '{"unknown": true}' : cleanJson(entry.event.raw))),
      entries.map(({ contactId }) => contactId),
    ]),
  })
}
