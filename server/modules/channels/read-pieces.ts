import { createHash } from 'node:crypto'
import type { InboundEvent } from './adapter.ts'

/** An id for a piece that carries none of its own: the same bytes give the same id. */
export function digestId(prefix: string, piece: unknown): string {
  return `${prefix}:${createHash('sha256')
    .update(JSON.stringify(piece) ?? 'undefined')
    .digest('base64url')}`
}

/** Reads one piece of a body. A piece that cannot be read becomes a `poison` event and spoils none of its neighbours. */
export function readPiece(piece: unknown, at: number, read: () => InboundEvent | InboundEvent[]): InboundEvent[] {
  try {
    return [read()].flat()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [{ kind: 'poison', eventId: digestId('poison', piece), at, raw: piece, error: reason }]
  }
}

/** Provider's time in milliseconds; `now` where it is missing or no time that a message can have been written at. */
export function readTime(milliseconds: number | null, now: number): number {
  const earliest = Date.UTC(2009, 0, 1)
  if (milliseconds === null || milliseconds < earliest || milliseconds > now + 86_400_000) return now
  return Math.floor(milliseconds)
}
