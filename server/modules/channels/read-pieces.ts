import { createHash } from 'node:crypto'
import type { InboundEvent } from './inbound-event.ts'

/** An id for a piece that carries none of its own: the same content gives the same id, also after the database has sorted its keys. */
export function digestId(prefix: string, piece: unknown): string {
  const json = JSON.stringify(sortKeys(piece)) ?? 'undefined'
  return `${prefix}:${createHash('sha256').update(json).digest('base64url')}`
}

/**
 * Reads one piece of a body. A piece that cannot be read becomes a `poison` event and spoils none of its neighbours.
 * @param knownId the id that the event will have once it can be read, as far as the piece shows it: so that a replay is recognised
 */
export function readPiece(
  piece: unknown,
  at: number,
  read: () => InboundEvent | InboundEvent[],
  knownId: string | null = null,
): InboundEvent[] {
  try {
    return [read()].flat()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [{ kind: 'poison', eventId: knownId ?? digestId('poison', piece), at, raw: piece, error: reason }]
  }
}

/** Provider's time in milliseconds; `now` where it is missing or no time that a message can have been written at. */
export function readTime(milliseconds: number | null, now: number): number {
  const earliest = Date.UTC(2009, 0, 1)
  if (milliseconds === null || milliseconds < earliest || milliseconds > now + 86_400_000) return now
  return Math.floor(milliseconds)
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  )
}
