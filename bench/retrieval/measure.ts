import { addSources, changeKnowledge, createKnowledge, searchPassages } from '../../server/modules/knowledge/index.ts'
import type { Access, Deps } from '../../server/platform/module.ts'
import type { QuestionSet } from './question-sets.ts'

export interface Figures {
  recall1: number
  recall5: number
  mrr10: number
}

export function measureRanks(ranks: readonly number[]): Figures {
  const share = (test: (rank: number) => boolean): number => ranks.filter(test).length / ranks.length
  return {
    recall1: share((rank) => rank === 1),
    recall5: share((rank) => rank >= 1 && rank <= 5),
    mrr10: ranks.reduce((sum, rank) => sum + (rank >= 1 && rank <= 10 ? 1 / rank : 0), 0) / ranks.length,
  }
}

/** Stores the paragraphs through the same door as the API, asks every question, and gives the rank of each right one (0: not among ten). */
export async function askAll(deps: Deps, access: Access, set: QuestionSet): Promise<{ ranks: number[]; milliseconds: number[] }> {
  const { id } = await createKnowledge(deps, access, { name: set.name })
  for (let start = 0; start < set.passages.length; start += 500) {
    const sources = set.passages
      .slice(start, start + 500)
      .map((text, place) => ({ type: 'text' as const, title: `p-${start + place}`, text }))
    await changeKnowledge(deps, access.workspaceId, id, (tx, revision) =>
      addSources(tx, deps, access.workspaceId, { knowledgeId: id, revision }, sources),
    )
  }
  const ranks: number[] = []
  const milliseconds: number[] = []
  for (const { question, passage } of set.questions) {
    const started = performance.now()
    const found = await searchPassages(deps, access.workspaceId, { knowledgeIds: [id], query: question, limit: 10 })
    milliseconds.push(performance.now() - started)
    ranks.push(found.findIndex(({ title }) => title === `p-${passage}`) + 1)
  }
  return { ranks, milliseconds }
}
