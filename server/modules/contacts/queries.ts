import { type Selectable, sql } from 'kysely'
import type { Contact } from '../../../contract/contacts.ts'
import type { Tables, Tx } from '../../platform/db.ts'
import { fail } from './errors.ts'

type ContactRow = Selectable<Tables['contacts']>

export interface ContactPage {
  q: string | undefined
  from: { at: Date; id: string } | null
  limit: number
}

/** A search shows the lately changed of those it finds; who looks for one of more has to say more of them. */
const searchLimit = 200

/** Lately changed first. */
export async function listContacts(tx: Tx, workspaceId: string, page: ContactPage): Promise<Contact[]> {
  let query = tx
    .selectFrom('contacts')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('updated_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
  if (page.q) query = query.where(sql<boolean>`id in (select k.id from parley_search_contacts(${page.q}, ${searchLimit}) k)`)
  if (page.from) query = query.where(sql<boolean>`(updated_at, id) < (${page.from.at}, ${page.from.id})`)
  return presentAll(tx, workspaceId, await query.execute())
}

export async function getContact(tx: Tx, workspaceId: string, id: string): Promise<Contact> {
  const rows = await tx.selectFrom('contacts').selectAll().where('workspace_id', '=', workspaceId).where('id', '=', id).execute()
  const [contact] = await presentAll(tx, workspaceId, rows)
  if (!contact) throw fail('contact-not-found')
  return contact
}

async function presentAll(tx: Tx, workspaceId: string, rows: readonly ContactRow[]): Promise<Contact[]> {
  if (rows.length === 0) return []
  const identities = await tx
    .selectFrom('contact_identities as i')
    .leftJoin('channels as ch', (join) => join.onRef('ch.workspace_id', '=', 'i.workspace_id').onRef('ch.id', '=', 'i.channel_id'))
    .leftJoin('deleted_channels as gone', (join) =>
      join.onRef('gone.workspace_id', '=', 'i.workspace_id').onRef('gone.id', '=', 'i.channel_id'),
    )
    .where('i.workspace_id', '=', workspaceId)
    .where(
      'i.contact_id',
      'in',
      rows.map((row) => row.id),
    )
    .select(['i.contact_id', 'i.channel_id', 'i.external_id', 'i.username', 'i.verified', 'i.marketing_allowed', 'i.marketing_told_at'])
    .select(sql<string>`coalesce(ch.type, gone.type, 'deleted')`.as('type'))
    .orderBy('i.created_at')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    phone: row.phone,
    language: row.language,
    attributes: row.attributes,
    identities: identities
      .filter((identity) => identity.contact_id === row.id)
      .map(({ type, channel_id, external_id, username, verified, marketing_allowed: allowed, marketing_told_at: toldAt }) => ({
        channelType: type,
        channelId: channel_id,
        externalId: external_id,
        username,
        verified,
        ...(allowed !== null && toldAt !== null && { marketing: { allowed, toldAt: toldAt.toISOString() } }),
      })),
    blocked: row.blocked,
    restricted: row.restricted,
    optedOut: row.opted_out,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }))
}
