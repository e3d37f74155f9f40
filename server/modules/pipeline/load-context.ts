import type pg from 'pg'
import type { AttachmentKind, AuthorType, Direction, MessageType } from '../../../contract/messages.ts'
import { highestId, idBounds, idFloor } from '../../platform/ids.ts'
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
  /** More waits than one turn answers: what is not read here must not be taken for something that came meanwhile. */
  isPart: boolean
}

export interface TurnKey {
  workspaceId: string
  conversationId: string
  doneIn: string | null
}

const historyLength = 40
/** So many at most are answered together, the oldest; the rest has a turn of its own. */
const mostOpen = 200

/** Partitions of the last weeks hold what nearly every turn needs; the years before are looked into only where that is not enough. */
const recentMs = 45 * 86_400_000

/**
 * Conversation and history of many turns in two statements after the claim: in one statement with it, the snapshot could be older than
 * the row lock, and a message be jumped over. A turn whose conversation has gone is left out.
 */
export async function loadTurns(pool: pg.Pool, keys: readonly TurnKey[]): Promise<Map<string, LoadedTurn>> {
  const recent = Date.now() - recentMs
  const [{ rows: facts }, histories, open] = await onOneConnection(pool, (client) => [
    client.query<ConversationFacts & { lastIn: string; createdAt: Date }>({
      name: 'spine-load-facts',
      text: factsStatement,
      values: idsOf(keys),
    }),
    queryHistories(client, keys, idFloor(recent), highestId),
    client.query<OpenRow>({ name: 'spine-load-open', text: openStatement, values: openValues(keys, idFloor(recent)) }),
  ])
  await addOlder(pool, histories, facts, recent)
  await addUnseen(pool, histories, open.rows)
  const limits = readUpTo(open.rows)
  const attachments = await loadAttachments(pool, [...histories.values()].flat())
  const doneIn = new Map(keys.map((key) => [key.conversationId, key.doneIn]))
  return new Map(
    facts.map((row) => {
      const history = histories.get(row.conversationId) ?? []
      const range = { done: doneIn.get(row.conversationId) ?? '', limit: limits.get(row.conversationId) }
      return [row.conversationId, toLoadedTurn(row, history, attachments, range)]
    }),
  )
}

/** Questions that do not wait for each other's answers. */
async function onOneConnection<T extends readonly Promise<unknown>[]>(
  pool: pg.Pool,
  ask: (client: pg.PoolClient) => readonly [...T],
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const client = await pool.connect()
  sendTogether(client)
  const asked = ask(client)
  // All of them, before the connection goes back.
  await Promise.allSettled(asked)
  client.release()
  return Promise.all(asked)
}

function toLoadedTurn(
  facts: ConversationFacts & { lastIn: string },
  rows: readonly MessageRow[],
  attachments: ReadonlyMap<string, TurnAttachment[]>,
  { done, limit }: { done: string; limit: string | undefined },
): LoadedTurn {
  const lastByPerson = rows.findLast((message) => message.author_type === 'user')?.id ?? ''
  const isOpen = (message: MessageRow) =>
    message.direction === 'inbound' && message.answerable && message.id > done && message.id > lastByPerson
  const history: TurnMessage[] = []
  const unanswered: TurnMessage[] = []
  let lastExternalId: string | null = null
  let lastIn = limit ?? facts.lastIn
  for (const row of rows) {
    if (limit !== undefined && isOpen(row) && row.id > limit) continue
    const message = toTurnMessage(row, attachments.get(row.id) ?? [])
    history.push(message)
    if (!isOpen(row)) continue
    unanswered.push(message)
    lastExternalId = row.external_id
    // It may have come between the two statements: what is answered is done.
    if (row.id > lastIn) lastIn = row.id
  }
  return { facts, lastIn, lastExternalId, history, unanswered, isPart: limit !== undefined }
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
    histories.set(conversationId, all.sort(byPlace).slice(-historyLength))
  }
}

interface OpenRow {
  workspace_id: string
  conversation_id: string
  id: string
}

/** The last message that a turn reads of each conversation in which as many wait as it answers at most. */
function readUpTo(open: readonly OpenRow[]): Map<string, string> {
  const limits = new Map<string, string>()
  for (const [conversationId, rows] of Map.groupBy(open, (row) => row.conversation_id))
    if (rows.length === mostOpen) limits.set(conversationId, idBounds(rows.map((row) => row.id))[1])
  return limits
}

/** What waits for an answer but does not stand among the newest: more than those at once, or one that its provider brought late. */
async function addUnseen(pool: pg.Pool, histories: Map<string, MessageRow[]>, open: readonly OpenRow[]): Promise<void> {
  const seen = new Set([...histories.values()].flat().map((row) => row.id))
  const unseen = open.filter(({ id }) => !seen.has(id))
  if (unseen.length === 0) return
  const { rows } = await pool.query<MessageRow>({
    name: 'spine-load-unseen',
    text: `select ${messageColumns} from unnest($1::uuid[], $2::uuid[]) as i(workspace_id, id) join messages m on m.workspace_id = i.workspace_id and m.id = i.id`,
    values: withArrays([unseen.map((row) => row.workspace_id), unseen.map((row) => row.id)]),
  })
  for (const row of rows) histories.set(row.conversation_id, [...(histories.get(row.conversation_id) ?? []), row])
  for (const conversationId of new Set(rows.map((row) => row.conversation_id))) histories.get(conversationId)?.sort(byPlace)
}

function byPlace(a: MessageRow, b: MessageRow): number {
  return a.sort_ms - b.sort_ms || (a.id < b.id ? -1 : 1)
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

function openValues(keys: readonly TurnKey[], recent: string): unknown[] {
  const done = keys.map((key) => key.doneIn ?? recent)
  return [...idsOf(keys), ...withArrays([done]), idBounds(done)[0]]
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

const messageColumns = `m.workspace_id, m.id, m.conversation_id, m.direction, m.author_type, m.author_name, m.type, m.text, m.content, m.attachment_count, m.answerable,
      m.external_id, extract(epoch from m.created_at)::float8 * 1000 as created_ms, extract(epoch from m.sort_at)::float8 * 1000 as sort_ms`

const isSaid = `not m.private and m.deleted_at is null and m.type not in ('event', 'reaction') and m.status <> 'failed'`

// The bounds of the ids name the partitions: without them each conversation is looked for in every month that there ever was.
const historyStatement = `
  select h.* from unnest($1::uuid[], $2::uuid[]) as i(workspace_id, conversation_id)
  cross join lateral (
    select ${messageColumns}
    from messages m where m.workspace_id = i.workspace_id and m.conversation_id = i.conversation_id and m.id >= $4 and m.id < $5 and ${isSaid}
    order by m.sort_at desc, m.id desc limit $3
  ) h`

// Sorted outside: with the order inside, the planner may walk through the whole workspace by id until it has found enough of one conversation.
const openStatement = `
  select o.* from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as i(workspace_id, conversation_id, done_in)
  cross join lateral (
    select * from (
      select m.workspace_id, m.conversation_id, m.id
      from messages m where m.workspace_id = i.workspace_id and m.conversation_id = i.conversation_id and m.id > i.done_in and m.id >= $4
        and m.direction = 'inbound' and m.answerable and ${isSaid} offset 0
    ) open order by open.id limit ${mostOpen}
  ) o`

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
