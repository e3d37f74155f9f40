import { idFloor, newId } from '../../platform/ids.ts'
import type { InboundEvent } from '../channels/index.ts'
import { type Entry, note, type Recording } from './recording.ts'
import { idsOf } from './resolve-contacts.ts'

interface Conversation {
  id: string
  contact_id: string
  status: 'open' | 'pending' | 'snoozed' | 'resolved'
  handler: 'agent' | 'user' | 'workflow' | 'none'
  assignee_id: string | null
  awaiting_person: boolean
}

interface Unanswered {
  id: string
  created_at: Date
}

/** Control that nobody uses for a day is lost, and so long we may answer: what is older is nobody's question any more. */
const dayMs = 86_400_000

/**
 * Several programs serve the account. Once we are given the conversation, what the customer said to the other one and nobody answered waits here; once we have
 * it no more, nothing of what we think out is sent. Either is a line in the thread.
 */
export async function passControl(recording: Recording, entry: Entry, event: Extract<InboundEvent, { kind: 'control' }>): Promise<void> {
  const conversation = await findConversation(recording, entry, event)
  if (!conversation) {
    entry.outcome = 'ignored'
    return
  }
  entry.contactId = conversation.contact_id
  if (event.isOurs) await takeUp(recording, entry, conversation)
  else await leave(recording, entry, conversation)
  await addLine(recording, entry, conversation, event)
}

async function findConversation(
  { client }: Recording,
  { channel }: Entry,
  { sender }: Extract<InboundEvent, { kind: 'control' }>,
): Promise<Conversation | undefined> {
  const { rows } = await client.query<Conversation>(
    `select c.id, c.contact_id, c.status, c.handler, c.assignee_id, c.awaiting_person from conversations c
     where c.workspace_id = $1 and c.channel_id = $2 and c.contact_id in
       (select i.contact_id from contact_identities i where i.workspace_id = $1 and i.channel_id = $2 and i.external_id = any ($3))
     order by c.contact_id limit 1 for no key update`,
    [channel.workspaceId, channel.id, idsOf(sender)],
  )
  return rows[0]
}

async function takeUp(recording: Recording, { channel }: Entry, conversation: Conversation): Promise<void> {
  const { client, now } = recording
  const { workspaceId, agent } = channel
  const since = now - dayMs
  const place = [workspaceId, conversation.id, idFloor(since), new Date(since).toISOString()]
  const { rows: unanswered } = await client.query<Unanswered>(
    `update messages m set answerable = true
     where m.workspace_id = $1 and m.conversation_id = $2 and m.id >= $3 and m.sort_at > $4 and m.direction = 'inbound' and m.deleted_at is null
       and m.type not in ('event', 'reaction', 'call') and m.sort_at > coalesce((
         select max(o.sort_at) from messages o where o.workspace_id = $1 and o.conversation_id = $2 and o.id >= $3 and o.direction = 'outbound'
           and o.type <> 'event' and not o.private), '-infinity')
     returning m.id, m.created_at`,
    place,
  )
  const isReturned = conversation.handler === 'user' && conversation.assignee_id === null && (await wasTypedElsewhere(recording, place))
  const automatic = agent?.mode === 'auto' ? ('agent' as const) : ('none' as const)
  const handler = isReturned || (conversation.status === 'resolved' && unanswered.length > 0) ? automatic : conversation.handler
  const working = handler === 'agent' ? ('pending' as const) : ('open' as const)
  const status = unanswered.length > 0 || isReturned ? working : conversation.status
  await client.query(
    `update conversations set handler = $3, status = $4, handler_epoch = handler_epoch + case when handler = $3 then 0 else 1 end,
       unread_count = greatest(unread_count, $5), waiting_since = coalesce(waiting_since, $6),
       snoozed_until = case when $4 = 'snoozed' then snoozed_until end where workspace_id = $1 and id = $2`,
    [workspaceId, conversation.id, handler, status, unanswered.length, earliest(unanswered)],
  )
  Object.assign(conversation, { handler, status })
  const isAutomatic = handler === 'agent' || (handler === 'none' && !conversation.awaiting_person)
  const last = unanswered
    .map(({ id }) => id)
    .sort()
    .at(-1)
  if (!agent || !isAutomatic || last === undefined) return
  const dueAt = now + agent.replyDelayMs
  await client.query(
    `insert into mailbox as m (workspace_id, conversation_id, last_in, due_at) values ($1, $2, $3, $4)
     on conflict (workspace_id, conversation_id) do update set last_in = greatest(m.last_in, excluded.last_in), due_at = excluded.due_at, attempt = 0`,
    [workspaceId, conversation.id, last, new Date(dueAt).toISOString()],
  )
  recording.wakes.push(dueAt)
}

/** The person who had it wrote in the provider's own inbox, and gives it back by passing it on: nobody of the team here has it. */
async function wasTypedElsewhere({ client }: Recording, place: readonly unknown[]): Promise<boolean> {
  const { rows } = await client.query<{ elsewhere: boolean }>(
    `select m.author_id is null as elsewhere from messages m
     where m.workspace_id = $1 and m.conversation_id = $2 and m.id >= $3 and m.sort_at > $4 and m.direction = 'outbound' and m.author_type = 'user'
     order by m.sort_at desc, m.id desc limit 1`,
    [...place],
  )
  return rows[0]?.elsewhere ?? false
}

/** An answer that is being thought out is for nobody any more: the provider would refuse it. What waits stays, for when we get the conversation back. */
async function leave({ client }: Recording, { channel }: Entry, conversation: Conversation): Promise<void> {
  const key = [channel.workspaceId, conversation.id]
  await client.query(
    'update conversations set handler_epoch = handler_epoch + 1, waiting_since = null where workspace_id = $1 and id = $2',
    key,
  )
  await client.query(
    `update mailbox set due_at = 'infinity', locked_until = '-infinity', claim = claim + 1 where workspace_id = $1 and conversation_id = $2`,
    key,
  )
}

async function addLine(
  recording: Recording,
  { channel }: Entry,
  conversation: Conversation,
  event: Extract<InboundEvent, { kind: 'control' }>,
): Promise<void> {
  const content = { event: { name: event.isOurs ? 'control-gained' : 'control-lost', reason: null, actorName: null } }
  await recording.client.query(
    `insert into messages (workspace_id, id, conversation_id, channel_id, contact_id, direction, author_type, type, content, status, answerable, created_at)
     values ($1, $2, $3, $4, $5, 'inbound', 'system', 'event', $6, 'received', false, $7)`,
    [
      channel.workspaceId,
      newId(),
      conversation.id,
      channel.id,
      conversation.contact_id,
      JSON.stringify(content),
      new Date(event.at).toISOString(),
    ],
  )
  note(recording, channel.workspaceId, 'conversation.updated', {
    conversationId: conversation.id,
    status: conversation.status,
    handler: conversation.handler,
    assigneeId: conversation.assignee_id,
    change: event.isOurs ? 'released' : 'handed-over',
  })
}

function earliest(unanswered: readonly Unanswered[]): string | null {
  if (unanswered.length === 0) return null
  return new Date(Math.min(...unanswered.map(({ created_at }) => created_at.getTime()))).toISOString()
}
