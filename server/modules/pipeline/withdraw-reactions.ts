import type pg from 'pg'
import { withArrays } from '../../platform/pg-array.ts'

/** A reaction of the team that did not go out stands on its message no more; a newer one stays. */
export async function withdrawReactions(
  client: Pick<pg.ClientBase, 'query'>,
  failed: readonly { workspace_id: string; id: string }[],
): Promise<void> {
  if (failed.length === 0) return
  await client.query({
    name: 'spine-withdraw-reactions',
    text: `
      delete from message_reactions r
      using unnest($1::uuid[], $2::uuid[]) as i(workspace_id, id)
      join messages m on m.workspace_id = i.workspace_id and m.id = i.id and m.type = 'reaction'
      where r.workspace_id = m.workspace_id and r.message_id = (m.content -> 'reaction' ->> 'messageId')::uuid
        and r.author_type = 'user' and r.emoji = m.content -> 'reaction' ->> 'emoji'`,
    values: withArrays([failed.map((row) => row.workspace_id), failed.map((row) => row.id)]),
  })
}
