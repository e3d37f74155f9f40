import { fail } from './errors.ts'

const deepest = 64

/**
 * The JSON of a provider's request, made safe to keep: NUL and lone surrogates (which PostgreSQL refuses) become U+FFFD, `__proto__` keys go,
 * and what is nested deeper than 64 levels is cut off, because writing JSON recurses.
 * @throws AppError `body-unreadable` when the body is no JSON
 */
export function readBody(body: Buffer): unknown {
  return clean(parseJson(body.toString('utf8')), 0)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Without its cause: the message of a SyntaxError quotes the text.
    throw fail('body-unreadable', { message: 'The body is no JSON' })
  }
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cleanString(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= deepest) return null
  if (Array.isArray(value)) return value.map((item) => clean(item, depth + 1))
  const kept: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value)) {
    if (key !== '__proto__') kept[cleanString(key)] = clean(inner, depth + 1)
  }
  return kept
}

function cleanString(text: string): string {
  return text.includes('\u0000') ? text.toWellFormed().replaceAll('\u0000', '\uFFFD') : text.toWellFormed()
}
