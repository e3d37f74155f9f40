import type pg from 'pg'
import type { AttachmentKind } from '../../../contract/messages.ts'
import { highestId, idBounds, idFloor } from '../../platform/ids.ts'
import { withArrays } from '../../platform/pg-array.ts'
import { summarise, type TurnAttachment, type TurnMessage } from '../conversations/index.ts'
import { factsStatement, historyStatement, type MessageRow, messageColumns, mostOpen, openStatement } from './context-statements.ts'
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
  /** Where the last of them stands in the thread, in Unix milliseconds. */
  answersUpTo: number
  /** More waits than one turn answers: what is not read here must not be taken for something that came meanwhile. */
  isPart: boolean
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
  let answersUpTo = 0
  let lastIn = limit ?? facts.lastIn
  for (const row of rows) {
    if (limit !== undefined && isOpen(row) && row.id > limit) continue
    const message = toTurnMessage(row, attachments.get(row.id) ?? [])
    history.push(message)
    if (!isOpen(row)) continue
    unanswered.push(message)
    lastExternalId = row.external_id
    answersUpTo = Math.max(answersUpTo, row.sort_ms)
    // It may have come between the two statements: what is answered is done.
    if (row.id > lastIn) lastIn = row.id
  }
  return { facts, lastIn, lastExternalId, history, unanswered, answersUpTo, isPart: limit !== undefined }
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
