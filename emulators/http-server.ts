import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Fault, Faults } from './faults.ts'
import type { Ledger } from './ledger.ts'
import { type ParsedBody, parseBody } from './parse-body.ts'
import { type CheckedProvider, type RequestReport, reportRequests } from './spec/report-requests.ts'

/** A request as handlers see it. */
export interface Exchange {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  /** What the route's pattern captured. */
  params: string[]
  raw: Buffer
  body: ParsedBody
  request: IncomingMessage
}

/** What a handler answers: JSON, bytes or text, or a stream that it writes itself. */
export interface Answer {
  status: number
  headers?: Record<string, string>
  json?: unknown
  bytes?: Buffer
  text?: string
  stream?: (response: ServerResponse) => Promise<void> | void
  /** A short reason for the ledger, when this refuses. */
  error?: string
}

export type Handler = (exchange: Exchange) => Answer | Promise<Answer>

export interface Route {
  method: string
  pattern: RegExp
  handle: Handler
  /** Control routes and pages: neither recorded nor disturbed by faults. */
  internal?: boolean
}

export interface HttpServerOptions {
  port?: number | undefined
  host?: string | undefined
  clock: () => number
  ledger: Ledger
  faults: Faults
  routes: () => Route[]
  /** The provider's envelope for errors that handlers throw. */
  refuse: (error: unknown) => Answer
  /** The provider's envelope for a `status` fault. */
  answerFault: (fault: Fault) => Answer
  notFound: (exchange: Exchange) => Answer
  /** Paths may carry secrets (a bot's token): what the ledger keeps instead. */
  redactPath?: (path: string) => string
  maxBodyBytes?: number
  /** Whose published specification requests are held against in test runs. */
  provider?: CheckedProvider
}

export interface RunningServer {
  url: string
  port: number
  close(): Promise<void>
}

/** Serves an emulator: parse, strike with faults, answer, record. */
export async function startHttpServer(options: HttpServerOptions): Promise<RunningServer> {
  const routes = options.routes()
  const report = reportRequests(options.provider)
  const server = createServer((request, response) => {
    serve(request, response, routes, options, report).catch(() => response.destroy())
  })
  server.keepAliveTimeout = 65_000
  const host = options.host ?? '127.0.0.1'
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host}:${port}`,
    port,
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      await report?.finish()
    },
  }
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  routes: Route[],
  options: HttpServerOptions,
  report: RequestReport | undefined,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://emulator')
  const method = request.method ?? 'GET'
  const raw = await readBody(request, options.maxBodyBytes ?? 128 * 1024 * 1024)
  if (raw === undefined) {
    response.writeHead(413, { connection: 'close' }).end()
    return
  }
  const at = options.clock()
  const path = url.pathname
  const found = findRoute(routes, method, path)
  const base = { method, path, query: url.searchParams, headers: request.headers, raw, request }
  if (found?.route.internal) {
    const exchange = { ...base, params: found.params, body: await parseBody(raw, request.headers['content-type']) }
    await write(response, await settle(found.route.handle, exchange, options))
    return
  }

  const fault = options.faults.takeForRequest(method, path)
  let answer: Answer | undefined
  let recorded: unknown
  const record = (status: number, error?: string) => {
    const entry = {
      at,
      method,
      path: options.redactPath?.(path) ?? path,
      query: url.search === '' ? {} : Object.fromEntries([...url.searchParams].filter(([name]) => name !== 'access_token')),
      headers: request.headers,
      body: recorded,
      status,
      ...(error === undefined ? {} : { error }),
    }
    options.ledger.add(entry, raw.length + 500)
    report?.note(entry)
  }
  const applies = fault === undefined || fault.kind === 'slow' || fault.kind === 'half' || fault.applied === true
  const slowly = async (isApplied: boolean) => {
    if (fault?.kind === 'slow' && (fault.applied === true) === isApplied) await wait(fault.delayMs ?? 1000)
  }
  await slowly(false)
  try {
    const body = await parseBody(raw, request.headers['content-type'])
    recorded = body.record
    if (applies) {
      const exchange = { ...base, params: found?.params ?? [], body }
      answer = found ? await settle(found.route.handle, exchange, options) : options.notFound(exchange)
    }
    await slowly(true)
  } catch (error) {
    answer = options.refuse(error)
  }
  if (fault?.kind === 'status') answer = faultAnswer(fault, options)
  if (fault?.kind === 'hang' || fault?.kind === 'reset') {
    record(0, `fault: ${fault.kind}`)
    if (fault.kind === 'reset') request.socket.resetAndDestroy()
    return
  }
  if (!answer) return
  record(fault?.kind === 'half' ? 0 : answer.status, fault?.kind === 'half' ? 'fault: half' : answer.error)
  await write(response, answer, fault?.kind === 'half')
}

function faultAnswer(fault: Fault, options: HttpServerOptions): Answer {
  const status = fault.status ?? 500
  const answer = fault.body === undefined ? options.answerFault({ ...fault, status }) : { status, json: fault.body }
  const headers: Record<string, string> = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) }
  return { ...answer, headers: { ...answer.headers, ...headers }, error: `fault: status ${status}` }
}

async function settle(handle: Handler, exchange: Exchange, options: HttpServerOptions): Promise<Answer> {
  try {
    return await handle(exchange)
  } catch (error) {
    return options.refuse(error)
  }
}

function findRoute(routes: Route[], method: string, path: string): { route: Route; params: string[] } | undefined {
  for (const route of routes) {
    if (route.method !== method && route.method !== '*') continue
    const match = route.pattern.exec(path)
    if (match) return { route, params: match.slice(1).map((part) => decodeURIComponent(part ?? '')) }
  }
  return undefined
}

/** By events: iterating the stream costs a tenth of the time of a small request. */
function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      else resolve(undefined)
    })
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)))
    request.on('error', reject)
    request.on('close', () => reject(new Error('the client went away')))
  })
}

async function write(response: ServerResponse, answer: Answer, half = false): Promise<void> {
  if (answer.stream) {
    for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value)
    if (half) breakOffAfter(response, 4)
    await answer.stream(response)
    return
  }
  const [type, content] = contentOf(answer)
  const length = Buffer.byteLength(content)
  response.writeHead(answer.status, { 'content-type': type, 'content-length': length, ...answer.headers })
  if (half) {
    response.write(content.slice(0, Math.floor(content.length / 2)), () => response.destroy())
    return
  }
  response.end(content)
}

/** Breaks a streamed answer off after some writes, or in the middle of its only one; what is written later is lost. */
function breakOffAfter(response: ServerResponse, writes: number): void {
  const original = response.write.bind(response)
  let left = writes
  response.write = ((chunk: string | Buffer) => {
    left--
    if (left > 0) return original(chunk)
    if (left === 0) original(chunk, () => response.destroy())
    return false
  }) as typeof response.write
  response.end = ((rest: string | undefined) => {
    if (left > 0) original((rest ?? '').slice(0, (rest ?? '').length / 2), () => response.destroy())
    return response
  }) as typeof response.end
}

/** Text stays a string: head and body then leave in one write, which is a third of the time of a small answer. */
function contentOf(answer: Answer): [string, Buffer | string] {
  if (answer.bytes) return ['application/octet-stream', answer.bytes]
  if (answer.text !== undefined) return ['text/plain; charset=utf-8', answer.text]
  return ['application/json; charset=utf-8', JSON.stringify(answer.json ?? null)]
}
