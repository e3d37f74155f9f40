import type { Passage } from '../../../contract/knowledge.ts'
import type { Deps, Tx } from '../../platform/module.ts'

/** What agents need of the knowledge; wired in modules.ts, because agents and knowledge do not know each other. */
export interface KnowledgeSearch {
  search(
    deps: Deps,
    workspaceId: string,
    ask: { knowledgeIds: readonly string[]; query: string; limit: number; signal?: AbortSignal },
  ): Promise<readonly Passage[]>
  /** Which of these the workspace has. */
  known(tx: Tx, workspaceId: string, knowledgeIds: readonly string[]): Promise<ReadonlySet<string>>
  /** Does the best of these passages answer, so that it may be given without a model having read it? */
  isSure(passages: readonly Passage[]): boolean
  /** The part of the passage that answers, in its own words. */
  bestSentences(text: string, query: string): string
}

export interface ResponderServices {
  /** Null: no knowledge to search, for example in a test of another part. */
  knowledge: KnowledgeSearch | null
}
