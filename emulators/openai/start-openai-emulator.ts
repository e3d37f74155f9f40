import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { checked, controlRoutes } from '../control-routes.ts'
import { createFaults, type Faults } from '../faults.ts'
import { type Answer, type Exchange, type Handler, type RunningServer, startHttpServer } from '../http-server.ts'
import { createLedger, type Ledger, type LedgerLimits } from '../ledger.ts'
import { answer } from './answer.ts'
import type { Conversation, Reply } from './conversation.ts'
import { createImageDescriber } from './describe-image.ts'
import { embeddings } from './embeddings.ts'
import { createMediaKnowledge } from './media-knowledge.ts'
import { newId } from './new-id.ts'
import { faultEnvelope, OpenAiError, refuseOpenAi } from './openai-error.ts'
import { readChat } from './read-chat.ts'
import { type ResponseItem, readResponses } from './read-responses.ts'
import { transcriptions } from './transcriptions.ts'
import { type Usage, writeChat } from './write-chat.ts'
import { writeResponses } from './write-responses.ts'

/** Answers a conversation; undefined leaves it to the default mind. */
export type Script = (conversation: Conversation) => Reply | undefined | Promise<Reply | undefined>

export interface OpenAiEmulatorOptions {
  port?: number
  host?: '127.0.0.1'
  clock?: () => number
  /** Keys that are let in; by default any that begins with `sk-`. */
  apiKeys?: string[]
  /** Models that exist besides the usual names, or `any`. */
  models?: string[] | 'any'
  /** Milliseconds before an answer begins, and up to how many more at random. */
  latencyMs?: number
  jitterMs?: number
  /** Speed of streams; at once by default. */
  tokensPerSecond?: number
  script?: Script
  ledger?: Partial<LedgerLimits>
}

export interface OpenAiStats {
  chat: number
  responses: number
  embeddings: number
  transcriptions: number
  /** Scripted or default replies under way right now, and the most at once. */
  running: number
  mostRunning: number
}

export interface OpenAiEmulator extends RunningServer {
  ledger: Ledger
  faults: Faults
  /** A function, or replies that are used up one by one before the default mind answers again. Undefined removes it. */
  script(script: Script | Reply[] | undefined): void
  setLatency(latencyMs: number, jitterMs?: number): void
  setTokensPerSecond(tokensPerSecond: number | undefined): void
  /** What is said in an audio file, or seen in a picture. */
  registerMedia(media: Buffer | { sha256: string }, text: string): void
  stats(): OpenAiStats
  reset(): void
}

const usualModels = [
  'gpt-5.2',
  'gpt-5.2-mini',
  'gpt-5',
  'gpt-5-mini',
  'gpt-5-nano',
  'gpt-4.1',
  'gpt-4.1-mini',
  'gpt-4.1-nano',
  'gpt-4o',
  'gpt-4o-mini',
  'o4-mini',
  'text-embedding-3-small',
  'text-embedding-3-large',
  'whisper-1',
  'gpt-4o-transcribe',
  'gpt-4o-mini-transcribe',
  'gpt-transcribe',
  'demo',
]
const keptResponses = 1000

export async function startOpenAiEmulator(options: OpenAiEmulatorOptions = {}): Promise<OpenAiEmulator> {
  const clock = options.clock ?? Date.now
  const ledger = createLedger(options.ledger)
  const faults = createFaults()
  const media = createMediaKnowledge()
  const describe = createImageDescriber(media)
  const stored = new Map<string, ResponseItem[]>()
  let latency = { ms: options.latencyMs ?? 0, jitter: options.jitterMs ?? 0 }
  let pace = { tokensPerSecond: options.tokensPerSecond }
  let scripted: Script | undefined = options.script
  let stats = freshStats()

  function checkModel(model: string): void {
    const known = options.models === 'any' || usualModels.includes(model) || options.models?.includes(model)
    if (!known) throw new OpenAiError(404, 'model_not_found', `The model '${model}' does not exist or you do not have access to it.`)
  }

  function authorize({ headers }: Exchange): void {
    const key = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
    if (key === undefined)
      throw new OpenAiError(
        401,
        null,
        "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth.",
      )
    const valid = options.apiKeys ? options.apiKeys.includes(key) : key.startsWith('sk-')
    if (!valid)
      throw new OpenAiError(
        401,
        'invalid_api_key',
        `Incorrect API key provided: ${key.slice(0, 3)}***. You can find your API key at https://platform.openai.com/account/api-keys.`,
      )
  }

  async function reply(conversation: Conversation): Promise<Reply> {
    stats.running++
    stats.mostRunning = Math.max(stats.mostRunning, stats.running)
    try {
      if (latency.ms > 0 || latency.jitter > 0) await wait(latency.ms + Math.random() * latency.jitter)
      return (await scripted?.(conversation)) ?? (await answer(conversation, describe))
    } finally {
      stats.running--
    }
  }

  async function chat({ body, raw }: Exchange): Promise<Answer> {
    const request = readChat(json(body.json))
    checkModel(request.conversation.model)
    stats.chat++
    const { text, usage, short } = limited(await reply(request.conversation), request.conversation.maxTokens, raw.length)
    return writeChat(request, text, usage, short, pace)
  }

  async function responses({ body, raw }: Exchange): Promise<Answer> {
    const findItem = (id: string) => [...stored.values()].flat().find((one) => 'id' in one && one.id === id)
    const request = readResponses(json(body.json), (id) => stored.get(id), findItem)
    checkModel(request.conversation.model)
    stats.responses++
    const { text, usage, short } = limited(await reply(request.conversation), request.conversation.maxTokens, raw.length)
    const written = writeResponses(request, text, usage, short, pace)
    if (request.store) {
      stored.set(written.id, [...request.items, ...written.output])
      const [oldest] = stored.keys()
      if (stored.size > keptResponses && oldest !== undefined) stored.delete(oldest)
    }
    return written.answer
  }

  function models(): Answer {
    const ids = [...usualModels, ...(Array.isArray(options.models) ? options.models : [])]
    return {
      status: 200,
      json: { object: 'list', data: ids.map((id) => ({ id, object: 'model', created: 1_700_000_000, owned_by: 'emulator' })) },
    }
  }

  /** Lets in, and adds the headers that every answer has, refusals included. */
  const guarded =
    (handle: Handler): Handler =>
    async (exchange) => {
      let given: Answer
      try {
        authorize(exchange)
        given = await handle(exchange)
      } catch (error) {
        given = refuseOpenAi(error)
      }
      return withHeaders(given)
    }

  function reset(): void {
    ledger.clear()
    faults.clear()
    media.clear()
    stored.clear()
    scripted = options.script
    stats = freshStats()
  }

  const registration = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/i), text: z.string() })
  const speed = z.strictObject({
    latencyMs: z.number().min(0),
    jitterMs: z.number().min(0).optional(),
    tokensPerSecond: z.number().positive().optional(),
  })

  const server = await startHttpServer({
    provider: 'openai',
    port: options.port,
    host: options.host,
    clock,
    ledger,
    faults,
    routes: () => [
      { method: 'POST', pattern: /^\/v1\/chat\/completions$/, handle: guarded(chat) },
      { method: 'POST', pattern: /^\/v1\/responses$/, handle: guarded(responses) },
      {
        method: 'POST',
        pattern: /^\/v1\/embeddings$/,
        handle: guarded(({ body }) => {
          stats.embeddings++
          return embeddings(json(body.json), checkModel)
        }),
      },
      {
        method: 'POST',
        pattern: /^\/v1\/audio\/transcriptions$/,
        handle: guarded(async ({ body }) => {
          stats.transcriptions++
          if (latency.ms > 0) await wait(latency.ms)
          return transcriptions(body, media, checkModel)
        }),
      },
      { method: 'GET', pattern: /^\/v1\/models$/, handle: guarded(models) },
      {
        method: 'GET',
        pattern: /^\/v1\/models\/([^/]+)$/,
        handle: guarded(({ params }) => {
          checkModel(params[0] ?? '')
          return { status: 200, json: { id: params[0], object: 'model', created: 1_700_000_000, owned_by: 'emulator' } }
        }),
      },
      { method: 'GET', pattern: /^\/_stats$/, internal: true, handle: () => ({ status: 200, json: stats }) },
      {
        method: 'POST',
        pattern: /^\/_register$/,
        internal: true,
        handle: ({ body }) => checked(registration, body.json, ({ sha256, text }) => media.register({ sha256 }, text)),
      },
      {
        method: 'POST',
        pattern: /^\/_speed$/,
        internal: true,
        handle: ({ body }) =>
          checked(speed, body.json, ({ latencyMs, jitterMs, tokensPerSecond }) => {
            latency = { ms: latencyMs, jitter: jitterMs ?? 0 }
            pace = { tokensPerSecond }
          }),
      },
      ...controlRoutes({ ledger, faults, reset }),
    ],
    refuse: refuseOpenAi,
    answerFault: (fault) => withHeaders(faultEnvelope(fault.status ?? 500, fault.code)),
    notFound: ({ method, path }) => refuseOpenAi(new OpenAiError(404, null, `Invalid URL (${method} ${path})`)),
  })

  return {
    ...server,
    ledger,
    faults,
    script(script) {
      if (!Array.isArray(script)) {
        scripted = script
        return
      }
      const queue = [...script]
      scripted = () => queue.shift()
    },
    setLatency(ms, jitter = 0) {
      latency = { ms, jitter }
    },
    setTokensPerSecond(tokensPerSecond) {
      pace = { tokensPerSecond }
    },
    registerMedia: (bytes, text) => media.register(bytes, text),
    stats: () => ({ ...stats }),
    reset,
  }
}

function freshStats(): OpenAiStats {
  return { chat: 0, responses: 0, embeddings: 0, transcriptions: 0, running: 0, mostRunning: 0 }
}

function json(value: unknown): unknown {
  if (value === undefined) throw new OpenAiError(400, null, 'We could not parse the JSON body of your request.')
  return value
}

/** Cuts a text at the limit of tokens (four characters each), and counts. */
function limited(reply: Reply, maxTokens: number | undefined, requestBytes: number): { text: Reply; usage: Usage; short: boolean } {
  const most = (maxTokens ?? Number.POSITIVE_INFINITY) * 4
  const short = reply.text !== undefined && reply.text.length > most
  const text = short ? { ...reply, text: reply.text?.slice(0, most) ?? '' } : reply
  const written = (text.text?.length ?? 0) + (text.toolCalls ? JSON.stringify(text.toolCalls).length : 0)
  return { text, short, usage: { input: Math.ceil(requestBytes / 4), output: Math.ceil(written / 4) } }
}

function withHeaders(given: Answer): Answer {
  const headers = {
    'x-request-id': newId('req_'),
    'x-ratelimit-limit-requests': '10000',
    'x-ratelimit-remaining-requests': '9999',
    'x-ratelimit-reset-requests': '6ms',
  }
  return { ...given, headers: { ...headers, ...given.headers } }
}
