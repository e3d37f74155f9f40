import type { Exchange } from '../http-server.ts'

/** Graph takes parameters from the query, a form or JSON alike. */
export function parameters(exchange: Exchange): Record<string, unknown> {
  const json = typeof exchange.body.json === 'object' && exchange.body.json !== null ? exchange.body.json : {}
  return { ...Object.fromEntries(exchange.query), ...exchange.body.fields, ...json }
}
