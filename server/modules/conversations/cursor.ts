import { isId } from '../../platform/ids.ts'
import { fail } from './errors.ts'

/** A place in a list that is ordered by a time and an id. */
export interface Place {
  at: Date
  id: string
}

export function encodeCursor(place: Place): string {
  return Buffer.from(`${place.at.toISOString()} ${place.id}`).toString('base64url')
}

export function decodeCursor(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null
  const [time = '', id] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ')
  const at = new Date(time)
  if (Number.isNaN(at.getTime()) || !isId(id)) throw fail('cursor-invalid')
  return { at, id }
}
