import { createOpenAI } from '@ai-sdk/openai'
import { embedMany, generateText, isStepCount, Output, streamText, tool, transcribe } from 'ai'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { sampleByName } from '../samples/sample-media.ts'
import { echoReply } from './conversation.ts'
import { type OpenAiEmulator, startOpenAiEmulator } from './start-openai-emulator.ts'

let emulator: OpenAiEmulator
let openai: ReturnType<typeof createOpenAI>
beforeAll(async () => {
  emulator = await startOpenAiEmulator()
  openai = createOpenAI({ baseURL: `${emulator.url}/v1`, apiKey: 'sk-test' })
})
afterAll(() => emulator.close())
beforeEach(() => emulator.reset())

const instructions = `You are the assistant of Alma Pottery. Answer only from the passages below.

<passages>
[1] Delivery
We deliver within Germany in 2 to 4 working days. Shipping costs 4.90 EUR and is free above 60 EUR.

[2] Returns
You can return unused goods within 30 days. The refund arrives within a week.

[3] Доставка
Доставка по Казахстану занимает от 5 до 9 рабочих дней и стоит 2500 тенге.
</passages>`

const post = (path: string, body: unknown, headers: Record<string, string> = { authorization: 'Bearer sk-test' }) =>
  fetch(`${emulator.url}/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
const errorOf = async (response: Response) => [response.status, ((await response.json()) as { error: { code: string | null } }).error.code]

describe.each([
  ['responses', () => openai('gpt-5-mini')],
  ['chat completions', () => openai.chat('gpt-4o-mini')],
])('the AI SDK over %s', (_name, model) => {
  test.each([
    ['How long does delivery take?', /2 to 4 working days/],
    ['can i return something that i have not used', /within 30 days/],
    ['Сколько стоит доставка?', /2500 тенге/],
    ['Are you a human?', /AI assistant, not a human/],
    ['Do you repair bicycles?', /do not know/],
    ['Вы чините велосипеды?', /не знаю/],
    ['دوچرخه تعمیر می‌کنید؟', /نمی‌دانم/],
  ])('%s', async (prompt, expected) => {
    const { text, usage } = await generateText({ model: model(), instructions, prompt })
    expect(text).toMatch(expected)
    expect(usage.inputTokens).toBeGreaterThan(100)
    expect(usage.outputTokens).toBeGreaterThan(3)
  })

  test('other 5.1 (Chat Completions stream, Responses stream): streams word by word, and the pieces are the whole', async () => {
    const { textStream, usage } = streamText({ model: model(), instructions, prompt: 'How long does delivery take?' })
    const pieces: string[] = []
    for await (const piece of textStream) pieces.push(piece)
    expect(pieces.length).toBeGreaterThan(5)
    expect(pieces.join('')).toBe('We deliver within Germany in 2 to 4 working days. Shipping costs 4.90 EUR and is free above 60 EUR.')
    expect((await usage).outputTokens).toBeGreaterThan(10)
  })

  test('calls a search tool when nothing is in context, and answers from its result', async () => {
    const queries: string[] = []
    const search = tool({
      description: 'Searches the knowledge base',
      inputSchema: z.object({ query: z.string() }),
      execute: async ({ query }) => {
        queries.push(query)
        return { results: [{ title: 'Opening hours', text: 'The shop is open from 10 to 18, Monday to Saturday.' }] }
      },
    })
    const { text } = await generateText({
      model: model(),
      instructions: 'You are a shop assistant.',
      prompt: 'When is the shop open?',
      tools: { search_knowledge: search },
      stopWhen: isStepCount(3),
    })
    expect(queries).toEqual(['When is the shop open?'])
    expect(text).toBe('The shop is open from 10 to 18, Monday to Saturday.')
  })

  test.each(['I want to talk to a human', 'Позовите оператора', 'Do you repair bicycles?'])('hands over by tool: %s', async (prompt) => {
    const handover = tool({ description: 'Hands over', inputSchema: z.object({ reason: z.string() }), execute: async () => ({ ok: true }) })
    const result = streamText({ model: model(), instructions, prompt, tools: { hand_over_to_person: handover } })
    const calls = await result.toolCalls
    expect(calls).toMatchObject([{ toolName: 'hand_over_to_person', input: { reason: expect.stringContaining(prompt) } }])
  })

  test('follows a JSON schema', async () => {
    const schema = z.object({ answer: z.string(), handover: z.boolean(), confidence: z.number().min(0).max(1) })
    const known = await generateText({
      model: model(),
      instructions,
      prompt: 'How long does delivery take?',
      output: Output.object({ schema }),
    })
    expect(known.output).toMatchObject({ answer: expect.stringContaining('2 to 4'), handover: false })
    const unknown = await generateText({
      model: model(),
      instructions,
      prompt: 'Do you repair bicycles?',
      output: Output.object({ schema }),
    })
    expect(unknown.output).toMatchObject({ handover: true, confidence: 0 })
  })

  test('sees pictures: what was registered, else their size and colour', async () => {
    const ask = async (bytes: Buffer) =>
      (
        await generateText({
          model: model(),
          messages: [
            {
              role: 'user',
              content: [
                { type: 'text', text: 'Describe this.' },
                { type: 'file', mediaType: 'image/png', data: new Uint8Array(bytes) },
              ],
            },
          ],
        })
      ).text
    const red = await sharp({ create: { width: 90, height: 40, channels: 3, background: '#d33' } })
      .png()
      .toBuffer()
    expect(await ask(red)).toContain('a landscape picture of 90 by 40 pixels, mostly red')
    expect(await ask(sampleByName('picture-mug').bytes)).toContain('teal mug')
  })

  test('plays a script, and echoes for load tests', async () => {
    emulator.script([{ text: 'one' }, { text: 'two' }])
    const say = async (prompt: string) => (await generateText({ model: model(), prompt })).text
    expect([await say('a'), await say('b')]).toEqual(['one', 'two'])
    emulator.script(echoReply)
    const messages = [
      { role: 'user' as const, content: 'k1' },
      { role: 'assistant' as const, content: 'Echo: k1' },
      { role: 'user' as const, content: 'k2' },
      { role: 'user' as const, content: 'k3' },
    ]
    expect((await generateText({ model: model(), messages })).text).toBe('Echo: k2\nk3')
  })

  test('a stream that breaks off is an error', async () => {
    emulator.faults.add({ kind: 'half', times: 1 })
    const { textStream } = streamText({
      model: model(),
      instructions,
      prompt: 'How long does delivery take?',
      maxRetries: 0,
      onError: () => {},
    })
    const pieces: string[] = []
    const consume = async () => {
      for await (const piece of textStream) pieces.push(piece)
    }
    await expect(consume()).rejects.toThrow()
    expect(pieces.join('').length).toBeLessThan(60)
  })
})

test('other 5.1 (embeddings): floats and base64 agree, related texts are near, dimensions are kept', async () => {
  const related = [
    'How long does delivery take?',
    'Delivery takes four days',
    'Our return policy',
    'Сколько стоит доставка',
    'Стоимость доставки в Алматы',
  ]
  const { embeddings } = await embedMany({ model: openai.embedding('text-embedding-3-small'), values: related })
  const near = (a: number, b: number) => (embeddings[a] ?? []).reduce((sum, one, index) => sum + one * (embeddings[b]?.[index] ?? 0), 0)
  expect(near(0, 0)).toBeCloseTo(1)
  expect(near(0, 1)).toBeGreaterThan(near(0, 2) + 0.1)
  expect(near(3, 4)).toBeGreaterThan(near(3, 0) + 0.1)
  const data = async (more: object) =>
    (
      (await (await post('/embeddings', { model: 'text-embedding-3-small', input: 'mug', dimensions: 64, ...more })).json()) as {
        data: { embedding: unknown }[]
      }
    ).data[0]?.embedding
  const floats = (await data({ encoding_format: 'float' })) as number[]
  const bytes = Buffer.from((await data({ encoding_format: 'base64' })) as string, 'base64')
  expect(floats).toHaveLength(64)
  expect(floats.map((_, index) => bytes.readFloatLE(index * 4))).toEqual(floats)
})

test('other 5.1 (transcriptions): the samples, registered audio, unknown audio by its length; .oga is refused', async () => {
  const { bytes } = sampleByName('voice-delivery')
  expect((await transcribe({ model: openai.transcription('whisper-1'), audio: bytes })).text).toBe('Hello, how long does delivery take?')
  const changed = Buffer.concat([bytes, Buffer.from('x')])
  const send = async (file: Buffer, name: string, more: Record<string, string> = {}) => {
    const form = new FormData()
    form.set('model', 'gpt-4o-transcribe')
    form.set('file', new File([new Uint8Array(file)], name))
    for (const [key, value] of Object.entries(more)) form.set(key, value)
    return fetch(`${emulator.url}/v1/audio/transcriptions`, { method: 'POST', headers: { authorization: 'Bearer sk-test' }, body: form })
  }
  expect(await (await send(changed, 'a.ogg')).json()).toMatchObject({ text: 'This is a voice message of about 3 seconds.' })
  emulator.registerMedia(changed, 'Is it in stock?')
  expect(await (await send(changed, 'a.ogg')).json()).toMatchObject({ text: 'Is it in stock?' })
  expect((await send(bytes, 'a.oga')).status).toBe(400)
  expect((await send(bytes, 'a.ogg', { response_format: 'srt' })).status).toBe(400)
})

describe('refuses', () => {
  const message = [{ role: 'user', content: 'hi' }]
  const call = {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } }],
  }
  test.each([
    ['no key', '/chat/completions', { model: 'gpt-4o-mini', messages: message }, {}, [401, null]],
    [
      'a wrong key',
      '/chat/completions',
      { model: 'gpt-4o-mini', messages: message },
      { authorization: 'Bearer nope' },
      [401, 'invalid_api_key'],
    ],
    ['an unknown model', '/chat/completions', { model: 'gpt-99', messages: message }, undefined, [404, 'model_not_found']],
    ['no messages', '/chat/completions', { model: 'gpt-4o-mini', messages: [] }, undefined, [400, 'invalid_value']],
    [
      'an unknown argument',
      '/chat/completions',
      { model: 'gpt-4o-mini', messages: message, tempature: 1 },
      undefined,
      [400, 'unknown_parameter'],
    ],
    ['temperature 3', '/chat/completions', { model: 'gpt-4o-mini', messages: message, temperature: 3 }, undefined, [400, 'invalid_value']],
    [
      'stream_options without stream',
      '/chat/completions',
      { model: 'gpt-4o-mini', messages: message, stream_options: { include_usage: true } },
      undefined,
      [400, null],
    ],
    ['a call without a result', '/chat/completions', { model: 'gpt-4o-mini', messages: [...message, call] }, undefined, [400, null]],
    [
      'a result without a call',
      '/chat/completions',
      { model: 'gpt-4o-mini', messages: [...message, { role: 'tool', tool_call_id: 'call_1', content: 'a' }] },
      undefined,
      [400, null],
    ],
    [
      'nested function tools in responses',
      '/responses',
      { model: 'gpt-5', input: 'hi', tools: [{ type: 'function', function: { name: 'f' } }] },
      undefined,
      [400, 'invalid_value'],
    ],
    [
      'an output without its call',
      '/responses',
      { model: 'gpt-5', input: [{ type: 'function_call_output', call_id: 'c', output: 'a' }] },
      undefined,
      [400, null],
    ],
    [
      'an unknown previous response',
      '/responses',
      { model: 'gpt-5', input: 'hi', previous_response_id: 'resp_1' },
      undefined,
      [400, 'previous_response_not_found'],
    ],
    ['empty input to embed', '/embeddings', { model: 'text-embedding-3-small', input: '' }, undefined, [400, null]],
  ])('%s', async (_name, path, body, headers, expected) => {
    expect(await errorOf(await post(path, body, headers))).toEqual(expected)
  })

  test('other 5.1 (Errors): 429 of two kinds', async () => {
    emulator.faults.add({ kind: 'status', status: 429, retryAfter: 2, times: 1 })
    const response = await post('/responses', { model: 'gpt-5', input: 'hi' })
    expect(response.headers.get('retry-after')).toBe('2')
    expect(response.headers.get('x-request-id')).toMatch(/^req_/)
    expect(await errorOf(response)).toEqual([429, 'rate_limit_exceeded'])
    emulator.faults.add({ kind: 'status', status: 429, code: 'insufficient_quota', times: 1 })
    expect(await errorOf(await post('/responses', { model: 'gpt-5', input: 'hi' }))).toEqual([429, 'insufficient_quota'])
  })
})

test('a stored response can be continued, one that was not stored cannot', async () => {
  emulator.script(({ turns }) => ({ text: turns.map((turn) => `${turn.role}:${turn.text}`).join(' ') }))
  const ask = async (body: object) =>
    (await (await post('/responses', { model: 'gpt-5', ...body })).json()) as {
      id: string
      output: { content: { text: string }[] }[]
      error?: unknown
    }
  const first = await ask({ input: 'one' })
  const second = await ask({ input: 'two', previous_response_id: first.id })
  expect(second.output[0]?.content[0]?.text).toBe('user:one assistant:user:one user:two')
  const forgotten = await ask({ input: 'one', store: false })
  expect((await ask({ input: 'two', previous_response_id: forgotten.id })).error).toBeTruthy()
})

test('latency and speed of streams are kept', async () => {
  emulator.setLatency(60)
  emulator.setTokensPerSecond(100)
  emulator.script([{ text: 'one two three four five six' }])
  const began = performance.now()
  await (await post('/chat/completions', { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hi' }], stream: true })).text()
  expect(performance.now() - began).toBeGreaterThan(110)
  emulator.setLatency(0)
  emulator.setTokensPerSecond(undefined)
  expect(await (await fetch(`${emulator.url}/_stats`)).json()).toMatchObject({ chat: 1, running: 0 })
})

test('a limit of tokens cuts the answer short', async () => {
  const { finishReason } = await generateText({
    model: openai('gpt-5'),
    instructions,
    prompt: 'How long does delivery take?',
    maxOutputTokens: 16,
  })
  expect(finishReason).toBe('length')
})
