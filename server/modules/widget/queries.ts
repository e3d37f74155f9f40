import { type Selectable, sql } from 'kysely'
import type { WidgetAttributes } from '../../../contract/widget.ts'
import type { Database, Tx } from '../../platform/db.ts'
import { type GivenConsent, plainPhone } from '../contacts/index.ts'
import type { WidgetVisitorTable } from './tables.ts'

export type VisitorRow = Selectable<WidgetVisitorTable>

/** Crosses workspaces: a request brings nothing but its token, from which the workspace follows. */
export async function findVisitorByToken(db: Database, tokenHash: Buffer): Promise<VisitorRow | undefined> {
  return db.spine.selectFrom('widget_visitors').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst()
}

/** Crosses workspaces: open streams of all of them ask together. @returns by token hash (hex), who it is for */
export async function findKnownTokens(db: Database, tokenHashes: readonly Buffer[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ tokenHash: Buffer; externalId: string }>`
    select token_hash as "tokenHash", external_id as "externalId" from widget_visitors where token_hash = any(${[...tokenHashes]}::bytea[])`.execute(
    db.spine,
  )
  return new Map(rows.map(({ tokenHash, externalId }) => [tokenHash.toString('hex'), externalId]))
}

/** Crosses workspaces: the key in a website's snippet names a channel, whose workspace is not known before. */
export async function findChannelByKey(db: Database, widgetKey: string): Promise<{ workspaceId: string; channelId: string } | undefined> {
  const { rows } = await sql<{ workspaceId: string; channelId: string }>`
    select workspace_id as "workspaceId", id as "channelId" from channels
    where widget_key = ${widgetKey} and status <> 'disconnected'`.execute(db.spine)
  return rows[0]
}

/** Crosses workspaces, for the demo page: a key is only shown when the installation has exactly one widget. */
export async function onlyWidgetKey(db: Database): Promise<string | null> {
  const { rows } = await sql<{ widgetKey: string }>`
    select widget_key as "widgetKey" from channels where widget_key is not null and status <> 'disconnected' limit 2`.execute(db.spine)
  return rows.length === 1 ? (rows[0]?.widgetKey ?? null) : null
}

export function findVisitor(tx: Tx, workspaceId: string, id: string): Promise<VisitorRow | undefined> {
  return tx.selectFrom('widget_visitors').selectAll().where('workspace_id', '=', workspaceId).where('id', '=', id).executeTakeFirst()
}

/** Held until the end of the transaction: whoever changes the same visitor waits. */
export function lockVisitor(tx: Tx, workspaceId: string, id: string): Promise<VisitorRow | undefined> {
  return tx
    .selectFrom('widget_visitors')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

export interface NewVisitor {
  id: string
  channelId: string
  tokenHash: Buffer
  externalId: string
  verified: boolean
  language: string | null
  pageUrl: string | null
  consent: GivenConsent | null
}

export async function insertVisitor(tx: Tx, workspaceId: string, visitor: NewVisitor): Promise<VisitorRow> {
  return tx
    .insertInto('widget_visitors')
    .values({
      workspace_id: workspaceId,
      id: visitor.id,
      channel_id: visitor.channelId,
      token_hash: visitor.tokenHash,
      external_id: visitor.externalId,
      verified: visitor.verified,
      language: visitor.language,
      page_url: visitor.pageUrl,
      consent: visitor.consent && JSON.stringify(visitor.consent),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export interface VisitorChange {
  external_id?: string
  verified?: boolean
  claimed_id?: string | null
  name?: string | null
  email?: string | null
  phone?: string | null
  language?: string
  page_url?: string
  consent?: string
  details_at?: Date
  email_vouched?: boolean
  answers_by_mail?: boolean
  mailed_up_to?: string
  labels?: string[]
  last_seen_at?: Date
}

export async function updateVisitor(tx: Tx, workspaceId: string, id: string, change: VisitorChange): Promise<VisitorRow> {
  return tx
    .updateTable('widget_visitors')
    .set(change)
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** The browser is not known any more; words that were said stay with their conversation. */
export async function deleteVisitor(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.deleteFrom('widget_visitors').where('workspace_id', '=', workspaceId).where('id', '=', id).execute()
}

/** New values replace old ones of the same name; null removes. @returns everything that is known now */
export async function mergeVisitorAttributes(
  tx: Tx,
  workspaceId: string,
  id: string,
  attributes: WidgetAttributes,
): Promise<WidgetAttributes> {
  const { rows } = await sql<{ attributes: WidgetAttributes }>`
    update widget_visitors set attributes = jsonb_strip_nulls(attributes || ${JSON.stringify(attributes)}::jsonb)
    where workspace_id = ${workspaceId} and id = ${id} returning attributes`.execute(tx)
  return rows[0]?.attributes ?? {}
}

/** What the website's server says now, in place of what it said before. */
export async function signVisitorAttributes(tx: Tx, workspaceId: string, id: string, signed: WidgetAttributes): Promise<VisitorRow> {
  return tx
    .updateTable('widget_visitors')
    .set({
      signed_attributes: JSON.stringify(signed),
      attributes: sql<string>`jsonb_strip_nulls(attributes || ${JSON.stringify(signed)}::jsonb)`,
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function hasIdentity(tx: Tx, workspaceId: string, channelId: string, externalId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from contact_identities
    where workspace_id = ${workspaceId} and channel_id = ${channelId} and external_id = ${externalId}`.execute(tx)
  return rows.length > 0
}

/**
 * Attributes of the website's own choosing, on the contact that the visitor has become; signed ones stay as they were signed.
 * @returns the contact that it changed
 */
export async function setContactAttributes(
  tx: Tx,
  workspaceId: string,
  visitor: Pick<VisitorRow, 'channel_id' | 'external_id' | 'signed_attributes'>,
  attributes: WidgetAttributes,
): Promise<string | null> {
  const said = JSON.stringify({ ...attributes, ...visitor.signed_attributes })
  const { rows } = await sql<{ id: string }>`
    update contacts c set attributes = jsonb_strip_nulls(c.attributes || ${said}::jsonb), updated_at = now()
    from contact_identities i
    where i.workspace_id = ${workspaceId} and i.channel_id = ${visitor.channel_id} and i.external_id = ${visitor.external_id}
      and c.workspace_id = i.workspace_id and c.id = i.contact_id
      and c.attributes is distinct from jsonb_strip_nulls(c.attributes || ${said}::jsonb)
    returning c.id`.execute(tx)
  return rows[0]?.id ?? null
}

/** What the visitor said of themselves, where the contact that they have become lacks it. @returns the contact where something was filled */
export async function fillContact(
  tx: Tx,
  workspaceId: string,
  visitor: Pick<VisitorRow, 'channel_id' | 'external_id'>,
  { name, email, phone }: { name: string | null; email: string | null; phone: string | null },
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    update contacts c set name = coalesce(c.name, ${name}), email = coalesce(c.email, ${email}), phone = coalesce(c.phone, ${phone && plainPhone(phone)}),
      updated_at = now()
    from contact_identities i
    where i.workspace_id = ${workspaceId} and i.channel_id = ${visitor.channel_id} and i.external_id = ${visitor.external_id}
      and c.workspace_id = i.workspace_id and c.id = i.contact_id
      and ((c.name is null and ${name}::text is not null) or (c.email is null and ${email}::text is not null)
        or (c.phone is null and ${phone}::text is not null))
    returning c.id`.execute(tx)
  return rows[0]?.id ?? null
}

export async function insertUpload(tx: Tx, workspaceId: string, fileId: string, visitorId: string): Promise<void> {
  await tx.insertInto('widget_uploads').values({ workspace_id: workspaceId, file_id: fileId, visitor_id: visitorId }).execute()
}

export interface UploadRow {
  id: string
  mime_type: string
  name: string | null
  size: number
}

/** Those of the files that this visitor has uploaded, in the order asked for. */
export async function findUploads(tx: Tx, workspaceId: string, visitorId: string, fileIds: readonly string[]): Promise<UploadRow[]> {
  const { rows } = await sql<UploadRow>`
    select f.id, f.mime_type, f.name, f.size from unnest(${[...fileIds]}::uuid[]) with ordinality as asked(id, position)
    join widget_uploads u on u.workspace_id = ${workspaceId} and u.file_id = asked.id and u.visitor_id = ${visitorId}
    join files f on f.workspace_id = u.workspace_id and f.id = u.file_id
    order by asked.position`.execute(tx)
  return rows
}

/**
 * Crosses workspaces. Forgets who has not been seen for a year, and after a week who opened the chat and never wrote. Their words, if any,
 * are the conversation's and stay with it.
 */
export async function deleteStaleVisitors(db: Database): Promise<void> {
  await sql`
    delete from widget_visitors v
    where v.last_seen_at < now() - interval '1 year'
      or (v.last_seen_at < now() - interval '7 days' and not exists (
        select from contact_identities i
        where i.workspace_id = v.workspace_id and i.channel_id = v.channel_id and i.external_id = v.external_id))`.execute(db.spine)
}

/** Crosses workspaces: uploads of the day before. What was sent belongs to its message now; @returns what never was. */
export async function takeAbandonedUploads(db: Database): Promise<{ workspaceId: string; fileId: string }[]> {
  const { rows } = await sql<{ workspaceId: string; fileId: string; sent: boolean }>`
    delete from widget_uploads u where u.created_at < now() - interval '1 day'
    returning u.workspace_id as "workspaceId", u.file_id as "fileId",
      exists (select from attachments a where a.workspace_id = u.workspace_id and a.file_id = u.file_id) as sent`.execute(db.spine)
  return rows.filter((row) => !row.sent)
}
