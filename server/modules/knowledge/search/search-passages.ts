import type { Passage } from '../../../../contract/knowledge.ts'
import type { Deps } from '../../../platform/module.ts'
import { requestMissingVectors } from '../embedding/embed-missing.ts'
import { findEmbedder, pauseEmbedder } from '../embedding/embedder.ts'
import { nearestPassages } from '../embedding/nearest-passages.ts'
import { sureFrom } from './estimate-sureness.ts'
import type { StoredPassage } from './index-queries.ts'
import { type LoadedKnowledge, loadKnowledge } from './index-store.ts'
import { rankPassages } from './rank-passages.ts'

export interface PassageSearch {
  knowledgeIds: readonly string[]
  query: string
  limit: number
  /**
   * How old the view of the knowledge may be, 2 s unless told: changes are announced at once in this process and within some 30 ms from
   * others, so more than 0 only spares the question to the database. 0 asks it.
   */
  maxAgeMs?: number
  signal?: AbortSignal
}

export interface FoundPassage extends Passage {
  passageId: string
  knowledgeId: string
}

/**
 * Best first. By words always; by meaning too when the workspace's model offers embeddings, both merged by reciprocal rank. Knowledge
 * bases of other workspaces hold nothing. `score` is how probably the passage answers (see estimate-sureness.ts).
 */
export async function searchPassages(deps: Deps, workspaceId: string, search: PassageSearch): Promise<FoundPassage[]> {
  if (search.knowledgeIds.length === 0 || search.query.trim() === '') return []
  const [loaded, vector] = await Promise.all([
    loadKnowledge(deps, workspaceId, search.knowledgeIds, search.maxAgeMs ?? 2000),
    embedQuery(deps, workspaceId, search),
  ])
  const byWords = loaded.flatMap((knowledge) => rankIn(knowledge, search)).sort((a, b) => b.score - a.score)
  if (!vector) return present(byWords.slice(0, search.limit))
  const near = await deps.db.withWorkspace(workspaceId, (tx) =>
    nearestPassages(tx, workspaceId, { ...vector, knowledgeIds: search.knowledgeIds, limit: nearest }),
  )
  // Not waited for: this search is answered by what there is.
  if (near.length < Math.min(nearest, passageCount(loaded)))
    void requestMissingVectors(deps, workspaceId, search.knowledgeIds, vector.model).catch((error: unknown) =>
      deps.log.warn({ err: error, workspaceId }, 'missing vectors were not requested'),
    )
  return present(mergeRanks(loaded, byWords, near).slice(0, search.limit))
}

/** How many by meaning enter the merger. */
const nearest = 100

function passageCount(loaded: readonly LoadedKnowledge[]): number {
  return loaded.reduce((sum, knowledge) => sum + knowledge.terms.live, 0)
}

/** May the best passage be given to a customer without a model reading it first? */
export function isSure(passages: readonly { score: number }[]): boolean {
  return (passages[0]?.score ?? 0) >= sureFrom
}

interface Candidate {
  passage: StoredPassage
  score: number
  sureness: number
}

function rankIn(knowledge: LoadedKnowledge, search: PassageSearch): Candidate[] {
  return rankPassages(knowledge.terms, search.query, Math.max(50, search.limit)).flatMap(({ number, score, sureness }) => {
    const passage = knowledge.passages[number]
    return passage ? [{ passage, score, sureness }] : []
  })
}

const embeddingPatienceMs = 1500

/** A customer waits: a model that is slow or down costs the search by meaning, not the answer. */
async function embedQuery(deps: Deps, workspaceId: string, search: PassageSearch): Promise<{ model: string; vector: number[] } | null> {
  const embedder = await findEmbedder(deps, workspaceId)
  if (!embedder) return null
  try {
    const timeout = AbortSignal.timeout(embeddingPatienceMs)
    const signal = search.signal ? AbortSignal.any([timeout, search.signal]) : timeout
    const late = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
    const [vector] = await Promise.race([embedder.embed([search.query], signal), late])
    return vector && vector.length > 0 ? { model: embedder.model, vector } : null
  } catch (error) {
    if (!search.signal?.aborted) pauseEmbedder(deps, workspaceId)
    deps.log.warn({ err: error, workspaceId }, 'the question was not embedded, searching by words only')
    return null
  }
}

/** Reciprocal rank fusion (Cormack, Clarke, Büttcher 2009), its constant included. */
const rankConstant = 60

function mergeRanks(loaded: readonly LoadedKnowledge[], byWords: readonly Candidate[], near: readonly { id: string }[]): Candidate[] {
  const merged = new Map<string, Candidate>()
  byWords.forEach((candidate, rank) => {
    merged.set(candidate.passage.id, { ...candidate, score: 1 / (rankConstant + rank) })
  })
  near.forEach(({ id }, rank) => {
    const known = merged.get(id)
    const passage = known?.passage ?? findPassage(loaded, id)
    if (passage) merged.set(id, { passage, score: (known?.score ?? 0) + 1 / (rankConstant + rank), sureness: known?.sureness ?? 0 })
  })
  return [...merged.values()].sort((a, b) => b.score - a.score)
}

function findPassage(loaded: readonly LoadedKnowledge[], id: string): StoredPassage | undefined {
  for (const knowledge of loaded) {
    const number = knowledge.numberOf.get(id)
    if (number !== undefined) return knowledge.passages[number] ?? undefined
  }
  return undefined
}

/** Scores never rise down the list: a better rank is at least as sure as any below it. */
function present(candidates: readonly Candidate[]): FoundPassage[] {
  let floor = 0
  return candidates
    .toReversed()
    .map(({ passage, sureness }) => {
      floor = Math.max(floor, sureness)
      const { id, knowledgeId, sourceId, title, heading, text } = passage
      return { passageId: id, knowledgeId, sourceId, title, heading, text, score: Math.round(floor * 10_000) / 10_000 }
    })
    .reverse()
}
