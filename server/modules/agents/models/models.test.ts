import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { type OpenAiEmulator, sampleByName, startOpenAiEmulator } from '../../../../emulators/index.ts'
import { createHttpClient } from '../../../platform/http-client.ts'
import { createLogger } from '../../../platform/log.ts'
import { testConfig } from '../../../testing/test-config.ts'
import { createAgentsModule } from '../module.ts'
import type { ModelRequest } from './chat-model.ts'
import { type OpenProvider, openProvider, type ProviderSettings } from './open-provider.ts'
import { audioFileName } from './openai-transcribe.ts'

let model: OpenAiEmulator
beforeAll(async () => {
  model = await startOpenAiEmulator({ models: 'any' })
})
afterAll(() => model.close())
beforeEach(() => {
  model.reset()
  model.faults.clear()
  model.script(undefined)
})

function open(settings: Partial<ProviderSettings>, address = model.url): OpenProvider {
  const config = { ...testConfig(), allowedPrivateHosts: [new URL(address).host] }
  const http = createHttpClient({ config, log: createLogger({ level: 'silent' }), egress: createAgentsModule({ knowledge: null }).egress })
  onTestFinished(() => http.close())
  return openProvider(http, {
    kind: 'openai',
    id: null,
    name: 'Test',
    baseUrl: `${address}/v1`,
    apiKey: 'sk-test',
    api: null,
    models: { chat: 'demo', embedding: 'text-embedding-3-small', transcription: 'whisper-1' },
    purpose: 'agents.workspace-model',
    ...settings,
  })
}

const request = (overrides: Partial<ModelRequest> = {}): ModelRequest => ({
  instructions: 'Answer.',
  messages: [{ role: 'user', text: 'Hello' }],
  tools: [],
  maxOutputTokens: 100,
  signal: new AbortController().signal,
  ...overrides,
})

const lookUp = {
  name: 'look_up',
  description: 'Looks something up',
  parameters: {
    type: 'object' as const,
    properties: { query: { type: 'string' as const, description: 'What' } },
    required: ['query'],
    additionalProperties: false as const,
  },
}

test.each([
  ['responses', '/v1/responses'],
  ['chat', '/v1/chat/completions'],
] as const)(
  'other 5.1 (Chat Completions, Responses): OpenAI by %s: text, usage, tools and their results, nothing stored',
  async (api, path) => {
    const chat = open({ api }).chat('demo')
    model.script([{ toolCalls: [{ name: 'look_up', arguments: { query: 'tea' } }] }, { text: 'Green tea.' }])
    const first = await chat.generate(request({ tools: [lookUp] }))
    expect(first).toMatchObject({ finish: 'tool-calls', toolCalls: [{ name: 'look_up' }] })
    const [call] = first.toolCalls
    expect(JSON.parse(call?.input ?? '')).toEqual({ query: 'tea' })
    const answered = await chat.generate(
      request({
        tools: [lookUp],
        messages: [
          { role: 'user', text: 'Which tea?' },
          { role: 'tool-call', id: call?.id ?? '', name: 'look_up', input: call?.input ?? '' },
          { role: 'tool-result', id: call?.id ?? '', name: 'look_up', output: 'Green.' },
        ],
      }),
    )
    expect(answered).toMatchObject({ text: 'Green tea.', finish: 'stop' })
    expect(answered.inputTokens).toBeGreaterThan(0)
    expect(answered.outputTokens).toBeGreaterThan(0)
    for (const entry of model.ledger.entries()) {
      expect(entry.path).toBe(path)
      expect(entry.status).toBe(200)
      expect(entry.body).toMatchObject({ store: false, model: 'demo' })
    }
  },
)

test('an answer cut by its limit says so', async () => {
  for (const api of ['responses', 'chat'] as const) {
    const answer = await open({ api })
      .chat('demo')
      .generate(
        request({
          maxOutputTokens: 16,
          messages: [{ role: 'user', text: 'hello' }],
          instructions: `Facts: ${'the tea is green and hello '.repeat(40)}`,
        }),
      )
    expect(['stop', 'length']).toContain(answer.finish)
  }
})

test('other 5.1 (Errors): a server that does not know `store` is asked without it from then on', async () => {
  const chat = open({ kind: 'openai-compatible' }).chat('demo')
  model.faults.add({
    kind: 'status',
    status: 400,
    times: 1,
    body: { error: { message: 'Unknown parameter', type: 'invalid_request_error', param: 'store', code: null } },
  })
  await chat.generate(request())
  await chat.generate(request())
  expect(model.ledger.entries().map((entry) => 'store' in (entry.body as object))).toEqual([true, false, false])
  expect(model.ledger.entries()[1]?.body).toHaveProperty('max_tokens', 100)
})

test.each([
  [{ kind: 'status', status: 429, code: 'insufficient_quota' }, 'quota', 1],
  [{ kind: 'status', status: 429, code: 'slow_down' }, 'rate-limited', 2],
  // Gateways of others may leave out the envelope and every header.
  [{ kind: 'status', status: 429, body: { detail: 'Too many' } }, 'rate-limited', 2],
  [{ kind: 'status', status: 404, code: 'model_not_found' }, 'invalid', 1],
  [{ kind: 'status', status: 401 }, 'unauthorized', 1],
  [{ kind: 'status', status: 400 }, 'invalid', 1],
  [{ kind: 'status', status: 500 }, 'unavailable', 2],
  [{ kind: 'reset' }, 'unreachable', 2],
  [{ kind: 'status', status: 429, retryAfter: 30 }, 'rate-limited', 1],
] as const)('other 5.1 (Errors): %j is %s after %i calls', async (fault, code, calls) => {
  model.faults.add(fault)
  await expect(open({ api: 'chat' }).chat('demo').generate(request())).rejects.toMatchObject({ name: 'ProviderError', code })
  if (fault.kind !== 'reset') expect(model.ledger.entries()).toHaveLength(calls)
})

test.each([
  ['responses', [{ type: 'input_text' }, { type: 'input_image', image_url: expect.stringMatching(/^data:image\/png;base64,/) }]],
  ['chat', [{ type: 'text' }, { type: 'image_url', image_url: { url: expect.stringMatching(/^data:image\/png;base64,/) } }]],
] as const)('other 5.1 (Chat Completions, Responses): pictures by %s have the form that it knows', async (api, content) => {
  const { bytes, mimeType } = sampleByName('picture-mug')
  const images = [{ mimeType, bytes: new Uint8Array(bytes) }]
  const answer = await open({ api })
    .chat('demo')
    .generate(request({ messages: [{ role: 'user', text: 'Describe this.', images }] }))
  expect(answer.text).toContain('teal mug')
  const body = model.ledger.entries()[0]?.body as { messages?: object[]; input?: object[] }
  expect((body.messages ?? body.input)?.at(-1)).toMatchObject({ role: 'user', content })
})

const completion = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_793_300_000,
  model: 'demo',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Good day.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 12, completion_tokens: 4, total_tokens: 16 },
}

test.each([
  ['openai-compatible', completion],
  ['anthropic', anthropicAnswer()],
] as const)(
  'other 5.1 (Errors): the pause that %s asks for is kept, unless it is too long for somebody who waits',
  async (kind, answer) => {
    const busy = { error: { type: 'rate_limit_error', message: 'Slow down' } }
    const [url, received] = await standIn(answer, { body: busy, status: 429, headers: { 'retry-after-ms': '1200', 'retry-after': '2' } })
    const began = performance.now()
    expect(
      await open({ kind, baseUrl: `${url}/v1` }, url)
        .chat('demo')
        .generate(request()),
    ).toMatchObject({ text: 'Good day.' })
    expect(performance.now() - began).toBeGreaterThanOrEqual(1_190)
    expect(performance.now() - began).toBeLessThan(1_990)
    expect(received).toHaveLength(2)

    const [full, asked] = await standIn(answer, { body: busy, status: 429, headers: { 'retry-after': '30' } })
    await expect(
      open({ kind, baseUrl: `${full}/v1` }, full)
        .chat('demo')
        .generate(request()),
    ).rejects.toMatchObject({
      code: 'rate-limited',
      retryAfterMs: 30_000,
    })
    expect(asked).toHaveLength(1)
  },
)

test('what the customer wrote is not in the failure', async () => {
  model.faults.add({ kind: 'status', status: 400, body: { error: { message: 'Bad message: my secret words', code: 'bad' } } })
  const failed = await open({ api: 'chat' })
    .chat('demo')
    .generate(request({ messages: [{ role: 'user', text: 'my secret words' }] }))
    .catch((error: unknown) => error)
  expect(String(failed)).not.toContain('secret words')
})

test('other 5.1 (embeddings): they come in the order of the texts, more of them than one call takes', async () => {
  const texts = Array.from({ length: 130 }, (_, index) => `text number ${index}`)
  const embed = open({}).embed
  const vectors = await embed?.embed(texts, new AbortController().signal)
  expect(vectors).toHaveLength(130)
  const [again] = (await embed?.embed([texts[129] ?? ''], new AbortController().signal)) ?? []
  expect(vectors?.[129]).toEqual(again)
  expect(model.ledger.entries()).toHaveLength(3)
})

test('other 5.1 (transcriptions): a voice note that comes as .oga is heard', async () => {
  const audio = sampleByName('voice-delivery').bytes
  model.registerMedia(audio, 'When do you open on Sunday?')
  const heard = await open({}).transcribe?.(
    { bytes: new Uint8Array(audio), mimeType: 'audio/ogg; codecs=opus', name: 'file_1.oga', language: 'en' },
    new AbortController().signal,
  )
  expect(heard).toBe('When do you open on Sunday?')
  expect(audioFileName({ mimeType: 'application/octet-stream', name: 'x.oga' })).toBe('voice.ogg')
  expect(audioFileName({ mimeType: 'audio/mp4', name: null })).toBe('voice.m4a')
})

test('other 5.2: Anthropic: its own interface, through the SDK', async () => {
  const [url, received] = await standIn(anthropicAnswer())
  const provider = open({ kind: 'anthropic', baseUrl: `${url}/v1` }, url)
  const answer = await provider.chat('claude-sonnet-4-5').generate(
    request({
      messages: [
        { role: 'assistant', text: 'Hi!' },
        { role: 'user', text: 'Hello' },
      ],
      tools: [lookUp],
    }),
  )
  expect(answer).toEqual({ text: 'Good day.', toolCalls: [], finish: 'stop', inputTokens: 12, outputTokens: 4 })
  expect(received[0]).toMatchObject({
    path: '/v1/messages',
    body: {
      model: 'claude-sonnet-4-5',
      max_tokens: 100,
      messages: [{ role: 'user' }, { role: 'assistant' }, { role: 'user' }],
      tools: [{ name: 'look_up' }],
    },
  })
  expect(provider.embed).toBe(null)
})

test('other 5.2: Google: its own interface, through the SDK; a refused key is told apart', async () => {
  const [url, received] = await standIn({
    candidates: [{ content: { role: 'model', parts: [{ text: 'Good day.' }] }, finishReason: 'STOP' }],
    usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 3, totalTokenCount: 12 },
  })
  const answer = await open({ kind: 'google', baseUrl: `${url}/v1beta` }, url)
    .chat('gemini-2.5-flash')
    .generate(request())
  expect(answer).toMatchObject({ text: 'Good day.', inputTokens: 9, outputTokens: 3 })
  expect(received[0]?.path).toBe('/v1beta/models/gemini-2.5-flash:generateContent')
  const body = { error: { code: 403, message: 'API key not valid', status: 'PERMISSION_DENIED' } }
  const [closed] = await standIn({}, { body, status: 403 })
  await expect(
    open({ kind: 'google', baseUrl: `${closed}/v1beta` }, closed)
      .chat('gemini-2.5-flash')
      .generate(request()),
  ).rejects.toMatchObject({ code: 'unauthorized' })
})

function anthropicAnswer() {
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5',
    content: [{ type: 'text', text: 'Good day.' }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 12, output_tokens: 4 },
  }
}

/** A server that gives one documented answer to everything, the first time perhaps a refusal: for providers without an emulator of ours. */
async function standIn(
  answer: object,
  refusal?: { body: object; status: number; headers?: Record<string, string> },
): Promise<[url: string, received: { path: string; body: unknown }[]]> {
  const received: { path: string; body: unknown }[] = []
  const server = createServer(async (incoming: IncomingMessage, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    received.push({ path: incoming.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString() || '{}') })
    const { body, status, headers } = received.length === 1 && refusal ? refusal : { body: answer, status: 200, headers: {} }
    outgoing.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return [`http://127.0.0.1:${(server.address() as AddressInfo).port}`, received]
}
