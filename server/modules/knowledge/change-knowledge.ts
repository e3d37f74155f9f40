import type { Tx } from '../../platform/db.ts'
import type { Deps } from '../../platform/module.ts'
import { fail } from './errors.ts'
import { nextRevision } from './queries.ts'
import { announceChange } from './search/index-store.ts'

/**
 * The one way to change what is searched: takes the knowledge base's lock and its next revision, and after the commit tells every
 * process that holds its index. Rows that were changed carry the revision.
 * @throws AppError `knowledge-not-found`
 */
export async function changeKnowledge<T>(
  deps: Deps,
  workspaceId: string,
  knowledgeId: string,
  change: (tx: Tx, revision: number) => Promise<T>,
): Promise<T> {
  const result = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const revision = await nextRevision(tx, workspaceId, knowledgeId)
    if (revision === null) throw fail('knowledge-not-found')
    return change(tx, revision)
  })
  announceChange(deps, workspaceId, knowledgeId)
  return result
}
