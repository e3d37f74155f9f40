import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import type { Dispatcher } from 'undici'

/** What a caller needs of a small answer. Node's own `Response` is one, so a plain `fetch` may stand in for `TextFetch`. */
export interface TextAnswer {
  readonly ok: boolean
  readonly status: number
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
}

export type TextFetch = (url: string, init: RequestInit) => Promise<TextAnswer>

export interface Exchange {
  method: string
  headers: Record<string, string>
  body: string | null
  timeoutMs: number
  maxBytes: number
  signal: AbortSignal | null
}

/** Why an exchange ended without an answer; the HTTP client says it in its own words. */
export class ExchangeTimeout extends Error {
  override name = 'ExchangeTimeout'
}
export class ExchangeTooLarge extends Error {
  override name = 'ExchangeTooLarge'
}

/**
 * One request with a text, one answer as a text, nothing streamed. The hot path makes two of these for each customer's message; by undici's `fetch`
 * with its web streams and composed signals they were half of all that the server's thread did (docs/performance.md).
 */
export function exchangeText(dispatcher: Dispatcher, url: URL, exchange: Exchange): Promise<TextAnswer> {
  return new Promise((resolve, reject) => {
    const { signal, timeoutMs, maxBytes } = exchange
    const pieces: Buffer[] = []
    let bytes = 0
    let status = 0
    let headers: Record<string, string | string[] | undefined> = {}
    let controller: Dispatcher.DispatchController | null = null
    let given: unknown = null

    // The body's time belongs to it: a server that dribbles is given up as one that says nothing.
    const timer = setTimeout(() => end(new ExchangeTimeout()), timeoutMs)
    const onAbort = (): void => end(signal?.reason)
    function end(reason: unknown): void {
      if (given !== null) return
      given = reason ?? new Error('aborted')
      settle()
      controller?.abort(given instanceof Error ? given : new Error('aborted'))
      reject(given)
    }
    function settle(): void {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }

    if (signal?.aborted) return end(signal.reason)
    signal?.addEventListener('abort', onAbort, { once: true })
    dispatcher.dispatch(
      {
        origin: url.origin,
        path: url.pathname + url.search,
        method: exchange.method as Dispatcher.HttpMethod,
        headers: exchange.headers,
        body: exchange.body,
      },
      {
        onRequestStart: (started) => {
          controller = started
          if (given !== null) started.abort(given instanceof Error ? given : new Error('aborted'))
        },
        onResponseStart: (_controller, code, received) => {
          status = code
          headers = received
        },
        onResponseData: (_controller, piece) => {
          bytes += piece.byteLength
          if (bytes > maxBytes) end(new ExchangeTooLarge())
          else pieces.push(piece)
        },
        onResponseEnd: () => {
          if (given !== null) return
          given = 'answered'
          settle()
          resolve(answerOf(status, headers, pieces, maxBytes))
        },
        onResponseError: (_controller, error) => end(error),
      },
    )
  })
}

function answerOf(status: number, headers: Record<string, string | string[] | undefined>, pieces: Buffer[], maxBytes: number): TextAnswer {
  const get = (name: string): string | null => {
    const value = headers[name.toLowerCase()]
    return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value
  }
  return {
    ok: status >= 200 && status < 300,
    status,
    headers: { get },
    text: async () =>
      decoded(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces), get('content-encoding'), maxBytes).toString('utf8'),
  }
}

/** Nobody was asked to compress; some do all the same. */
function decoded(body: Buffer, encoding: string | null, maxBytes: number): Buffer {
  const limit = { maxOutputLength: maxBytes }
  if (encoding === null || body.length === 0) return body
  if (/gzip/i.test(encoding)) return gunzipSync(body, limit)
  if (/br/i.test(encoding)) return brotliDecompressSync(body, limit)
  return /deflate/i.test(encoding) ? inflateSync(body, limit) : body
}
