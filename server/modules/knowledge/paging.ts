import { fail } from './errors.ts'

/** A page from `limit + 1` rows: the extra one only tells that there are more. The cursor is the last row's place in the order. */
export function pageFrom<Row, T>(
  rows: readonly Row[],
  limit: number,
  placeOf: (row: Row) => string,
  present: (row: Row) => T,
): { data: T[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const nextCursor = rows.length > limit && last !== undefined ? Buffer.from(placeOf(last)).toString('base64url') : null
  return { data: shown.map(present), nextCursor }
}

/** @throws AppError `cursor-invalid` */
export function readCursor(cursor: string | undefined, isPlace: (place: string) => boolean): string | null {
  if (cursor === undefined) return null
  const place = Buffer.from(cursor, 'base64url').toString('utf8')
  if (!isPlace(place)) throw fail('cursor-invalid')
  return place
}
