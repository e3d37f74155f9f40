import { sql } from 'kysely'
import type { ContactConsent } from '../../../contract/contacts.ts'
import type { Tx } from '../../platform/db.ts'
import { fail } from './errors.ts'

export interface GivenConsent {
  id: string
  wording: string
  link: string | null
  given: 'chat' | 'page'
  givenAt: string
}

/** For the contact that this id leads to; nothing where it leads to none yet, and nothing the second time. */
export async function recordConsent(
  tx: Tx,
  workspaceId: string,
  of: { channelId: string; externalId: string },
  { id, wording, link, given, givenAt }: GivenConsent,
): Promise<void> {
  await sql`
    insert into contact_consents (workspace_id, id, contact_id, channel_id, wording, link, given, given_at)
    select i.workspace_id, ${id}::uuid, i.contact_id, i.channel_id, ${wording}::text, ${link}::text, ${given}::text, ${givenAt}::timestamptz
    from contact_identities i
    where i.workspace_id = ${workspaceId} and i.channel_id = ${of.channelId} and i.external_id = ${of.externalId}
    on conflict (workspace_id, id) do nothing`.execute(tx)
}

/** The person has taken it back: what was agreed to stays to be read, with the time. */
export async function withdrawConsent(tx: Tx, workspaceId: string, id: string, at: Date): Promise<void> {
  await tx
    .updateTable('contact_consents')
    .set({ withdrawn_at: at })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('withdrawn_at', 'is', null)
    .execute()
}

/** Has this person agreed to be sent marketing by mail, and not taken it back? */
export async function hasAgreedToMarketing(tx: Tx, workspaceId: string, contactId: string): Promise<boolean> {
  const { rows } = await sql`
    select from contact_consents where workspace_id = ${workspaceId} and contact_id = ${contactId} and purpose = 'marketing' and withdrawn_at is null
      and not exists (select from contacts c where c.workspace_id = ${workspaceId} and c.id = ${contactId} and (c.opted_out or c.restricted or c.blocked))
    limit 1`.execute(tx)
  return rows.length > 0
}

/** Oldest first. */
export async function listConsents(tx: Tx, workspaceId: string, contactId: string): Promise<ContactConsent[]> {
  const contact = await tx
    .selectFrom('contacts')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', contactId)
    .executeTakeFirst()
  if (!contact) throw fail('contact-not-found')
  const rows = await tx
    .selectFrom('contact_consents')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', contactId)
    .orderBy('given_at')
    .orderBy('id')
    .execute()
  return rows.map(({ channel_id: channelId, wording, link, given, given_at: givenAt, withdrawn_at: withdrawnAt }) => ({
    channelId,
    wording,
    link,
    given,
    givenAt: givenAt.toISOString(),
    withdrawnAt: withdrawnAt?.toISOString() ?? null,
  }))
}
