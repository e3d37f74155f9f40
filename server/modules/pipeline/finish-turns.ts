import type pg from 'pg'
import type { ParleyEvent } from '../../../contract/events.ts'
import type { Interactive } from '../../../contract/messages.ts'
import { failpoint } from '../../platform/failpoints.ts'
import { newId } from '../../platform/ids.ts'
import { withArrays } from '../../platform/pg-array.ts'
import type { HandoverReason, ResponderRun } from '../conversations/index.ts'
import { note, writeEvents } from './recording.ts'
import { inTransaction, type Sent, type SpineTransaction } from './transaction.ts'

export interface DraftedReply {
  id: string
  text: string | null
  interactive: Interactive | null
}

/** What a turn has come to, on its way into the record. */
export interface FinishedTurn {
  workspaceId: string
  conversationId: string
  channelId: string
  contactId: string
  claim: number
  /** The newest message that the answer takes into account, and the handler it was thought out under. */
  lastIn: string
  /** Where the last of what is answered stands in the thread, in Unix milliseconds: by the provider's clock, which may be ahead. */
  answersUpTo: number
  epoch: number
  /** Commit although newer messages came: it has been thought over often enough. */
  insist: boolean
  agent: { id: string; name: string } | null
  run: ResponderRun | null
  replies: readonly DraftedReply[]
  result: 'answered' | 'proposed' | 'handed-over' | 'left'
  reason: HandoverReason | null
  language: string | null
  disclosed: boolean
  failed: boolean
}

/** `newer`: the customer wrote again meanwhile; `disturbed`: a person took over, or it was paused; `fenced`: the lease was lost. */
export type FinishResult =
  | { kind: 'done'; leased: string[]; hasMore: boolean }
  | { kind: 'newer' }
  | { kind: 'disturbed' }
  | { kind: 'fenced' }

export interface Finished {
  results: FinishResult[]
  events: ParleyEvent[]
}

/** How long a process holds a message that it sends; renewed while the provider's answer is awaited. Short: a customer waits behind a dead one. */
export const sendLeaseSeconds = 5
/** A call is not begun with less of the lease left: so, once it has run out, no call can have begun later than this before its end. */
export const callMarginSeconds = 3

/**
 * Commits a batch of answers: looks again under the row locks, then writes the messages, their outbox rows (already leased to this process,
 * which sends at once), the runs, and the mailbox's progress in one transaction.
 */
export async function finishBatch(pool: pg.Pool, turns: readonly FinishedTurn[]): Promise<Finished> {
  const { results, events, leased } = await inTransaction(pool, async (tx) => {
    const seen = await lockAndLook(tx.client, turns)
    const results = turns.map((turn, index) => judge(turn, seen.get(index)))
    const allowed = turns.filter((_turn, index) => results[index]?.kind === 'done')
    const events: ParleyEvent[] = []
    const leased = await write(tx, allowed, events)
    writeEvents(tx, events)
    failpoint('turn-before-finish')
    return { results, events, leased }
  })
  const mine = new Set((await leased.rows).map((row) => row.message_id))
  for (const [index, result] of results.entries()) {
    const turn = turns[index] as FinishedTurn
    if (result.kind === 'done') result.leased = turn.replies.map((reply) => reply.id).filter((id) => mine.has(id))
  }
  return { results, events }
}

interface Seen {
  position: number
  claim: number | null
  last_in: string | null
  epoch: number
}

/** Conversations first and in the order in which receiving locks them, then mailboxes: deadlocks cost a second each. */
async function lockAndLook(client: pg.PoolClient, turns: readonly FinishedTurn[]): Promise<Map<number, Seen>> {
  const { rows } = await client.query<Seen>({
    name: 'spine-finish-lock',
    text: `
      with input as (
        select * from unnest($1::uuid[], $2::uuid[]) with ordinality as i(workspace_id, conversation_id, position)
      ), c as materialized (
        select c.workspace_id, c.id, c.handler_epoch, i.position from input i
        join conversations c on c.workspace_id = i.workspace_id and c.id = i.conversation_id
        order by c.workspace_id, c.channel_id, c.contact_id for no key update of c
      ), m as materialized (
        select m.workspace_id, m.conversation_id, m.claim, m.last_in from c
        join mailbox m on m.workspace_id = c.workspace_id and m.conversation_id = c.id
        order by m.workspace_id, m.conversation_id for update of m
      )
      select (c.position - 1)::int as position, c.handler_epoch as epoch, m.claim, m.last_in
      from c left join m on m.workspace_id = c.workspace_id and m.conversation_id = c.id`,
    values: withArrays([turns.map((turn) => turn.workspaceId), turns.map((turn) => turn.conversationId)]),
  })
  return new Map(rows.map((row) => [row.position, row]))
}

function judge(turn: FinishedTurn, seen: Seen | undefined): FinishResult {
  if (!seen || seen.claim !== turn.claim) return { kind: 'fenced' }
  if (seen.epoch !== turn.epoch) return { kind: 'disturbed' }
  const hasMore = seen.last_in !== null && seen.last_in > turn.lastIn
  if (hasMore && !turn.insist && turn.result !== 'left') return { kind: 'newer' }
  return { kind: 'done', leased: [], hasMore }
}

/** @returns the messages that this process may send at once */
async function write(tx: SpineTransaction, turns: readonly FinishedTurn[], events: ParleyEvent[]): Promise<Sent<{ message_id: string }>> {
  if (turns.length === 0) return { rows: Promise.resolve([]) }
  const proposed = turns.filter((turn) => turn.result === 'proposed')
  const messages = turns.flatMap((turn) => (turn.result === 'proposed' ? [] : turn.replies.map((reply) => ({ turn, reply }))))
  const leased = tx.send<{ message_id: string }>({
    name: 'spine-finish-write',
    text: writeStatement,
    values: withArrays(writeValues(turns, messages)),
  })
  for (const turn of proposed) proposeDraft(tx, turn, events)
  for (const { turn, reply } of messages) {
    note({ events }, turn.workspaceId, 'message.created', {
      messageId: reply.id,
      conversationId: turn.conversationId,
      direction: 'outbound',
      authorType: 'agent',
      private: false,
    })
  }
  for (const turn of turns) if (turn.result === 'handed-over') recordHandover(tx, turn, events)
  return leased
}

const writeStatement = `
  with reply as (
    select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::jsonb[], $11::uuid[], $12::int[], $34::timestamptz[])
      as r(workspace_id, id, conversation_id, channel_id, contact_id, author_id, author_name, type, text, content, agent_run_id, epoch, after)
  ), queued as (
    -- Sent at once by this process, unless something older of the conversation still waits; a broadcast does not count.
    insert into outbox (workspace_id, message_id, conversation_id, channel_id, state, epoch, attempt, locked_until, claim)
    select r.workspace_id, r.id, r.conversation_id, r.channel_id, case when free.yes then 'calling' else 'queued' end, r.epoch,
      case when free.yes then 1 else 0 end, case when free.yes then now() + make_interval(secs => $13) else '-infinity' end, case when free.yes then 1 else 0 end
    from reply r cross join lateral (
      select (select count(*) from (select from outbox o where o.conversation_id = r.conversation_id and o.priority = 0 limit 1) waiting) = 0 as yes
    ) free
    returning message_id, state
  ), message as (
    insert into messages (workspace_id, id, conversation_id, channel_id, contact_id, direction, author_type, author_id, author_name, type, text, content, status, agent_run_id, created_at, sort_at)
    select r.workspace_id, r.id, r.conversation_id, r.channel_id, r.contact_id, 'outbound', 'agent', r.author_id, r.author_name, r.type, r.text, r.content,
      case q.state when 'calling' then 'sending' else 'queued' end, r.agent_run_id, clock_timestamp(), greatest(clock_timestamp(), r.after)
    from reply r join queued q on q.message_id = r.id
  ), run as (
    insert into agent_runs (workspace_id, id, agent_id, conversation_id, model, outcome, sources, tool_calls, input_tokens, output_tokens, duration_ms, error)
    select * from unnest($14::uuid[], $15::uuid[], $16::uuid[], $17::uuid[], $18::text[], $19::text[], $20::jsonb[], $21::jsonb[], $22::int[], $23::int[], $24::int[], $25::text[])
  ), turn as (
    select * from unnest($26::uuid[], $27::uuid[], $28::text[], $29::uuid[], $30::text[], $31::boolean[], $32::boolean[], $33::uuid[])
      as t(workspace_id, conversation_id, result, last_message_id, language, disclosed, failed, last_in)
  ), conversation as (
    update conversations c set
      status = case when t.result = 'answered' then 'pending' else 'open' end,
      handler = case when t.result = 'answered' then 'agent' else 'none' end,
      handler_epoch = c.handler_epoch + case when t.result = 'handed-over' then 1 else 0 end,
      awaiting_person = c.awaiting_person or t.result = 'handed-over',
      unread_count = case when t.result = 'answered' then 0 when t.result = 'handed-over' then greatest(1, c.unread_count) else c.unread_count end,
      waiting_since = case when t.result = 'answered' then null else c.waiting_since end,
      -- Never a smaller one, however late this machine's clock is: receiving puts what comes behind it, and so behind what the mailbox has done.
      last_message_id = greatest(t.last_message_id, c.last_message_id),
      last_activity_at = case when t.last_message_id is null then c.last_activity_at else greatest(c.last_activity_at, clock_timestamp()) end,
      language = coalesce(t.language, c.language),
      disclosed_at = case when t.disclosed then now() else c.disclosed_at end,
      failed_turns = case when t.failed then c.failed_turns + 1 when t.result = 'answered' then 0 else c.failed_turns end
    from turn t where c.workspace_id = t.workspace_id and c.id = t.conversation_id and t.result <> 'left'
  ), box as (
    -- The claim goes up too: a renewal of the lease that is already on its way must not lock what has just been freed.
    update mailbox m set done_in = t.last_in, attempt = 0, locked_until = '-infinity', claim = m.claim + 1,
      due_at = case when m.last_in > t.last_in and t.result <> 'handed-over' then now() else 'infinity' end
    from turn t where m.workspace_id = t.workspace_id and m.conversation_id = t.conversation_id
  )
  select message_id from queued where state = 'calling'`

function writeValues(turns: readonly FinishedTurn[], messages: readonly { turn: FinishedTurn; reply: DraftedReply }[]): unknown[] {
  const runs = turns.flatMap((turn) => (turn.run ? [{ turn, run: turn.run }] : []))
  return [
    messages.map(({ turn }) => turn.workspaceId),
    messages.map(({ reply }) => reply.id),
    messages.map(({ turn }) => turn.conversationId),
    messages.map(({ turn }) => turn.channelId),
    messages.map(({ turn }) => turn.contactId),
    messages.map(({ turn }) => turn.agent?.id ?? null),
    messages.map(({ turn }) => turn.agent?.name ?? null),
    messages.map(({ reply }) => (reply.interactive ? 'interactive' : 'text')),
    messages.map(({ reply }) => reply.text),
    messages.map(({ reply }) => (reply.interactive ? JSON.stringify({ interactive: reply.interactive }) : null)),
    messages.map(({ turn }) => turn.run?.id ?? null),
    // After a handover the conversation's epoch is one higher: its farewell must still go out.
    messages.map(({ turn }) => turn.epoch + (turn.result === 'handed-over' ? 1 : 0)),
    sendLeaseSeconds,
    runs.map(({ turn }) => turn.workspaceId),
    runs.map(({ run }) => run.id),
    runs.map(({ run }) => run.agentId),
    runs.map(({ turn }) => turn.conversationId),
    runs.map(({ run }) => run.model),
    runs.map(({ turn }) => (turn.reason ? `handover:${turn.reason}` : 'reply')),
    runs.map(({ run }) => JSON.stringify(run.sources)),
    runs.map(({ run }) => JSON.stringify(run.toolCalls)),
    runs.map(({ run }) => run.inputTokens),
    runs.map(({ run }) => run.outputTokens),
    runs.map(({ run }) => Math.round(run.durationMs)),
    runs.map(({ run }) => run.error),
    turns.map((turn) => turn.workspaceId),
    turns.map((turn) => turn.conversationId),
    turns.map((turn) => turn.result),
    turns.map((turn) => (turn.result === 'proposed' ? null : (turn.replies.at(-1)?.id ?? null))),
    turns.map((turn) => turn.language),
    turns.map((turn) => turn.disclosed && turn.result !== 'proposed'),
    turns.map((turn) => turn.failed),
    turns.map((turn) => turn.lastIn),
    messages.map(({ turn }) => new Date(turn.answersUpTo + 1).toISOString()),
  ]
}

function proposeDraft(tx: SpineTransaction, turn: FinishedTurn, events: ParleyEvent[]): void {
  const text = turn.replies.map((reply) => reply.text ?? '').join('\n\n')
  tx.send({
    text: `insert into drafts (workspace_id, conversation_id, id, agent_id, agent_run_id, text) values ($1, $2, $3, $4, $5, $6)
     on conflict (workspace_id, conversation_id) do update set id = excluded.id, agent_id = excluded.agent_id, agent_run_id = excluded.agent_run_id, text = excluded.text, created_at = now()`,
    values: [turn.workspaceId, turn.conversationId, newId(), turn.agent?.id, turn.run?.id ?? null, text],
  })
  note({ events }, turn.workspaceId, 'conversation.updated', {
    conversationId: turn.conversationId,
    status: 'open',
    handler: 'none',
    assigneeId: null,
    change: 'draft',
  })
}

/** The thin line in the thread that says why the AI stepped back. */
function recordHandover(tx: SpineTransaction, turn: FinishedTurn, events: ParleyEvent[]): void {
  const content = { event: { name: 'handed-over', reason: turn.reason, actorName: turn.agent?.name ?? null } }
  tx.send({
    text: `insert into messages (workspace_id, id, conversation_id, channel_id, contact_id, direction, author_type, author_id, type, content, status, answerable, created_at, sort_at)
     values ($1, $2, $3, $4, $5, 'outbound', 'system', $6, 'event', $7, 'sent', false, clock_timestamp(), greatest(clock_timestamp(), $8::timestamptz))`,
    values: [
      turn.workspaceId,
      newId(),
      turn.conversationId,
      turn.channelId,
      turn.contactId,
      turn.agent?.id ?? null,
      JSON.stringify(content),
      new Date(turn.answersUpTo + 2).toISOString(),
    ],
  })
  note({ events }, turn.workspaceId, 'conversation.updated', {
    conversationId: turn.conversationId,
    status: 'open',
    handler: 'none',
    assigneeId: null,
    change: 'handed-over',
  })
}
