import { sql } from 'kysely'
import type { Database } from '../../platform/db.ts'
import type { TurnContext } from '../conversations/index.ts'
import type { RespondingAgent } from './responding-agent.ts'

interface Counted {
  workspaceId: string
  agentId: string
  day: string
  turns: number
  inputTokens: number
  outputTokens: number
}

/**
 * What agents used today, kept in memory and written once a second for all agents at once: the limits are checked before every model call,
 * and a statement for each of them would cost more than the call's own share. A crash forgets at most the last second.
 */
export interface UsageCounter {
  /** Tokens of this agent today, in all processes as of the last writing. */
  tokensToday(agent: RespondingAgent, now: Date): number
  /** Answers of ours in this conversation today. */
  turnsToday(context: TurnContext): number
  count(
    agent: RespondingAgent,
    context: Pick<TurnContext, 'conversationId' | 'now'>,
    tokens: { inputTokens: number; outputTokens: number },
  ): void
  /** Learns what was used before this process came up; called when an agent is loaded. */
  learn(agentId: string, day: string, tokens: number): void
  flush(): Promise<void>
}

const rememberedConversations = 50_000
const counters = new WeakMap<Database, UsageCounter>()

/** One counter a database: everything in the process that answers shares it. */
export function usageOf(db: Database): UsageCounter {
  const known = counters.get(db)
  if (known) return known
  const made = createUsageCounter(db)
  counters.set(db, made)
  return made
}

export function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10)
}

function createUsageCounter(db: Database): UsageCounter {
  const unwritten = new Map<string, Counted>()
  const written = new Map<string, number>()
  const conversations = new Map<string, { day: string; turns: number }>()

  const add = (counted: Counted): void => {
    const key = `${counted.agentId} ${counted.day}`
    const known = unwritten.get(key)
    if (!known) unwritten.set(key, counted)
    else {
      known.turns += counted.turns
      known.inputTokens += counted.inputTokens
      known.outputTokens += counted.outputTokens
    }
  }

  return {
    tokensToday: (agent, now) => {
      const key = `${agent.id} ${dayOf(now)}`
      const open = unwritten.get(key)
      return (written.get(key) ?? 0) + (open ? open.inputTokens + open.outputTokens : 0)
    },
    turnsToday: (context) => {
      const day = dayOf(context.now)
      const known = conversations.get(context.conversationId)
      // What the history shows counts as well: it survives a restart and is the same in every process.
      const dayStart = Date.parse(`${day}T00:00:00Z`)
      const inHistory = context.history.filter(
        (message) => message.author.type === 'agent' && message.createdAt.getTime() >= dayStart,
      ).length
      return Math.max(known?.day === day ? known.turns : 0, inHistory)
    },
    count: (agent, { conversationId, now }, { inputTokens, outputTokens }) => {
      const day = dayOf(now)
      add({ workspaceId: agent.workspaceId, agentId: agent.id, day, turns: 1, inputTokens, outputTokens })
      const known = conversations.get(conversationId)
      if (known?.day === day) known.turns += 1
      else {
        if (conversations.size >= rememberedConversations) conversations.delete(conversations.keys().next().value ?? '')
        conversations.set(conversationId, { day, turns: 1 })
      }
    },
    learn: (agentId, day, tokens) => {
      const key = `${agentId} ${day}`
      if ((written.get(key) ?? 0) < tokens) written.set(key, tokens)
    },
    flush: async () => {
      if (unwritten.size === 0) return
      const batch = [...unwritten.values()]
      unwritten.clear()
      try {
        for (const row of await writeUsage(db, batch)) written.set(`${row.agent_id} ${row.day}`, row.tokens)
      } catch (error) {
        for (const counted of batch) add(counted)
        throw error
      }
    },
  }
}

/** Crosses workspaces: one statement a second for the agents of all of them. @returns the totals, with what other processes counted */
async function writeUsage(db: Database, batch: readonly Counted[]): Promise<{ agent_id: string; day: string; tokens: number }[]> {
  const sorted = batch.toSorted((a, b) => `${a.workspaceId}${a.agentId}${a.day}`.localeCompare(`${b.workspaceId}${b.agentId}${b.day}`))
  const { rows } = await sql<{ agent_id: string; day: string; tokens: number }>`
    insert into agent_usage as u (workspace_id, agent_id, day, turns, input_tokens, output_tokens)
    select * from unnest(${sorted.map((c) => c.workspaceId)}::uuid[], ${sorted.map((c) => c.agentId)}::uuid[], ${sorted.map((c) => c.day)}::date[],
      ${sorted.map((c) => c.turns)}::bigint[], ${sorted.map((c) => c.inputTokens)}::bigint[], ${sorted.map((c) => c.outputTokens)}::bigint[])
    on conflict (workspace_id, agent_id, day) do update set turns = u.turns + excluded.turns,
      input_tokens = u.input_tokens + excluded.input_tokens, output_tokens = u.output_tokens + excluded.output_tokens
    returning agent_id, day::text, input_tokens + output_tokens as tokens`.execute(db.spine)
  return rows
}
