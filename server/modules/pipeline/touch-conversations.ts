import { idTime, newId } from '../../platform/ids.ts'
import { withArrays } from '../../platform/pg-array.ts'
import { albumPatienceMs } from './album.ts'
import type { NewMessageRow } from './new-message-row.ts'
import { placeInThread } from './place-in-thread.ts'
import { note, type Recording } from './recording.ts'

interface Touch {
  rows: NewMessageRow[]
  live: NewMessageRow[]
  newest: NewMessageRow
}

interface Touched {
  workspace_id: string
  id: string
  channel_id: string
  contact_id: string
  status: 'open' | 'pending' | 'snoozed' | 'resolved'
  handler: 'agent' | 'user' | 'workflow' | 'none'
  assignee_id: string | null
  awaiting_person: boolean
  last_message_id: string | null
  /** The greatest id of what had come in when the conversation was locked. */
  newest_in_before: string | null
  last_activity_at: Date
  created: boolean
  reopened: boolean
}

// A message still at its provider is described or transcribed before it is answered; the turn waits so long for that at most.
const mediaPatienceMs = 20_000

/**
 * Finds or makes the conversation of each message (one for each contact on a channel), moves it, and puts what must be answered into the mailbox.
 * A resolved conversation opens again with the customer's next message and starts with the agent, if the channel has one.
 */
export async function touchConversations(recording: Recording, rows: readonly NewMessageRow[]): Promise<void> {
  const touches = groupByConversation(rows)
  const touched = await upsertConversations(recording, touches)
  for (const row of touched) {
    const touch = touches.get(`${row.channel_id} ${row.contact_id}`) as Touch
    for (const message of touch.rows) message.conversationId = row.id
    putBehind(recording, row, touch)
    const { workspaceId, id: channelId } = touch.newest.channel
    if (row.created) note(recording, workspaceId, 'conversation.created', { conversationId: row.id, contactId: row.contact_id, channelId })
    if (row.reopened) {
      note(recording, workspaceId, 'conversation.updated', {
        conversationId: row.id,
        status: row.status,
        handler: row.handler,
        assigneeId: row.assignee_id,
        change: 'reopened',
      })
    }
  }
  await takeOverByEcho(recording, touched, touches)
  fillMailbox(recording, touched, touches)
}

/**
 * Ids were made before the conversation was locked. Another process may have committed a message with a greater one meanwhile, and a turn may have answered it:
 * what is recorded now must not hide behind it, whatever the clocks of two machines say.
 */
function putBehind(recording: Recording, row: Touched, touch: Touch): void {
  const own = new Set(touch.rows.map((message) => message.id))
  const others = [row.last_message_id, row.newest_in_before].filter((id) => id !== null && !own.has(id)) as string[]
  const newest = others.sort().at(-1)
  if (newest === undefined || touch.rows.every((message) => message.id > newest)) return
  const at = idTime(newest) + 1
  const said = touch.rows.filter(isSaid).sort(byTime).at(-1)
  const isNewest = said !== undefined && row.last_activity_at.getTime() <= placeInThread(said.at, recording.now)
  for (const message of touch.rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))) message.id = newId(Math.max(recording.now, at))
  recording.send({
    name: 'spine-newest-in',
    text: `update conversations set newest_in = greatest(newest_in, $3), last_message_id = coalesce($4, last_message_id) where workspace_id = $1 and id = $2`,
    values: [row.workspace_id, row.id, greatest(touch.rows), isNewest ? said.id : null],
  })
}

function greatest(rows: readonly NewMessageRow[]): string | null {
  return (
    rows
      .map((row) => row.id)
      .sort()
      .at(-1) ?? null
  )
}

/** A reaction marks a message, an opening is no word: the list goes on showing what was said. */
function isSaid({ content }: NewMessageRow): boolean {
  return content.type !== 'reaction' && content.type !== 'event'
}

function byTime(a: NewMessageRow, b: NewMessageRow): number {
  return a.at - b.at
}

function groupByConversation(rows: readonly NewMessageRow[]): Map<string, Touch> {
  const touches = new Map<string, Touch>()
  for (const row of rows) {
    const key = `${row.channel.id} ${row.contactId}`
    const touch = touches.get(key) ?? { rows: [], live: [], newest: row }
    touch.rows.push(row)
    if (row.answerable) touch.live.push(row)
    if (row.at >= touch.newest.at) touch.newest = row
    touches.set(key, touch)
  }
  return touches
}

async function upsertConversations(recording: Recording, touches: ReadonlyMap<string, Touch>): Promise<Touched[]> {
  const all = [...touches.values()]
  const { rows } = await recording.client.query<Touched>({
    name: 'spine-touch-conversations',
    // `excluded.waiting_since` is set exactly when the customer wrote something new: history and echoes reopen nothing.
    text: `
      with input as (
        select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::int[], $9::timestamptz[],
          $10::timestamptz[], $11::uuid[], $12::timestamptz[], $13::timestamptz[], $14::uuid[])
          as i(workspace_id, id, channel_id, contact_id, recipient_id, status, handler, unread_count, waiting_since, last_inbound_at, last_message_id, created_at, last_activity_at, newest_in)
      ), before as (
        select c.workspace_id, c.id, c.status from input join conversations c using (workspace_id, channel_id, contact_id)
      ), touched as (
      insert into conversations as c (workspace_id, id, channel_id, contact_id, recipient_id, status, handler, unread_count, waiting_since,
        last_inbound_at, last_message_id, created_at, last_activity_at, newest_in)
      select * from input order by workspace_id, channel_id, contact_id
      on conflict (workspace_id, channel_id, contact_id) do update set
        recipient_id = excluded.recipient_id,
        status = case
          when excluded.waiting_since is null then c.status
          when c.status = 'resolved' then excluded.status
          when c.status = 'snoozed' then case when c.handler = 'agent' then 'pending' else 'open' end
          else c.status end,
        handler = case when excluded.waiting_since is not null and c.status = 'resolved' then excluded.handler else c.handler end,
        handler_epoch = c.handler_epoch + case when excluded.waiting_since is not null and c.status = 'resolved' then 1 else 0 end,
        awaiting_person = c.awaiting_person and not (excluded.waiting_since is not null and c.status = 'resolved'),
        disclosed_at = case when excluded.waiting_since is not null and c.status = 'resolved' then null else c.disclosed_at end,
        failed_turns = case when excluded.waiting_since is not null and c.status = 'resolved' then 0 else c.failed_turns end,
        snoozed_until = case when excluded.waiting_since is not null then null else c.snoozed_until end,
        unread_count = c.unread_count + excluded.unread_count,
        waiting_since = coalesce(c.waiting_since, excluded.waiting_since),
        last_inbound_at = greatest(c.last_inbound_at, excluded.last_inbound_at),
        last_message_id = case when excluded.last_activity_at >= c.last_activity_at then greatest(c.last_message_id, excluded.last_message_id) else c.last_message_id end,
        last_activity_at = greatest(c.last_activity_at, excluded.last_activity_at),
        newest_in_before = c.newest_in,
        newest_in = greatest(c.newest_in, excluded.newest_in)
      returning c.workspace_id, c.id, c.channel_id, c.contact_id, c.status, c.handler, c.assignee_id, c.awaiting_person, c.last_message_id,
        c.newest_in_before, c.last_activity_at, (c.xmax = 0) as created
      )
      select t.*, coalesce(b.status = 'resolved' and t.status <> 'resolved', false) as reopened
      from touched t left join before b on b.workspace_id = t.workspace_id and b.id = t.id`,
    values: withArrays([
      all.map(({ newest }) => newest.channel.workspaceId),
      all.map(() => newId()),
      all.map(({ newest }) => newest.channel.id),
      all.map(({ newest }) => newest.contactId),
      all.map(({ newest }) => newest.answerTo ?? newest.sender.externalId),
      all.map((touch) => beginning(touch).status),
      all.map((touch) => beginning(touch).handler),
      // Unread: neither seen by a person nor answered; the agent's answer clears it.
      all.map(({ live }) => live.length),
      all.map(({ live }) => iso(live[0]?.at, recording.now)),
      all.map(({ rows }) => iso(latest(rows.filter((row) => row.direction === 'inbound')), recording.now)),
      all.map(({ rows }) => rows.filter(isSaid).sort(byTime).at(-1)?.id ?? null),
      all.map(({ rows }) => iso(Math.min(...rows.map((row) => row.at)), recording.now)),
      all.map(({ rows }) => iso(Math.max(...rows.map((row) => placeInThread(row.at, recording.now))), recording.now)),
      all.map(({ rows }) => greatest(rows)),
    ]),
  })
  return rows
}

/**
 * How a conversation begins. An agent that only drafts leaves it with the team. One of nothing but old talk, as thousands are brought along when a number is
 * connected, waits for nobody: it is there to be read, and opens with the customer's next word.
 */
function beginning({ rows, newest }: Touch): { status: 'open' | 'pending' | 'resolved'; handler: 'agent' | 'none' } {
  if (rows.every(isOldTalk)) return { status: 'resolved', handler: 'none' }
  return newest.channel.agent?.mode === 'auto' ? { status: 'pending', handler: 'agent' } : { status: 'open', handler: 'none' }
}

function isOldTalk({ entry: { event } }: NewMessageRow): boolean {
  return (event.kind === 'message' || event.kind === 'echo') && event.historical === true && !event.standby
}

/** A provider's clock that runs ahead must not pin a conversation to the top, nor keep a reply window open. */
function iso(at: number | undefined, now: number): string | null {
  return at === undefined || !Number.isFinite(at) ? null : new Date(Math.min(at, now)).toISOString()
}

function latest(rows: readonly NewMessageRow[]): number | undefined {
  return rows.length === 0 ? undefined : Math.max(...rows.map((row) => row.at))
}

/** Somebody answered from the provider's own app: from now on a person handles the conversation. */
async function takeOverByEcho(recording: Recording, touched: readonly Touched[], touches: ReadonlyMap<string, Touch>): Promise<void> {
  for (const row of touched) {
    const touch = touches.get(`${row.channel_id} ${row.contact_id}`) as Touch
    const echoed = touch.rows.some(({ entry }) => entry.event.kind === 'echo' && !entry.event.historical)
    if (!echoed) continue
    await recording.client.query(
      `update conversations set handler = 'user', status = 'open', handler_epoch = handler_epoch + 1, awaiting_person = false, waiting_since = null, unread_count = 0, failed_turns = 0
       where workspace_id = $1 and id = $2`,
      [row.workspace_id, row.id],
    )
    row.handler = 'user'
    note(recording, row.workspace_id, 'conversation.updated', {
      conversationId: row.id,
      status: 'open',
      handler: 'user',
      assigneeId: row.assignee_id,
      change: 'taken',
    })
  }
}

function fillMailbox(recording: Recording, touched: readonly Touched[], touches: ReadonlyMap<string, Touch>): void {
  const due = touched.flatMap((row) => {
    const { live } = touches.get(`${row.channel_id} ${row.contact_id}`) as Touch
    const agent = live[0]?.channel.agent
    const automatic = row.handler === 'agent' || (row.handler === 'none' && !row.awaiting_person)
    if (!agent || !automatic) return []
    const listens =
      agent.understandsMedia &&
      live.some((message) => message.content.media?.some((media) => media.kind === 'audio' || media.kind === 'image'))
    const isAlbum = live.some((message) => message.content.album)
    const dueAt = recording.now + Math.max(agent.replyDelayMs, listens ? mediaPatienceMs : 0, isAlbum ? albumPatienceMs : 0)
    return [
      {
        row,
        last: greatest(live) ?? '',
        dueAt,
      },
    ]
  })
  if (due.length === 0) return
  recording.send({
    name: 'spine-fill-mailbox',
    text: `
      insert into mailbox as m (workspace_id, conversation_id, last_in, due_at)
      select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[]) as i(workspace_id, conversation_id, last_in, due_at) order by 1, 2
      on conflict (workspace_id, conversation_id) do update set last_in = greatest(m.last_in, excluded.last_in), due_at = excluded.due_at`,
    values: withArrays([
      due.map(({ row }) => row.workspace_id),
      due.map(({ row }) => row.id),
      due.map(({ last }) => last),
      due.map(({ dueAt }) => new Date(dueAt).toISOString()),
    ]),
  })
  recording.wakes.push(...due.map(({ dueAt }) => dueAt))
}
