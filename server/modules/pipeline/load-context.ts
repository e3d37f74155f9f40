import type pg from 'pg'
import type { AttachmentKind, AuthorType, Direction, MessageType } from '../../../contract/messages.ts'
import { highestId, idFloor } from '../../platform/ids.ts'
import { withArrays } from '../../platform/pg-array.ts'
import { type MessageContent, summarise, type TurnAttachment, type TurnMessage } from '../conversations/index.ts'
import { sendTogether } from './transaction.ts'

/** What a turn knows of its conversation at the moment it looks. */
export interface ConversationFacts {
  workspaceId: string
  conversationId: string
  channelId: string
  contactId: string
  recipientId: string
  status: 'open' | 'pending' | 'snoozed' | 'resolved'
  handler: 'agent' | 'user' | 'workflow' | 'none'
  epoch: number
  awaitingPerson: boolean
  assigneeId: string | null
  language: string | null
  disclosedAt: Date | null
  failedTurns: number
  lastInboundAt: Date | null
  contactName: string | null
  contactPhone: string | null
  contactLanguage: string | null
  blocked: boolean
  restricted: boolean
  optedOut: boolean
  agentId: string | null
}

export interface LoadedTurn {
  facts: ConversationFacts
  lastIn: string
  /** The provider's id of the newest message to answer: what a typing indicator or a read receipt refers to. */
  lastExternalId: string | null
  history: TurnMessage[]
  unanswered: TurnMessage[]
}

export interface TurnKey {
  workspaceId: string
  conversationId: string
  doneIn: string | null
}

const historyLength = 40

/** Partitions of the last weeks hold what nearly every turn needs; the years before are looked into only where that is not enough. */
const recentMs = 45 * 86_400_000

/**
 * Conversation and history of many turns in two statements after the claim: in one statement with it, the snapshot could be older than
 * the row lock, and a message be jumped over. A turn whose conversation has gone is left out.
 */
export async function loadTurns(pool: pg.Pool, keys: readonly TurnKey[]): Promise<Map<string, LoadedTurn>> {
  const recent = Date.now() - recentMs
  const [{ rows: facts }, histories] = await onOneConnection(pool, (client) => [
    client.query<ConversationFacts & { lastIn: string; createdAt: Date }>({
      name: 'spine-load-facts',
      text: factsStatement,
      values: idsOf(keys),
    }),
    queryHistories(client, keys, idFloor(recent), highestId),
  ])
  await addOlder(pool, histories, facts, recent)
  const attachments = await loadAttachments(pool, [...histories.values()].flat())
  const doneIn = new Map(keys.map((key) => [key.conversationId, key.doneIn]))
  return new Map(
    facts.map((row) => {
      const history = histories.get(row.conversationId) ?? []
      return [row.conversationId, toLoadedTurn(row, history, attachments, doneIn.get(row.conversationId) ?? '')]
    }),
  )
}

/** Two questions that do not wait for each other's answer. */
async function onOneConnection<A, B>(pool: pg.Pool, ask: (client: pg.PoolClient) => [Promise<A>, Promise<B>]): Promise<[A, B]> {
  const client = await pool.connect()
  sendTogether(client)
  const [first, second] = await Promise.allSettled(ask(client))
  client.release()
  if (first.status === 'rejected') throw first.reason
  if (second.status === 'rejected') throw second.reason
  return [first.value, second.value]
}

function toLoadedTurn(
  facts: ConversationFacts & { lastIn: string },
  rows: readonly MessageRow[],
  attachments: ReadonlyMap<string, TurnAttachment[]>,
  done: string,
): LoadedTurn {
  const lastByPerson = rows.findLast((message) => message.author_type === 'user')?.id ?? ''
  const isOpen = (message: MessageRow) =>
    message.direction === 'inbound' && message.answerable && message.id > done && message.id > lastByPerson
  const history: TurnMessage[] = []
  const unanswered: TurnMessage[] = []
  let lastExternalId: string | null = null
  let lastIn = facts.lastIn
  for (const row of rows) {
    const message = toTurnMessage(row, attachments.get(row.id) ?? [])
    history.push(message)
    if (!isOpen(row)) continue
    unanswered.push(message)
    lastExternalId = row.external_id
    // It may have come between the two statements: what is answered is done.
    if (row.id > lastIn) lastIn = row.id
  }
  return { facts, lastIn, lastExternalId, history, unanswered }
}

/** Conversations that are older than the last weeks and have not been talked in enough since. */
async function addOlder(
  pool: pg.Pool,
  histories: Map<string, MessageRow[]>,
  facts: readonly (ConversationFacts & { createdAt: Date })[],
  recent: number,
): Promise<void> {
  const short = facts.filter(
    ({ conversationId, createdAt }) => createdAt.getTime() < recent && (histories.get(conversationId)?.length ?? 0) < historyLength,
  )
  if (short.length === 0) return
  const oldest = Math.min(...short.map(({ createdAt }) => createdAt.getTime()))
  const older = await queryHistories(pool, short, idFloor(oldest), idFloor(recent))
  for (const [conversationId, rows] of older) {
    const all = [...rows, ...(histories.get(conversationId) ?? [])]
    histories.set(conversationId, all.sort((a, b) => a.sort_ms - b.sort_ms || (a.id < b.id ? -1 : 1)).slice(-historyLength))
  }
}

/** The newest messages of each conversation whose ids lie in the range, oldest first. */
async function queryHistories(
  pool: pg.Pool | pg.PoolClient,
  conversations: readonly Pick<TurnKey, 'workspaceId' | 'conversationId'>[],
  from: string,
  to: string,
): Promise<Map<string, MessageRow[]>> {
  const { rows } = await pool.query<MessageRow>({
    name: 'spine-load-history',
    text: historyStatement,
    values: [...idsOf(conversations), historyLength, from, to],
  })
  const histories = new Map<string, MessageRow[]>()
  // The statement gives the newest first.
  for (const row of rows.reverse()) {
    const known = histories.get(row.conversation_id)
    if (known) known.push(row)
    else histories.set(row.conversation_id, [row])
  }
  return histories
}

function idsOf(keys: readonly { workspaceId: string; conversationId: string }[]): unknown[] {
  return withArrays([keys.map((key) => key.workspaceId), keys.map((key) => key.conversationId)])
}

const factsStatement = `
  select c.workspace_id as "workspaceId", c.id as "conversationId", c.channel_id as "channelId", c.contact_id as "contactId", c.recipient_id as "recipientId",
    c.status, c.handler, c.handler_epoch as epoch, c.awaiting_person as "awaitingPerson", c.assignee_id as "assigneeId", c.language,
    c.disclosed_at as "disclosedAt", c.failed_turns as "failedTurns", c.last_inbound_at as "lastInboundAt",
    k.name as "contactName", k.phone as "contactPhone", k.language as "contactLanguage", k.blocked, k.restricted, k.opted_out as "optedOut",
    ch.agent_id as "agentId", m.last_in as "lastIn", c.created_at as "createdAt"
  from unnest($1::uuid[], $2::uuid[]) as i(workspace_id, conversation_id)
  join mailbox m on m.workspace_id = i.workspace_id and m.conversation_id = i.conversation_id
  join conversations c on c.workspace_id = i.workspace_id and c.id = i.conversation_id
  join contacts k on k.workspace_id = c.workspace_id and k.id = c.contact_id
  join channels ch on ch.workspace_id = c.workspace_id and ch.id = c.channel_id`

interface MessageRow {
  workspace_id: string
  id: string
  conversation_id: string
  /** Unix milliseconds, as `created_ms`: reading a number costs a tenth of reading a date. */
  sort_ms: number
  created_ms: number
  direction: Direction
  author_type: AuthorType
  author_name: string | null
  type: MessageType
  text: string | null
  content: MessageContent | null
  attachment_count: number
  answerable: boolean
  external_id: string | null
}

// The bounds of the ids name the partitions: without them each conversation is looked for in every month that there ever was.
const historyStatement = `
  select h.* from unnest($1::uuid[], $2::uuid[]) as i(workspace_id, conversation_id)
  cross join lateral (
    select m.workspace_id, m.id, m.conversation_id, m.direction, m.author_type, m.author_name, m.type, m.text, m.content, m.attachment_count, m.answerable,
      m.external_id, extract(epoch from m.created_at)::float8 * 1000 as created_ms, extract(epoch from m.sort_at)::float8 * 1000 as sort_ms
    from messages m where m.workspace_id = i.workspace_id and m.conversation_id = i.conversation_id and m.id >= $4 and m.id < $5
      and not m.private and m.deleted_at is null and m.type not in ('event', 'reaction') and m.status <> 'failed'
    order by m.sort_at desc, m.id desc limit $3
  ) h`

async function loadAttachments(pool: pg.Pool, rows: readonly MessageRow[]): Promise<Map<string, TurnAttachment[]>> {
  const found = new Map<string, TurnAttachment[]>()
  const withFiles = rows.filter((row) => row.attachment_count > 0)
  if (withFiles.length === 0) return found
  const { rows: attachments } = await pool.query<{
    message_id: string
    id: string
    kind: AttachmentKind
    mime_type: string
    name: string | null
    file_id: string | null
    transcript: string | null
    description: string | null
  }>(
    `select a.message_id, a.id, a.kind, a.mime_type, a.name, a.file_id, a.transcript, a.description
     from unnest($1::uuid[], $2::uuid[]) as i(workspace_id, message_id)
     join attachments a on a.workspace_id = i.workspace_id and a.message_id = i.message_id order by a.message_id, a.position`,
    [withFiles.map((row) => row.workspace_id), withFiles.map((row) => row.id)],
  )
  for (const row of attachments) {
    const list = found.get(row.message_id) ?? []
    list.push({
      id: row.id,
      kind: row.kind,
      mimeType: row.mime_type,
      name: row.name,
      fileId: row.file_id,
      transcript: row.transcript,
      description: row.description,
    })
    found.set(row.message_id, list)
  }
  return found
}

function toTurnMessage(row: MessageRow, attachments: TurnAttachment[]): TurnMessage {
  return {
    id: row.id,
    direction: row.direction,
    author: { type: row.author_type, name: row.author_name },
    type: row.type,
    text: row.text,
    attachments,
    summary: summarise(row.type, row.content, attachments),
    createdAt: new Date(Math.round(row.created_ms)),
  }
}
