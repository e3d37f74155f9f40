import { Worker } from 'node:worker_threads'
import { unreadable } from '../errors.ts'
import type { ParseAnswer, ParsedDocument, ParseRequest } from './parse-worker.ts'

export interface ParseLimits {
  timeoutMs: number
  /** Of the worker: its heap, and its buffers beside the heap. */
  memoryMb: number
}

const defaults: ParseLimits = { timeoutMs: 60_000, memoryMb: 512 }
/** Beyond this a document is a book shelf. */
const longestText = 5_000_000
const workersAtOnce = 2

let running = 0
const waiting: (() => void)[] = []

/**
 * Reads a document in a worker thread with limits of time and memory: a bomb costs its own source and nothing else.
 * @throws AppError `document-…`
 */
export async function parseDocument(
  request: ParseRequest,
  limits: Partial<ParseLimits> = {},
  signal?: AbortSignal,
): Promise<ParsedDocument> {
  await enter()
  try {
    const answer = await runWorker(request, { ...defaults, ...limits }, signal)
    if ('code' in answer) throw unreadable(answer.code as Parameters<typeof unreadable>[0])
    if ('failure' in answer) throw unreadable('document-damaged', { message: `The parser failed with ${answer.failure}` })
    const { title, text } = answer.document
    if (text.length > longestText) throw unreadable('document-too-large')
    if (!/[\p{L}\p{N}]/u.test(text)) throw unreadable('document-without-text')
    return { title: title?.replaceAll('\0', '').trim() || null, text: text.replaceAll('\0', '').toWellFormed() }
  } finally {
    leave()
  }
}

async function runWorker(request: ParseRequest, limits: ParseLimits, signal: AbortSignal | undefined): Promise<ParseAnswer> {
  signal?.throwIfAborted()
  const worker = new Worker(new URL('./parse-worker.ts', import.meta.url), {
    workerData: request,
    resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb, maxYoungGenerationSizeMb: 64, stackSizeMb: 8 },
    stdout: true,
    stderr: true,
    env: {},
  })
  const { promise, resolve, reject } = Promise.withResolvers<ParseAnswer>()
  const timer = setTimeout(() => reject(unreadable('document-too-slow')), limits.timeoutMs)
  // resourceLimits bind the heap alone; what a stream unpacks to lies in buffers outside it.
  const watch = setInterval(() => {
    worker.getHeapStatistics().then(
      ({ external_memory: buffers }) => {
        if (buffers > limits.memoryMb * 1024 * 1024) reject(unreadable('document-too-large'))
      },
      () => {},
    )
  }, 50)
  const abort = (): void => reject(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  worker.on('message', (answer: ParseAnswer) => resolve(answer))
  worker.on('error', (error: NodeJS.ErrnoException) =>
    reject(unreadable(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'document-too-large' : 'document-damaged', { cause: error })),
  )
  worker.on('exit', () => reject(unreadable('document-damaged')))
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    clearInterval(watch)
    signal?.removeEventListener('abort', abort)
    await worker.terminate()
  }
}

async function enter(): Promise<void> {
  if (running >= workersAtOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  else running += 1
}

/** The place goes to whoever waits longest. */
function leave(): void {
  const next = waiting.shift()
  if (next) next()
  else running -= 1
}
