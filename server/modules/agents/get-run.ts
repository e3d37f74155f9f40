import type { Tx } from '../../platform/db.ts'
import type { ResponderRun } from '../conversations/index.ts'
import { findRun } from './queries.ts'

/** What a run did, for "why this answer"; null when there is none of that id, or it is older than its retention. */
export async function getRun(
  tx: Tx,
  workspaceId: string,
  id: string,
): Promise<(Omit<ResponderRun, 'modelMs'> & { outcome: string }) | null> {
  const row = await findRun(tx, workspaceId, id)
  if (!row) return null
  return {
    id: row.id,
    agentId: row.agent_id,
    model: row.model,
    outcome: row.outcome,
    sources: row.sources,
    toolCalls: row.tool_calls,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    durationMs: row.duration_ms,
    error: row.error,
  }
}
