import { z } from 'zod'
import { isId } from '../../../platform/ids.ts'
import { fail } from '../errors.ts'
import type { TemplatePlace } from './queries.ts'

const placeSchema = z.tuple([z.string(), z.string(), z.string().refine(isId)])

/** The opaque cursor after the last shown row; null when the extra row that was asked for did not come. */
export function nextCursor(rows: readonly TemplatePlace[], limit: number): string | null {
  const last = rows[limit - 1]
  if (rows.length <= limit || last === undefined) return null
  return Buffer.from(JSON.stringify([last.name, last.language, last.id])).toString('base64url')
}

/** @throws AppError `cursor-invalid` */
export function readCursor(cursor: string | undefined): TemplatePlace | null {
  if (cursor === undefined) return null
  const place = placeSchema.safeParse(parse(Buffer.from(cursor, 'base64url').toString()))
  if (!place.success) throw fail('cursor-invalid')
  const [name, language, id] = place.data
  return { name, language, id }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
