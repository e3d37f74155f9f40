import type { Agent } from '../../../contract/agents.ts'
import type { RespondingAgent } from './responding-agent.ts'

/** What would answer a customer right now, in words for the dashboard. */
export function describeAnswersWith(agent: Pick<RespondingAgent, 'model' | 'settings'>): Agent['answersWith'] {
  if (agent.model) return { kind: 'model', provider: agent.model.provider, model: agent.model.name }
  const has = agent.settings.knowledgeIds.length > 0
  return {
    kind: 'knowledge',
    reason: has
      ? 'No model is connected: the agent gives the best matching passage of its knowledge when it is sure, and hands over otherwise.'
      : 'No model is connected and the agent has no knowledge: it greets, and hands over everything else.',
  }
}
