import type { AnswerTrace } from '../../../contract/conversations.ts'
import { idTime } from '../../platform/ids.ts'
import type { Tx } from '../../platform/module.ts'
import { getRun } from '../agents/index.ts'
import { fail } from './errors.ts'

/** The run behind an AI answer: "why this answer". */
export async function getAnswerTrace(tx: Tx, workspaceId: string, messageId: string): Promise<AnswerTrace> {
  const message = await tx
    .selectFrom('messages')
    .select('agent_run_id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', messageId)
    .executeTakeFirst()
  const run = message?.agent_run_id ? await getRun(tx, workspaceId, message.agent_run_id) : null
  if (!run) throw fail('message-not-found')
  return {
    messageId,
    agentId: run.agentId,
    model: run.model,
    sources: [...run.sources],
    toolCalls: [...run.toolCalls],
    inputTokens: run.inputTokens,
    outputTokens: run.outputTokens,
    durationMs: run.durationMs,
    createdAt: new Date(idTime(run.id)).toISOString(),
  }
}
