import type { Deps } from '../../platform/module.ts'
import type { TurnContext } from '../conversations/index.ts'
import { queryOf } from './answer-with-model.ts'
import type { KnowledgeSearch } from './knowledge-search.ts'
import type { RespondingAgent } from './responding-agent.ts'
import type { RunRecorder } from './run-recorder.ts'

const passagesWeighed = 5

/** Without a model: the best passage in its own words when it surely answers, else nothing. */
export async function answerFromKnowledge(
  deps: Deps,
  knowledge: KnowledgeSearch | null,
  agent: RespondingAgent,
  context: TurnContext,
  run: RunRecorder,
): Promise<string | null> {
  const { knowledgeIds } = agent.settings
  if (!knowledge || knowledgeIds.length === 0) return null
  const query = queryOf(context)
  const passages = await knowledge.search(deps, agent.workspaceId, { knowledgeIds, query, limit: passagesWeighed })
  const best = passages[0]
  if (!best || !knowledge.isSure(passages)) return null
  run.rested([best])
  return knowledge.bestSentences(best.text, query).trim() || null
}
