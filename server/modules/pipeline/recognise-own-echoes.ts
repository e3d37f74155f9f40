import { withArrays } from '../../platform/pg-array.ts'
import type { InboundEvent } from '../channels/index.ts'
import { loadMessages } from './load-outbound.ts'
import type { ChannelFacts, Entry, Recording } from './recording.ts'

type EchoEvent = Extract<InboundEvent, { kind: 'echo' }>

interface Found {
  position: number
  workspace_id: string
  /** The message that has the echo's id. */
  known_id: string | null
  /** One that is just being sent to that person, and how many of its calls have their receipt. */
  sending_id: string | null
  calls_done: number | null
}

/**
 * Some providers repeat to us whatever the account sends, also what we sent ourselves, and not each of them says by whom it was sent. What a message of ours
 * has the id of, or what one that is just being sent to that person comes down to, is our own: it proves the send, and nobody took over.
 */
export async function recogniseOwnEchoes(recording: Recording, entries: readonly Entry[]): Promise<void> {
  const echoes = entries.filter(({ event }) => event.kind === 'echo' && !event.historical)
  if (echoes.length === 0) return
  const found = await findCandidates(recording, echoes)
  const sending = found.flatMap((row) => (row.sending_id ? [{ workspaceId: row.workspace_id, messageId: row.sending_id }] : []))
  const loaded = await loadMessages(recording.client, sending)
  for (const [position, rows] of Map.groupBy(found, (row) => row.position)) {
    const entry = echoes[position - 1] as Entry
    const event = entry.event as EchoEvent
    const proof = rows
      .map((row) => {
        if (row.known_id) return {}
        const message = loaded.get(row.sending_id ?? '')?.message
        const words = message ? wordsOf(entry.channel, message) : []
        const clientCall = callOf(words, event.content.text ?? null, row.calls_done ?? 0)
        return clientCall === null ? null : { clientId: row.sending_id, clientCall }
      })
      .find((one) => one !== null)
    if (!proof) continue
    const { eventId, at, raw, externalId } = event
    entry.event = { kind: 'status', eventId, at, raw, externalId, ...proof, status: 'sent' }
  }
}

async function findCandidates({ client }: Recording, echoes: readonly Entry[]): Promise<Found[]> {
  const events = echoes.map(({ event }) => event as EchoEvent)
  const { rows } = await client.query<Found>({
    text: `
      select i.position::int, i.workspace_id, k.message_id as known_id, sending.message_id as sending_id, sending.calls_done
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) with ordinality
        as i(workspace_id, channel_id, external_id, recipient_id, position)
      left join message_keys k using (workspace_id, channel_id, external_id)
      left join lateral (
        select o.message_id, o.calls_done from contact_identities p
        join conversations c on c.workspace_id = p.workspace_id and c.channel_id = p.channel_id and c.contact_id = p.contact_id
        join outbox o on o.workspace_id = c.workspace_id and o.conversation_id = c.id and o.state in ('calling', 'waiting')
        where p.workspace_id = i.workspace_id and p.channel_id = i.channel_id and p.external_id = i.recipient_id
      ) sending on k.message_id is null
      where k.message_id is not null or sending.message_id is not null
      order by i.position, sending.message_id`,
    values: withArrays([
      echoes.map(({ channel }) => channel.workspaceId),
      echoes.map(({ channel }) => channel.id),
      events.map(({ externalId }) => externalId),
      events.map(({ recipient }) => recipient.externalId),
    ]),
  })
  return rows
}

/** What its calls say, as the channel renders it: header lines, places, lists and long texts come back as they went out. */
function wordsOf(channel: ChannelFacts, message: Parameters<NonNullable<ChannelFacts['wordsOf']>>[0]): (string | null)[] {
  try {
    return channel.wordsOf ? channel.wordsOf(message) : [message.text]
  } catch {
    // It cannot be sent at all, and therefore was not.
    return []
  }
}

/** The first call that may still be in doubt and says just this. A word that a person types is none of them, though it stands in one. */
function callOf(words: readonly (string | null)[], said: string | null, from: number): number | null {
  const wanted = squeeze(said)
  const index = words.findIndex((one, at) => at >= from && squeeze(one) === wanted)
  return index === -1 ? null : index
}

function squeeze(text: string | null): string | null {
  return text === null ? null : text.replace(/\s+/gu, '')
}
