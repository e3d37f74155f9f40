import type { Exchange } from '../http-server.ts'

/** Not part of what a call asks for. */
const transport = new Set(['access_token', 'appsecret_proof', 'format', 'method', 'pretty', 'suppress_http_code'])

/** Graph takes parameters from the query, a form or JSON alike; in the first two, objects and lists are JSON texts. */
export function parameters(exchange: Exchange): Record<string, unknown> {
  const { json } = exchange.body
  const texts = { ...Object.fromEntries(exchange.query), ...exchange.body.fields }
  const read = Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, readText(value)]))
  const all: Record<string, unknown> = { ...read, ...(typeof json === 'object' && json !== null ? json : {}) }
  return Object.fromEntries(Object.entries(all).filter(([name]) => !transport.has(name)))
}

function readText(value: string): unknown {
  if (!/^[[{]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

/** `a,b`, `["a","b"]` or a list. */
export function listOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String)
  return typeof value === 'string'
    ? value
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== '')
    : []
}
