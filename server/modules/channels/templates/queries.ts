import { type Selectable, sql } from 'kysely'
import type { TemplateStatus } from '../../../../contract/templates.ts'
import type { Tx } from '../../../platform/db.ts'
import type { MessageTemplateTable } from '../tables.ts'

export type TemplateRow = Selectable<MessageTemplateTable>
export type NewTemplateRow = Omit<TemplateRow, 'workspace_id' | 'content' | 'created_at' | 'updated_at'> & { content: string }

/** Where a page ends: the list is ordered by these. */
export interface TemplatePlace {
  name: string
  language: string
  id: string
}

const nameKey = sql<string>`name collate "C"`
const languageKey = sql<string>`language collate "C"`

export function listTemplates(
  tx: Tx,
  workspaceId: string,
  channelId: string,
  page: { limit: number; after: TemplatePlace | null; status: TemplateStatus | null; q: string | null },
): Promise<TemplateRow[]> {
  let query = tx.selectFrom('message_templates').selectAll().where('workspace_id', '=', workspaceId).where('channel_id', '=', channelId)
  if (page.status !== null) query = query.where('status', '=', page.status)
  if (page.q !== null) {
    const words = page.q.toLowerCase()
    query = query.where(
      sql<boolean>`position(${words} in lower(name || ' ' || coalesce(content #>> '{header,text}', '') || ' ' || coalesce(content #>> '{body,text}', ''))) > 0`,
    )
  }
  if (page.after !== null) {
    const { name, language, id } = page.after
    query = query.where(sql<boolean>`(name collate "C", language collate "C", id) > (${name}, ${language}, ${id}::uuid)`)
  }
  return query.orderBy(nameKey).orderBy(languageKey).orderBy('id').limit(page.limit).execute()
}

export function findTemplate(tx: Tx, workspaceId: string, channelId: string, id: string): Promise<TemplateRow | undefined> {
  return tx
    .selectFrom('message_templates')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('channel_id', '=', channelId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export function findByExternalIds(tx: Tx, workspaceId: string, channelId: string, externalIds: readonly string[]): Promise<TemplateRow[]> {
  return tx
    .selectFrom('message_templates')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('channel_id', '=', channelId)
    .where('external_id', 'in', [...externalIds])
    .execute()
}

/** @returns nothing where a later answer of the provider stands there already */
export function putTemplate(
  tx: Tx,
  workspaceId: string,
  row: NewTemplateRow,
  isChanged: boolean,
): Promise<{ id: string; status: TemplateStatus } | undefined> {
  const { id: _, channel_id: _channel, external_id: _external, ...facts } = row
  return tx
    .insertInto('message_templates')
    .values({ ...row, workspace_id: workspaceId, updated_at: row.asked_at })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'channel_id', 'external_id'])
        .doUpdateSet({ ...facts, ...(isChanged ? { updated_at: row.asked_at } : {}) })
        .where('message_templates.asked_at', '<=', row.asked_at),
    )
    .returning(['id', 'status'])
    .executeTakeFirst()
}

/** Those that the provider did not name when it was asked at `askedAt`. One that was made since is not among them. */
export function deleteUnnamed(tx: Tx, workspaceId: string, channelId: string, askedAt: Date): Promise<{ id: string }[]> {
  return tx
    .deleteFrom('message_templates')
    .where('workspace_id', '=', workspaceId)
    .where('channel_id', '=', channelId)
    .where('asked_at', '<', askedAt)
    .returning('id')
    .execute()
}

export function deleteByExternalId(
  tx: Tx,
  workspaceId: string,
  channelId: string,
  externalId: string,
): Promise<{ id: string } | undefined> {
  return tx
    .deleteFrom('message_templates')
    .where('workspace_id', '=', workspaceId)
    .where('channel_id', '=', channelId)
    .where('external_id', '=', externalId)
    .returning('id')
    .executeTakeFirst()
}
