import type { Interactive } from '../../../contract/messages.ts'
import { withArrays } from '../../platform/pg-array.ts'
import type { NewMessageRow } from './new-message-row.ts'
import type { Recording } from './recording.ts'

/**
 * Where a channel's buttons carry less than an id may be long, a tap brings back a short form of it. The message that was tapped is in the record, so
 * that the choice is found there however long ago, and by whichever process, it was offered. Somebody quick may tap before the receipt of that message is
 * written down: then it is one of those that are being sent. What was never offered stays as it came.
 */
export async function resolveChoices(recording: Recording, rows: readonly NewMessageRow[]): Promise<void> {
  const taps = rows.filter(
    ({ channel, content }) => channel.choiceId !== undefined && content.interactive?.kind === 'reply' && content.replyToExternalId,
  )
  const early = await readTapped(recording, taps)
  const unknown: NewMessageRow[] = []
  for (const tap of early) if (!(await findBeingSent(recording, tap)).some((interactive) => readChoice(tap, interactive))) unknown.push(tap)
  // Between the two looks the receipt may have been written down.
  await readTapped(recording, unknown)
}

/** @returns the taps whose message is not known by its id */
async function readTapped(recording: Recording, taps: readonly NewMessageRow[]): Promise<NewMessageRow[]> {
  if (taps.length === 0) return []
  const left = new Set(taps)
  for (const { position, interactive } of await findTapped(recording, taps)) {
    const tap = taps[position - 1] as NewMessageRow
    left.delete(tap)
    readChoice(tap, interactive)
  }
  return [...left]
}

/** @returns whether it is one of these choices */
function readChoice(row: NewMessageRow, interactive: Interactive): boolean {
  const tapped = row.content.interactive
  const choice = choicesOf(interactive).find(({ id }) => tapped?.kind === 'reply' && row.channel.choiceId?.(id) === tapped.id)
  if (!choice) return false
  const reply: Interactive = { kind: 'reply', id: choice.id, title: choice.title }
  row.content = { ...row.content, text: choice.title, interactive: reply }
  row.extra = { ...row.extra, interactive: reply }
  return true
}

/** What was offered by the messages that were tapped, where they are known; positions count from 1. */
async function findTapped(
  { client }: Recording,
  taps: readonly NewMessageRow[],
): Promise<{ position: number; interactive: Interactive }[]> {
  const { rows } = await client.query<{ position: number; interactive: Interactive }>({
    text: `
      select i.position::int, m.content -> 'interactive' as interactive
      from unnest($1::uuid[], $2::uuid[], $3::text[]) with ordinality as i(workspace_id, channel_id, external_id, position)
      join message_keys k using (workspace_id, channel_id, external_id)
      join messages m on m.workspace_id = k.workspace_id and m.id = k.message_id
      where m.direction = 'outbound' and m.content ? 'interactive'`,
    values: withArrays([
      taps.map(({ channel }) => channel.workspaceId),
      taps.map(({ channel }) => channel.id),
      taps.map(({ content }) => content.replyToExternalId),
    ]),
  })
  return rows
}

async function findBeingSent({ client }: Recording, { channel, conversationId }: NewMessageRow): Promise<Interactive[]> {
  const { rows } = await client.query<{ interactive: Interactive }>(
    `select m.content -> 'interactive' as interactive
     from outbox o join messages m on m.workspace_id = o.workspace_id and m.id = o.message_id
     where o.workspace_id = $1 and o.conversation_id = $2 and o.state in ('calling', 'waiting') and m.content ? 'interactive'
     order by o.message_id desc limit 5`,
    [channel.workspaceId, conversationId],
  )
  return rows.map(({ interactive }) => interactive)
}

function choicesOf(interactive: Interactive): readonly { id: string; title: string }[] {
  if (interactive.kind === 'buttons') return interactive.buttons
  if (interactive.kind === 'actions') return interactive.buttons.flatMap((button) => ('id' in button ? button : []))
  return interactive.kind === 'list' ? interactive.sections.flatMap((section) => section.rows) : []
}
