/**
 * PostgreSQL stores neither NUL nor lone surrogates: both become U+FFFD, so that no message is refused for what its sender's keyboard or a
 * broken cut produced.
 */
export function cleanText(text: string): string {
  return text.includes('\u0000') ? text.toWellFormed().replaceAll('\u0000', '\uFFFD') : text.toWellFormed()
}

/** The same for every string of a JSON value, as text ready for a jsonb parameter. */
export function cleanJson(value: unknown): string {
  // Escapes of NUL and of lone surrogates are what jsonb refuses; JSON.stringify writes both as \u escapes.
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'string' ? cleanText(inner) : inner)) ?? 'null'
}

/** Every string inside a plain value, cleaned. */
export function cleanDeep(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (Array.isArray(value)) return value.map(cleanDeep)
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleanDeep(inner)]))
  return value
}
