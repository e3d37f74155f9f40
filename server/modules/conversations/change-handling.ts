import { sql } from 'kysely'
import type { ThreadEvent } from '../../../contract/messages.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import type { Access, Tx } from '../../platform/module.ts'
import { fail } from './errors.ts'

type Change = 'taken' | 'released' | 'assigned' | 'resolved' | 'reopened' | 'snoozed'

interface Locked {
  id: string
  channel_id: string
  contact_id: string
  status: 'open' | 'pending' | 'snoozed' | 'resolved'
  handler: 'agent' | 'user' | 'workflow' | 'none'
  assignee_id: string | null
  agent_id: string | null
  awaiting_person: boolean
  snoozed_until: Date | null
}

/** A person handles it from now on: the AI's answer that is still being thought out, and what it has queued, are thrown away. */
export async function takeConversation(tx: Tx, access: Access, id: string): Promise<void> {
  const locked = await lock(tx, access, id)
  const assignee = access.actor.type === 'user' ? access.actor.id : locked.assignee_id
  if (locked.handler === 'user' && locked.assignee_id === assignee && locked.status === 'open') return
  await tx
    .updateTable('conversations')
    .set((eb) => ({
      handler: 'user',
      handler_epoch: eb('handler_epoch', '+', 1),
      status: 'open',
      awaiting_person: false,
      assignee_id: assignee,
      unread_count: 0,
      failed_turns: 0,
      snoozed_until: null,
    }))
    .where('workspace_id', '=', access.workspaceId)
    .where('id', '=', id)
    .execute()
  await dropDraft(tx, access.workspaceId, id)
  if (locked.handler !== 'user') await recordChange(tx, access, locked, 'taken', null)
  else await announce(tx, access, id, 'assigned')
}

/** Back to the AI agent, where the channel has one; it says again that it is an AI. */
export async function releaseConversation(tx: Tx, access: Access, id: string): Promise<void> {
  const locked = await lock(tx, access, id)
  const toAgent = locked.agent_id !== null
  const handler = toAgent ? 'agent' : 'none'
  const status = toAgent ? 'pending' : 'open'
  // Again and again is once: what the agent is thinking out at this moment counts.
  if (locked.handler === handler && locked.status === status && locked.assignee_id === null && !locked.awaiting_person) return
  await tx
    .updateTable('conversations')
    .set((eb) => ({
      handler,
      handler_epoch: eb('handler_epoch', '+', 1),
      status,
      awaiting_person: false,
      assignee_id: null,
      disclosed_at: null,
      failed_turns: 0,
      snoozed_until: null,
    }))
    .where('workspace_id', '=', access.workspaceId)
    .where('id', '=', id)
    .execute()
  if (locked.handler !== handler) await recordChange(tx, access, locked, 'released', null)
  else await announce(tx, access, id, 'released')
}

/** To a person of the team (who then handles it), or to nobody. */
export async function assignConversation(tx: Tx, access: Access, id: string, assignee: { id: string; name: string } | null): Promise<void> {
  const locked = await lock(tx, access, id)
  // Somebody who had it before the agent got it back (a resolved conversation opens again) is still named on it and gets it like anybody else.
  if (locked.assignee_id === (assignee?.id ?? null) && (assignee === null || locked.handler === 'user')) return
  await tx
    .updateTable('conversations')
    .set((eb) => ({
      assignee_id: assignee?.id ?? null,
      ...(assignee && {
        handler: 'user' as const,
        handler_epoch: eb('handler_epoch', '+', 1),
        awaiting_person: false,
        status: locked.status === 'pending' ? ('open' as const) : locked.status,
      }),
    }))
    .where('workspace_id', '=', access.workspaceId)
    .where('id', '=', id)
    .execute()
  await recordChange(tx, access, locked, 'assigned', assignee?.name ?? null)
}

/** Who has done it: somebody of the team, a program, or the customer (without an id of the team's). */
interface Doer {
  workspaceId: string
  actor: { id: string | null; name: string | null }
}

export function resolveConversation(tx: Tx, access: Access, id: string): Promise<void> {
  return resolve(tx, access, id)
}

/** The customer has done with it: what they write next begins anew, as after the team has resolved it. */
export function endConversation(tx: Tx, workspaceId: string, customerName: string | null, id: string): Promise<void> {
  return resolve(tx, { workspaceId, actor: { id: null, name: customerName } }, id)
}

async function resolve(tx: Tx, access: Doer, id: string): Promise<void> {
  const locked = await lock(tx, access, id)
  if (locked.status === 'resolved') return
  await tx
    .updateTable('conversations')
    .set((eb) => ({
      status: 'resolved',
      handler_epoch: eb('handler_epoch', '+', 1),
      awaiting_person: false,
      waiting_since: null,
      unread_count: 0,
      snoozed_until: null,
    }))
    .where('workspace_id', '=', access.workspaceId)
    .where('id', '=', id)
    .execute()
  await dropDraft(tx, access.workspaceId, id)
  await recordChange(tx, access, locked, 'resolved', null)
}

export async function reopenConversation(tx: Tx, access: Access, id: string): Promise<void> {
  const locked = await lock(tx, access, id)
  if (locked.status === 'open' || locked.status === 'pending') return
  await setStatus(tx, access.workspaceId, id, locked.handler === 'agent' ? 'pending' : 'open', null)
  await recordChange(tx, access, locked, 'reopened', null)
}

/** Out of sight until a time, or (`until` null) until the customer writes. */
export async function snoozeConversation(tx: Tx, access: Access, id: string, until: Date | null): Promise<void> {
  const locked = await lock(tx, access, id)
  if (until !== null && until.getTime() <= Date.now())
    throw fail('snooze-over', { errors: [{ path: 'until', message: 'A time that is still to come.' }] })
  if (locked.status === 'snoozed' && (locked.snoozed_until?.getTime() ?? null) === (until?.getTime() ?? null)) return
  await setStatus(tx, access.workspaceId, id, 'snoozed', until)
  await recordChange(tx, access, locked, 'snoozed', until?.toISOString() ?? null)
}

export async function markConversationRead(tx: Tx, access: Access, id: string): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('conversations')
    .set({ unread_count: 0 })
    .where('workspace_id', '=', access.workspaceId)
    .where('id', '=', id)
    .where('unread_count', '>', 0)
    .executeTakeFirst()
  if (numUpdatedRows > 0n) await announce(tx, access, id, 'read')
  else await lock(tx, access, id)
}

async function lock(tx: Tx, access: Pick<Doer, 'workspaceId'>, id: string): Promise<Locked> {
  const { rows } = await sql<Locked>`
    select c.id, c.channel_id, c.contact_id, c.status, c.handler, c.assignee_id, c.awaiting_person, c.snoozed_until, ch.agent_id
    from conversations c left join channels ch on ch.workspace_id = c.workspace_id and ch.id = c.channel_id
    where c.workspace_id = ${access.workspaceId} and c.id = ${id} for no key update of c`.execute(tx)
  const locked = rows[0]
  if (!locked) throw fail('conversation-not-found')
  return locked
}

async function setStatus(tx: Tx, workspaceId: string, id: string, status: Locked['status'], snoozedUntil: Date | null): Promise<void> {
  await tx
    .updateTable('conversations')
    .set({ status, snoozed_until: snoozedUntil })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute()
}

async function dropDraft(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.deleteFrom('drafts').where('workspace_id', '=', workspaceId).where('conversation_id', '=', id).execute()
}

/** The thin line in the thread, and the event. */
async function recordChange(tx: Tx, access: Doer, locked: Locked, change: Change, reason: string | null): Promise<void> {
  const event: ThreadEvent = { name: change, reason, actorName: access.actor.name }
  await tx
    .insertInto('messages')
    .values({
      workspace_id: access.workspaceId,
      id: newId(),
      conversation_id: locked.id,
      channel_id: locked.channel_id,
      contact_id: locked.contact_id,
      direction: 'outbound',
      author_type: 'system',
      author_id: access.actor.id,
      author_name: access.actor.name,
      type: 'event',
      content: JSON.stringify({ event }),
      status: 'sent',
      answerable: false,
      created_at: new Date(),
    })
    .execute()
  await announce(tx, access, locked.id, change)
}

async function announce(tx: Tx, access: Pick<Doer, 'workspaceId'>, id: string, change: Change | 'read'): Promise<void> {
  const row = await tx
    .selectFrom('conversations')
    .select(['status', 'handler', 'assignee_id'])
    .where('workspace_id', '=', access.workspaceId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  await publish(tx, access.workspaceId, 'conversation.updated', {
    conversationId: id,
    status: row.status,
    handler: row.handler,
    assigneeId: row.assignee_id,
    change,
  })
}
