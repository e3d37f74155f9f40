export type AttributeValue = string | number | boolean

/** Longest name and text of an attribute that the server takes. */
export const attributeLimits = { name: 60, text: 2000 }

/** Attributes that programs wrote may hold more than a field can show; those are only shown. */
export function isEditable(value: unknown): value is AttributeValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

/** What was typed, of the same kind as what stood there where it still fits, so that a number stays a number. */
export function readAttribute(text: string, before: unknown): AttributeValue {
  const trimmed = text.trim()
  if (typeof before === 'number' && trimmed !== '' && Number.isFinite(Number(trimmed))) return Number(trimmed)
  if (typeof before === 'boolean' && (trimmed === 'true' || trimmed === 'false')) return trimmed === 'true'
  return trimmed
}

export function showAttribute(value: unknown): string {
  return isEditable(value) ? String(value) : JSON.stringify(value)
}
