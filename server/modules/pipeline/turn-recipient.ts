import type pg from 'pg'

/**
 * What was answered is used up (a comment), and the provider has said who wrote it: from now on the conversation's answers go to that person, who is known by
 * that id too. Nothing where answers go elsewhere by now: the person has written, or commented again.
 */
export async function turnRecipient(
  pool: pg.Pool,
  { workspaceId, conversationId }: { workspaceId: string; conversationId: string },
  from: string,
  to: string,
): Promise<void> {
  await pool.query({
    name: 'spine-turn-recipient',
    text: `
      with turned as (
        update conversations set recipient_id = $4 where workspace_id = $1 and id = $2 and recipient_id = $3
        returning workspace_id, channel_id, contact_id
      )
      insert into contact_identities (workspace_id, channel_id, external_id, contact_id)
      select workspace_id, channel_id, $4, contact_id from turned
      on conflict (workspace_id, channel_id, external_id) do nothing`,
    values: [workspaceId, conversationId, from, to],
  })
}
