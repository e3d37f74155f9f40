import { z } from 'zod'

export const idSchema = z.uuid().meta({ description: 'UUIDv7' })
export const timeSchema = z.iso.datetime({ offset: false }).meta({ description: 'ISO 8601 in UTC' })

/** Query of every list: `limit` 1–100 (25), an opaque `cursor` from the page before. */
export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(500).optional(),
})

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ data: z.array(item), nextCursor: z.string().nullable() })
}

/** RFC 9457. `errors` names the fields of a rejected body. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
export type Problem = z.infer<typeof problemSchema>
