import { sql } from 'kysely'
import { publish } from '../../platform/events.ts'
import type { Access, Tx } from '../../platform/module.ts'
import { recordAudit, recordSystemAudit } from '../workspaces/index.ts'
import { fail } from './errors.ts'

/**
 * Makes two contacts one: what the kept one lacks is filled from the other, every identity moves over, and whatever refused contact (blocked, opted
 * out, restricted) stays refused. Conversations follow by the event `contact.merged`, in the same transaction, through `moveConversations`.
 * @param by who asked for it; only the workspace where the program does it by itself
 */
export async function mergeContacts(
  tx: Tx,
  by: Access | Pick<Access, 'workspaceId'>,
  keptId: string,
  mergedId: string,
  moveConversations: (tx: Tx) => Promise<void>,
): Promise<void> {
  if (keptId === mergedId) throw fail('contact-same')
  const { workspaceId } = by
  const locked = await tx
    .selectFrom('contacts')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', [keptId, mergedId])
    .orderBy('id')
    .forUpdate()
    .execute()
  const kept = locked.find((row) => row.id === keptId)
  const merged = locked.find((row) => row.id === mergedId)
  if (!kept || !merged) throw fail('contact-not-found')
  await sql`update contact_identities set contact_id = ${keptId} where workspace_id = ${workspaceId} and contact_id = ${mergedId}`.execute(
    tx,
  )
  await sql`update contact_consents set contact_id = ${keptId} where workspace_id = ${workspaceId} and contact_id = ${mergedId}`.execute(tx)
  await moveConversations(tx)
  await tx
    .updateTable('contacts')
    .set({
      name: kept.name ?? merged.name,
      email: kept.email ?? merged.email,
      phone: kept.phone ?? merged.phone,
      language: kept.language ?? merged.language,
      attributes: JSON.stringify({ ...merged.attributes, ...kept.attributes }),
      blocked: kept.blocked || merged.blocked,
      restricted: kept.restricted || merged.restricted,
      opted_out: kept.opted_out || merged.opted_out,
      updated_at: new Date(),
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', keptId)
    .execute()
  await tx.deleteFrom('contacts').where('workspace_id', '=', workspaceId).where('id', '=', mergedId).execute()
  const target = { type: 'contact', id: keptId, name: null }
  if ('actor' in by) await recordAudit(tx, by, 'contact.merged', target, { mergedContactId: mergedId })
  else await recordSystemAudit(tx, workspaceId, 'contact.merged', target, { mergedContactId: mergedId })
  await publish(tx, workspaceId, 'contact.merged', { contactId: keptId, mergedContactId: mergedId })
}
