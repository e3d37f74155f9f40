import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import type { Deps } from '../../platform/module.ts'
import { withdrawConsent } from '../contacts/index.ts'
import { passOnCommand } from '../pipeline/index.ts'
import type { AuthenticatedVisitor } from './authenticate-visitor.ts'
import { findConversation } from './conversation-queries.ts'
import { fail } from './errors.ts'
import { deleteVisitor, type VisitorRow } from './queries.ts'

/**
 * The visitor wants everything gone: the browser is forgotten at once, and what was said goes by the erasure that the team's button starts too.
 * @throws AppError `erasure-needs-proof`
 */
export async function eraseVisitor(deps: Deps, { visitor, widget: { workspaceId, channelId } }: AuthenticatedVisitor): Promise<void> {
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const conversation = await findConversation(tx, visitor)
    const found = conversation && (await findContact(tx, visitor))
    if (found && found.otherIdentities > 0 && !visitor.verified) throw fail('erasure-needs-proof')
    if (found && conversation)
      await passOnCommand(tx, {
        name: 'forget-me-yes',
        workspaceId,
        channelId,
        conversationId: conversation.id,
        contactId: found.id,
        externalId: visitor.external_id,
        language: visitor.language,
      })
    if (visitor.consent) await withdrawConsent(tx, workspaceId, visitor.consent.id, deps.clock.now())
    await deleteVisitor(tx, workspaceId, visitor.id)
  })
}

/** By how many other ways the contact is known: the team may have put a browser together with a person whom the browser proves nothing of. */
async function findContact(tx: Tx, visitor: VisitorRow): Promise<{ id: string; otherIdentities: number } | undefined> {
  const { rows } = await sql<{ id: string; otherIdentities: number }>`
    select i.contact_id as id, (
      select count(*)::int from contact_identities other
      where other.workspace_id = i.workspace_id and other.contact_id = i.contact_id
        and (other.channel_id, other.external_id) <> (i.channel_id, i.external_id)
    ) as "otherIdentities"
    from contact_identities i
    where i.workspace_id = ${visitor.workspace_id} and i.channel_id = ${visitor.channel_id} and i.external_id = ${visitor.external_id}`.execute(
    tx,
  )
  return rows[0]
}
