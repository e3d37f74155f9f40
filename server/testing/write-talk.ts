import type pg from 'pg'
import { newId } from '../platform/ids.ts'

export interface Talk {
  contactId: string
  conversationId: string
  channelId: string
}

export interface TalkFields {
  channelId: string
  name?: string
  status?: 'open' | 'pending' | 'snoozed' | 'resolved'
  handler?: 'agent' | 'user' | 'none'
  assigneeId?: string
  unread?: number
  lastActivityAt?: string
}

/** A channel that is connected to nothing: what is read and handled needs no provider. */
export async function writeChannel(pool: pg.Pool, workspaceId: string, type = 'telegram'): Promise<string> {
  const id = newId()
  await pool.query(`insert into channels (workspace_id, id, type, name, status) values ($1, $2, $3, 'Line', 'disconnected')`, [
    workspaceId,
    id,
    type,
  ])
  return id
}

/** A person and their conversation, as they stand in the record. */
export async function writeTalk(pool: pg.Pool, workspaceId: string, fields: TalkFields): Promise<Talk> {
  const [contactId, conversationId] = [newId(), newId()]
  const {
    channelId,
    name = null,
    status = 'open',
    handler = 'none',
    assigneeId = null,
    unread = 0,
    lastActivityAt = new Date().toISOString(),
  } = fields
  await pool.query('insert into contacts (workspace_id, id, name) values ($1, $2, $3)', [workspaceId, contactId, name])
  await pool.query(`insert into contact_identities (workspace_id, channel_id, external_id, contact_id) values ($1, $2, $3, $4)`, [
    workspaceId,
    channelId,
    `id-${contactId}`,
    contactId,
  ])
  await pool.query(
    `insert into conversations (workspace_id, id, channel_id, contact_id, recipient_id, status, handler, assignee_id, unread_count, last_activity_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [workspaceId, conversationId, channelId, contactId, `id-${contactId}`, status, handler, assigneeId, unread, lastActivityAt],
  )
  return { contactId, conversationId, channelId }
}

/** @returns the message's id */
export async function writeMessage(
  pool: pg.Pool,
  workspaceId: string,
  talk: Talk,
  text: string,
  at = new Date().toISOString(),
): Promise<string> {
  const id = newId()
  await pool.query(
    `insert into messages (workspace_id, id, conversation_id, channel_id, contact_id, direction, author_type, type, text, status, created_at, sort_at, external_id)
     values ($1, $2, $3, $4, $5, 'inbound', 'contact', 'text', $6, 'received', $7, $7, $8)`,
    [workspaceId, id, talk.conversationId, talk.channelId, talk.contactId, text, at, `ext-${id}`],
  )
  await pool.query('update conversations set last_message_id = $3 where workspace_id = $1 and id = $2', [
    workspaceId,
    talk.conversationId,
    id,
  ])
  return id
}
