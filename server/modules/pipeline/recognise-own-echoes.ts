import { withArrays } from '../../platform/pg-array.ts'
import type { InboundEvent } from '../channels/index.ts'
import type { Entry, Recording } from './recording.ts'

type EchoEvent = Extract<InboundEvent, { kind: 'echo' }>

/** A long text goes out in parts, none of them short: a word that a person types is no part of it. */
const leastPart = 200

/**
 * Some providers repeat to us whatever the account sends, also what we sent ourselves, and not each of them says by whom it was sent. What a message of ours
 * has the id of, or what is just being sent to that person in these words, is our own: it proves the send, and nobody took over.
 */
export async function recogniseOwnEchoes({ client }: Recording, entries: readonly Entry[]): Promise<void> {
  const echoes = entries.filter(({ event }) => event.kind === 'echo' && !event.historical)
  if (echoes.length === 0) return
  const events = echoes.map(({ event }) => event as EchoEvent)
  const { rows } = await client.query<{ position: number; message_id: string; calls_done: number | null }>({
    text: `
      select i.position::int, coalesce(k.message_id, sending.message_id) as message_id, sending.calls_done
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[]) with ordinality
        as i(workspace_id, channel_id, external_id, recipient_id, text, position)
      left join message_keys k using (workspace_id, channel_id, external_id)
      left join lateral (
        select o.message_id, o.calls_done from contact_identities p
        join conversations c on c.workspace_id = p.workspace_id and c.channel_id = p.channel_id and c.contact_id = p.contact_id
        join outbox o on o.workspace_id = c.workspace_id and o.conversation_id = c.id and o.state in ('calling', 'waiting')
        join messages m on m.workspace_id = o.workspace_id and m.id = o.message_id
        where p.workspace_id = i.workspace_id and p.channel_id = i.channel_id and p.external_id = i.recipient_id
          and case when i.text is null then exists (select from attachments a where a.workspace_id = m.workspace_id and a.message_id = m.id)
            else left(i.text, length(m.text)) = m.text or (length(i.text) >= $6 and position(i.text in m.text) > 0) end
        order by o.message_id limit 1
      ) sending on k.message_id is null
      where coalesce(k.message_id, sending.message_id) is not null`,
    values: [
      ...withArrays([
        echoes.map(({ channel }) => channel.workspaceId),
        echoes.map(({ channel }) => channel.id),
        events.map(({ externalId }) => externalId),
        events.map(({ recipient }) => recipient.externalId),
        events.map(({ content }) => content.text ?? null),
      ]),
      leastPart,
    ],
  })
  for (const row of rows) {
    const entry = echoes[row.position - 1] as Entry
    const { eventId, at, raw, externalId } = entry.event as EchoEvent
    const proven = row.calls_done === null ? {} : { clientId: row.message_id, clientCall: row.calls_done }
    entry.event = { kind: 'status', eventId, at, raw, externalId, ...proven, status: 'sent' }
  }
}
