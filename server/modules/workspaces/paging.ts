import { isId } from '../../platform/ids.ts'
import { fail } from './errors.ts'

export interface Page<T> {
  data: T[]
  nextCursor: string | null
}

type CursorPart = string | number

/** A page from `limit + 1` rows: the extra one only tells that there are more. `keyOf` gives what the order is by. */
export function pageFrom<Row, T>(rows: Row[], limit: number, keyOf: (row: Row) => CursorPart[], present: (row: Row) => T): Page<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const nextCursor = rows.length > limit && last !== undefined ? Buffer.from(JSON.stringify(keyOf(last))).toString('base64url') : null
  return { data: shown.map(present), nextCursor }
}

/** What a list is ordered by: only what the database takes for it is let through. */
const kinds = {
  id: isId,
  number: Number.isSafeInteger,
  time: (part: unknown) => typeof part === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(part) && !Number.isNaN(Date.parse(part)),
} satisfies Record<string, (part: unknown) => boolean>

/**
 * What `pageFrom` put into a cursor; nothing for the first page.
 * @throws AppError `cursor-invalid`
 */
export function readCursor(cursor: string | undefined, parts: readonly (keyof typeof kinds)[]): CursorPart[] {
  if (cursor === undefined) return []
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(read) && read.length === parts.length && parts.every((kind, index) => kinds[kind](read[index])))
      return read as CursorPart[]
  } catch {
    // Not ours: refused below.
  }
  throw fail('cursor-invalid')
}
