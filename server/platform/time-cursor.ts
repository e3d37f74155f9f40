import { AppError } from './errors.ts'
import { isId } from './ids.ts'

/** A place in a list that is ordered by a time (milliseconds) and an id. */
export interface Place {
  at: Date
  id: string
}

/** The opaque cursor after the last shown row; null when the extra row that was asked for did not come. */
export function nextCursor<Row>(rows: readonly Row[], limit: number, placeOf: (row: Row) => { at: string; id: string }): string | null {
  const last = rows[limit - 1]
  if (rows.length <= limit || last === undefined) return null
  const { at, id } = placeOf(last)
  return Buffer.from(`${at} ${id}`).toString('base64url')
}

/** @throws AppError `cursor-invalid` */
export function readPlace(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null
  const [time = '', id] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ')
  const at = new Date(time)
  if (Number.isNaN(at.getTime()) || !isId(id))
    throw new AppError('cursor-invalid', { status: 400, title: 'The cursor is not one that this list gave.' })
  return { at, id }
}
