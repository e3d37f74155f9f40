import { isId } from '../../platform/ids.ts'
import { fail } from './errors.ts'

/** Of `limit + 1` rows the last only tells that there are more. The cursor is the id of the last one shown. */
export function pageFrom<Row extends { id: string }, Item>(
  rows: readonly Row[],
  limit: number,
  present: (row: Row) => Item,
): { data: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { data: shown.map(present), nextCursor: last && rows.length > limit ? Buffer.from(last.id).toString('base64url') : null }
}

/** @throws AppError `cursor-invalid` */
export function readCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null
  const id = Buffer.from(cursor, 'base64url').toString()
  if (!isId(id)) throw fail('cursor-invalid')
  return id
}
