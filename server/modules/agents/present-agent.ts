import type { Agent } from '../../../contract/agents.ts'
import { describeAnswersWith } from './describe-answers-with.ts'
import type { AgentRow } from './queries.ts'
import type { RespondingAgent } from './responding-agent.ts'

export function presentAgent(row: AgentRow, agent: RespondingAgent, channelIds: string[]): Agent {
  return {
    ...agent.settings,
    id: row.id,
    answersWith: describeAnswersWith(agent),
    channelIds,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}
