import type { Case } from './case-file.ts'

/**
 * May it be gone because its contact was deleted? What was there when a deletion was confirmed is; of one that was asked for and never confirmed nobody knows, so
 * only what was still under way then. Everything else of the customer is looked at like anybody's.
 */
export function mayBeDeleted(one: Case, from: number, until: number): boolean {
  return one.actions.some(
    ({ kind, startedAt, confirmedAt }) => kind === 'delete' && (confirmedAt === null ? until >= startedAt : from <= confirmedAt),
  )
}
