/**
 * PostgreSQL stores neither NUL nor lone surrogates: both become U+FFFD, so that no message is refused for what its sender's keyboard or a
 * broken cut produced.
 */
export function cleanText(text: string): string {
  return text.includes('\u0000') ? text.toWellFormed().replaceAll('\u0000', '\uFFFD') : text.toWellFormed()
}

/** The same for every string of a JSON value, as text ready for a jsonb parameter. */
export function cleanJson(value: unknown): string {
  const json = JSON.stringify(value) ?? 'null'
  // JSON.stringify writes NUL and lone surrogates, which jsonb refuses, as escapes: without one there is nothing to clean.
  if (!/\\u(?:0000|d[89a-f])/.test(json)) return json
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'string' ? cleanText(inner) : inner)) ?? 'null'
}

/** Every string inside a plain value, cleaned; the value itself when there is nothing to clean, as nearly always. */
export function cleanDeep<T>(value: T): T {
  return isClean(value) ? value : (cleaned(value) as T)
}

function isClean(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\u0000')
  if (typeof value !== 'object' || value === null) return true
  for (const key in value) if (!isClean((value as Record<string, unknown>)[key])) return false
  return true
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (Array.isArray(value)) return value.map(cleaned)
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleaned(inner)]))
  return value
}
