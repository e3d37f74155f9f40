import type { TeamAction } from '../history.ts'
import type { Case } from './case-file.ts'

/**
 * The deletion by which it may be gone. What was there when a deletion was confirmed is; of one that was asked for and never confirmed nobody knows, so
 * only what was still under way then. Everything else of the customer is looked at like anybody's.
 */
export function deletionOf(one: Case, from: number, until: number): TeamAction | undefined {
  return one.actions.find(
    ({ kind, startedAt, confirmedAt }) => kind === 'delete' && (confirmedAt === null ? until >= startedAt : from <= confirmedAt),
  )
}

export function mayBeDeleted(one: Case, from: number, until: number): boolean {
  return deletionOf(one, from, until) !== undefined
}
