import { sql } from 'kysely'
import type { AnswerTrace } from '../../../contract/conversations.ts'
import type { Tx } from '../../platform/db.ts'
import { idTime } from '../../platform/ids.ts'
import { fail } from './errors.ts'

interface TraceRow {
  run_id: string
  agent_id: string
  model: string | null
  sources: AnswerTrace['sources']
  tool_calls: AnswerTrace['toolCalls']
  input_tokens: number
  output_tokens: number
  duration_ms: number
}

/** The run behind an AI answer: "why this answer". */
export async function getAnswerTrace(tx: Tx, workspaceId: string, messageId: string): Promise<AnswerTrace> {
  const { rows } = await sql<TraceRow>`
    select r.id as run_id, r.agent_id, r.model, r.sources, r.tool_calls, r.input_tokens, r.output_tokens, r.duration_ms
    from messages m join agent_runs r on r.workspace_id = m.workspace_id and r.id = m.agent_run_id
    where m.workspace_id = ${workspaceId} and m.id = ${messageId}`.execute(tx)
  const row = rows[0]
  if (!row) throw fail('message-not-found')
  return {
    messageId,
    agentId: row.agent_id,
    model: row.model,
    sources: row.sources,
    toolCalls: row.tool_calls,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    durationMs: row.duration_ms,
    createdAt: new Date(idTime(row.run_id)).toISOString(),
  }
}
