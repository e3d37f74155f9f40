import type { Interactive } from '../../../contract/messages.ts'
import { withArrays } from '../../platform/pg-array.ts'
import type { NewMessageRow } from './new-message-row.ts'
import type { Recording } from './recording.ts'

/**
 * Where a channel's buttons carry less than an id may be long, a tap brings back a short form of it. The message that was tapped is in the record, so
 * that the choice is found there however long ago, and by whichever process, it was offered. What was never offered stays as it came.
 */
export async function resolveChoices({ client }: Recording, rows: readonly NewMessageRow[]): Promise<void> {
  const taps = rows.filter(
    ({ channel, content }) => channel.choiceId !== undefined && content.interactive?.kind === 'reply' && content.replyToExternalId,
  )
  if (taps.length === 0) return
  const { rows: offered } = await client.query<{ position: number; interactive: Interactive }>({
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
  for (const { position, interactive } of offered) {
    const row = taps[position - 1] as NewMessageRow
    const tapped = row.content.interactive
    const choice = choicesOf(interactive).find(({ id }) => tapped?.kind === 'reply' && row.channel.choiceId?.(id) === tapped.id)
    if (!choice) continue
    const reply: Interactive = { kind: 'reply', id: choice.id, title: choice.title }
    row.content = { ...row.content, text: choice.title, interactive: reply }
    row.extra = { ...row.extra, interactive: reply }
  }
}

function choicesOf(interactive: Interactive): readonly { id: string; title: string }[] {
  if (interactive.kind === 'buttons') return interactive.buttons
  if (interactive.kind === 'actions') return interactive.buttons.flatMap((button) => ('id' in button ? button : []))
  return interactive.kind === 'list' ? interactive.sections.flatMap((section) => section.rows) : []
}
