import type { z } from 'zod'
import type { contactPatchSchema, newContactSchema } from '../../../contract/contacts.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import type { Access, Tx } from '../../platform/module.ts'
import { recordAudit } from '../workspaces/index.ts'
import { fail } from './errors.ts'
import { plainPhone } from './normalise-phone.ts'

export async function createContact(tx: Tx, workspaceId: string, body: z.output<typeof newContactSchema>): Promise<string> {
  const id = newId()
  const { attributes, ...fields } = body
  await tx
    .insertInto('contacts')
    .values({
      workspace_id: workspaceId,
      id,
      name: null,
      email: null,
      phone: null,
      language: null,
      ...fields,
      ...(fields.phone && { phone: plainPhone(fields.phone) }),
      attributes: JSON.stringify(attributes ?? {}),
    })
    .execute()
  await publish(tx, workspaceId, 'contact.created', { contactId: id })
  return id
}

/** Attributes are merged: a null removes one. Blocking, restricting and opting out are kept in the audit log. */
export async function updateContact(tx: Tx, access: Access, id: string, body: z.output<typeof contactPatchSchema>): Promise<void> {
  const { workspaceId } = access
  const current = await tx
    .selectFrom('contacts')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!current) throw fail('contact-not-found')
  const { attributes, optedOut, ...fields } = body
  const merged = Object.fromEntries(Object.entries({ ...current.attributes, ...attributes }).filter(([, value]) => value !== null))
  await tx
    .updateTable('contacts')
    .set({
      ...fields,
      ...(fields.phone && { phone: plainPhone(fields.phone) }),
      ...(optedOut !== undefined && { opted_out: optedOut }),
      attributes: JSON.stringify(merged),
      updated_at: new Date(),
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute()
  const switches = { blocked: body.blocked, restricted: body.restricted, optedOut }
  const changed = Object.fromEntries(Object.entries(switches).filter(([, value]) => value !== undefined))
  if (Object.keys(changed).length > 0) await recordAudit(tx, access, 'contact.switched', { type: 'contact', id, name: null }, changed)
  await publish(tx, workspaceId, 'contact.updated', { contactId: id })
}
