import type { ServerResponse } from 'node:http'

/** One open answer of server-sent events. */
export interface EventStream {
  /** Bytes of whole events. A reader who does not keep up is cut off; it comes back and reads what it missed (Last-Event-ID). */
  write(chunk: Buffer): void
  /** Resolves when the reader has taken what was written, or is gone. */
  drained(): Promise<void>
  isClosed(): boolean
  /** Ends it at once, whatever the reader has not taken yet. */
  cut(): void
  /** Ends it politely. */
  end(): void
}

/** What a reader may be behind, above what the system's own buffers hold. */
export const maxBufferedBytes = 256 * 1024
/** Each stream gets a sign of life so often; the streams take turns, so that two thousand of them make no wave. */
const lifeSeconds = 20
const signOfLife = Buffer.from(':\n\n')

const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }

/**
 * Turns an answer into a stream of events. There is no timer a stream: one for all of them gives signs of life and asks `onBeat`.
 * @param greeting what the reader gets first
 */
export function openEventStream(
  response: ServerResponse,
  greeting: string,
  { onBeat, onClose }: { onBeat: () => void; onClose: () => void },
): EventStream {
  const stream: EventStream = {
    write: (chunk) => {
      if (stream.isClosed()) return
      response.write(chunk)
      if (response.writableLength > maxBufferedBytes) stream.cut()
    },
    drained: () =>
      new Promise((resolve) => {
        if (!response.writableNeedDrain || response.destroyed) return resolve()
        response.once('drain', resolve).once('close', resolve)
      }),
    isClosed: () => response.destroyed || response.writableEnded,
    cut: () => void response.destroy(),
    end: () => void response.end(),
  }
  const leave = beatWith(() => {
    stream.write(signOfLife)
    onBeat()
  })
  response.once('close', () => {
    leave()
    onClose()
  })
  // Set, not only written: whoever closes the server knows streams by it.
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  response.writeHead(200)
  response.write(greeting)
  return stream
}

const turns: Set<() => void>[] = Array.from({ length: lifeSeconds }, () => new Set())
let turn = 0
let joined = 0
let ticking: NodeJS.Timeout | null = null

function beatWith(beat: () => void): () => void {
  // Whoever joins goes to the turn after the one before: the turns stay equally long.
  const mine = turns[joined++ % turns.length] as Set<() => void>
  mine.add(beat)
  ticking ??= setInterval(tick, 1_000).unref()
  return () => {
    mine.delete(beat)
    if (turns.some((one) => one.size > 0) || !ticking) return
    clearInterval(ticking)
    ticking = null
  }
}

function tick(): void {
  turn = (turn + 1) % turns.length
  for (const beat of turns[turn] ?? []) beat()
}

/** An event on the wire. */
export function eventText(data: unknown, { id, name }: { id?: string | null; name?: string } = {}): string {
  return `${id ? `id: ${id}\n` : ''}${name ? `event: ${name}\n` : ''}data: ${JSON.stringify(data)}\n\n`
}
