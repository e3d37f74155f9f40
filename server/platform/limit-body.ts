import type { Response as UndiciResponse } from 'undici'
import { outsideFailure } from './http-client-errors.ts'

/** The answer as Node's own `Response`, whose body fails as soon as it grows beyond `maxBytes` (counted after decompression). */
export function limitBody(answer: UndiciResponse, url: URL, maxBytes: number, callerSignal: AbortSignal | null): Response {
  const announced = Number(answer.headers.get('content-length') ?? 0)
  if (announced > maxBytes) {
    void answer.body?.cancel()
    throw tooLarge(url, maxBytes)
  }
  let seen = 0
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform: (piece, controller) => {
      seen += piece.byteLength
      if (seen > maxBytes) throw tooLarge(url, maxBytes)
      controller.enqueue(piece)
    },
  })
  const headers = new Headers([...answer.headers])
  // fetch has decompressed the body: what these say is no longer true of it.
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) headers.delete(name)
  const source = answer.body as ReadableStream<Uint8Array> | null
  const body =
    source === null || [204, 205, 304].includes(answer.status) ? null : withPlainErrors(source.pipeThrough(limit), url, callerSignal)
  const limited = new Response(body, { status: answer.status, statusText: answer.statusText, headers })
  Object.defineProperty(limited, 'url', { value: url.href })
  return limited
}

/** A body that breaks off or takes too long fails with the same codes as a call that never began. */
function withPlainErrors(source: ReadableStream<Uint8Array>, url: URL, callerSignal: AbortSignal | null): ReadableStream<Uint8Array> {
  const reader = source.getReader()
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      } catch (error) {
        controller.error(plainError(error, url, callerSignal))
      }
    },
    cancel: (reason) => reader.cancel(reason),
  })
}

function plainError(error: unknown, url: URL, callerSignal: AbortSignal | null): unknown {
  if (callerSignal?.aborted) return callerSignal.reason
  if (error instanceof Error && error.name === 'AppError') return error
  if (error instanceof Error && /Timeout/.test(error.name))
    return outsideFailure('outside-timeout', { message: `${url.host} stopped answering`, cause: error })
  return outsideFailure('outside-unreachable', { message: `${url.host} broke the answer off`, cause: error })
}

function tooLarge(url: URL, maxBytes: number): Error {
  return outsideFailure('outside-too-large', { message: `${url.host} answered with more than ${maxBytes} bytes` })
}
