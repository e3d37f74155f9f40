/** Readers for JSON that nobody vouches for: the value in the expected shape, else null. */

export type JsonObject = Record<string, unknown>

/** Longer ids do not fit an index of the database. No provider's id comes near. */
const longestId = 512
/** Beyond this a message is cut: full-text search takes at most 1 MB, and no provider allows more than a tenth of this. */
const longestText = 100_000

export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A text of any length down to one character; the empty text is null, as providers use both for "none". */
export function asText(value: unknown, maxLength: number = longestText): string | null {
  if (typeof value !== 'string' || value === '') return null
  return value.length > maxLength ? value.slice(0, maxLength).toWellFormed() : value
}

/** An id: numbers become text, because ids beyond 2^53 exist elsewhere and text is what we keep. */
export function asId(value: unknown): string | null {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value
  return typeof text === 'string' && text !== '' && text.length <= longestId ? text : null
}

export function asNumber(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

/** @throws Error naming the field: the caller turns it into a `poison` event */
export function requireId(value: unknown, field: string): string {
  const id = asId(value)
  if (id === null) throw new Error(`${field} is missing or no id`)
  return id
}
