import { fail } from './errors.ts'

const deepest = 64

/**
 * The JSON of a provider's request, made safe to keep: NUL and lone surrogates (which PostgreSQL refuses) become U+FFFD, `__proto__` keys go,
 * and what is nested deeper than 64 levels is cut off, because writing JSON recurses.
 * @throws AppError `body-unreadable` when the body is no JSON
 */
export function readBody(body: Buffer): unknown {
  const text = body.toString('utf8')
  const value = parseJson(text)
  return mayHarm(text) ? clean(value, 0) : value
}

/**
 * Hardly any body has something to clean, and copying each one costs as much as reading it. Raw NUL and lone surrogates cannot stand in JSON that was read
 * as UTF-8, only their escapes; and what opens fewer than 64 brackets is nowhere deeper.
 */
function mayHarm(text: string): boolean {
  if (/\\u(?:0000|[dD][89a-fA-F])|__proto__|\\u005[fF]/.test(text)) return true
  let opened = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === 123 || code === 91) opened += 1
  }
  return opened >= deepest
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
