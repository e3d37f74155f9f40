import { afterEach, describe, expect, test } from 'vitest'
import { startOpenAiEmulator } from '../openai/start-openai-emulator.ts'
import { startTelegramEmulator } from '../telegram/start-telegram-emulator.ts'
import { startReceiver } from '../testing/receiver.ts'
import { phoneNumberId, startFixture } from '../whatsapp/whatsapp-fixture.ts'
import { specsFolder, validateAgainstSpec } from './index.ts'
import { checkOpenAiAnswer, checkOpenAiEvent } from './openai-spec.ts'
import { checkTelegramType } from './telegram-spec.ts'
import { checkWhatsAppWebhookValue } from './whatsapp-spec.ts'

const folder = specsFolder()
console.log(
  folder === undefined
    ? 'the providers’ specifications are not here: their own checks are skipped'
    : 'checking against the providers’ specifications',
)

let close: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const one of close) await one()
  close = []
})

describe.skipIf(folder === undefined)('against the published specifications', () => {
  test('WhatsApp: what the emulator takes fits, what does not fit is found, webhooks fit', async () => {
    const fixture = await startFixture({ statuses: { enabled: true, sentAfterMs: 1, deliveredAfterMs: 2, autoRead: true, readAfterMs: 1 } })
    close.push(fixture.close)
    const { emulator, send, receiver } = fixture
    const customer = emulator.customer({ phone: '15550001', name: 'Kerry' })
    const hello = customer.send({ type: 'text', text: 'hi' })
    await hello.delivered
    const reply = { type: 'reply', reply: { id: 'a', title: 'A' } }
    const messages = [
      { type: 'text', text: { body: 'hello' }, context: { message_id: hello.id } },
      { type: 'image', image: { link: `${emulator.url}/phone`, caption: 'a' } },
      { type: 'location', location: { latitude: 1.5, longitude: 2, name: 'Shop', address: 'Main street' } },
      { type: 'reaction', reaction: { message_id: hello.id, emoji: '👍' } },
      { type: 'interactive', interactive: { type: 'button', body: { text: 'a' }, action: { buttons: [reply] } } },
      {
        type: 'interactive',
        interactive: {
          type: 'list',
          body: { text: 'a' },
          action: { button: 'Open', sections: [{ title: 'One', rows: [{ id: 'a', title: 'A' }] }] },
        },
      },
    ]
    for (const message of messages) expect((await send(message)).json.error).toBeUndefined()
    await fixture.call(`/v24.0/${phoneNumberId}/messages`, { messaging_product: 'whatsapp', status: 'read', message_id: hello.id })
    const report = await validateAgainstSpec('whatsapp', emulator.ledger.entries())
    expect(report).toEqual({
      requests: 7,
      operations: ['mark read', 'send image', 'send interactive', 'send location', 'send reaction', 'send text'],
      violations: [],
    })

    const [entry] = emulator.ledger.entries()
    const broken = {
      ...(entry as NonNullable<typeof entry>),
      body: { messaging_product: 'whatsapp', recipient_type: 'individual', to: '1', type: 'text', text: { body: 'a' }, extra: 1 },
    }
    expect((await validateAgainstSpec('whatsapp', [broken]))?.violations.length).toBeGreaterThan(0)

    customer.send({ type: 'image', sample: 'picture-mug' })
    customer.send({ type: 'audio', sample: 'voice-delivery' })
    // The document wants every field of a place, although places without a name do arrive.
    customer.send({ type: 'location', latitude: 1, longitude: 2, name: 'Park', address: 'Main street', url: 'https://a.example' })
    await receiver.waitFor(10)
    await emulator.idle()
    for (const { body } of receiver.received) {
      const { value } = (body as { entry: { changes: { value: Record<string, unknown> }[] }[] }).entry[0]?.changes[0] ?? { value: {} }
      expect([await checkWhatsAppWebhookValue(value), value]).toEqual([[], value])
    }
  })

  test('Telegram: calls and updates', async () => {
    const receiver = await startReceiver()
    const emulator = await startTelegramEmulator({ allowHttpWebhook: true })
    close.push(emulator.close, receiver.close)
    const token = '123456789:AAE-test-token_1'
    emulator.provision({ token, username: 'demo_shop_bot', name: 'Demo Shop' })
    const call = async (method: string, body: unknown) =>
      (
        (await (
          await fetch(`${emulator.url}/bot${token}/${method}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          })
        ).json()) as { result: unknown }
      ).result
    await call('setWebhook', {
      url: receiver.url,
      secret_token: 'secret',
      allowed_updates: ['message', 'callback_query', 'edited_message', 'my_chat_member', 'message_reaction'],
    })
    const customer = emulator.customer({ name: 'Kerry' })
    const { messageId } = customer.start()
    const chat_id = customer.person.id
    const sent = await call('sendMessage', {
      chat_id,
      text: 'Which?',
      reply_markup: { inline_keyboard: [[{ text: 'Yes', callback_data: 'yes' }]] },
    })
    await call('sendChatAction', { chat_id, action: 'typing' })
    await call('setMessageReaction', { chat_id, message_id: messageId, reaction: [{ type: 'emoji', emoji: '👍' }] })
    expect(await checkTelegramType('Message', sent)).toEqual([])
    const report = await validateAgainstSpec('telegram', emulator.ledger.entries())
    expect(report).toEqual({
      requests: 4,
      operations: ['sendChatAction', 'sendMessage', 'setMessageReaction', 'setWebhook'],
      violations: [],
    })
    const [, entry] = emulator.ledger.entries()
    const broken = { ...(entry as NonNullable<typeof entry>), body: { chat_id, text: 5, colour: 'red' } }
    expect((await validateAgainstSpec('telegram', [broken]))?.violations).toHaveLength(2)

    await customer.tap('yes')
    for (const type of ['photo', 'voice', 'document'] as const) {
      await customer.send({ type, sample: { photo: 'picture-mug', voice: 'voice-delivery', document: 'document-order' }[type] }).delivered
    }
    await customer.send({ type: 'location', latitude: 1, longitude: 2 }).delivered
    await customer.edit(messageId, '/start again')
    await customer.react(messageId, '👍')
    await customer.block()
    expect(receiver.received.length).toBeGreaterThanOrEqual(9)
    for (const { body } of receiver.received) expect([await checkTelegramType('Update', body), body]).toEqual([[], body])
    expect(await checkTelegramType('WebhookInfo', await call('getWebhookInfo', {}))).toEqual([])
  })

  test('OpenAI: calls, answers and every event of a stream', async () => {
    const emulator = await startOpenAiEmulator()
    close.push(emulator.close)
    const post = (path: string, body: unknown) =>
      fetch(`${emulator.url}/v1${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer sk-test' },
        body: JSON.stringify(body),
      })
    const parameters = { type: 'object', properties: { reason: { type: 'string' } }, required: ['reason'], additionalProperties: false }
    const chat = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'I want to talk to a human' }] }
    const chatTools = { ...chat, tools: [{ type: 'function', function: { name: 'handover', parameters } }] }
    const responses = { model: 'gpt-5', input: 'I want to talk to a human', instructions: 'Be kind.' }
    const responsesTools = { ...responses, tools: [{ type: 'function', name: 'handover', parameters, strict: true }] }
    for (const [path, body] of [
      ['/chat/completions', chat],
      ['/chat/completions', chatTools],
      ['/responses', responses],
      ['/responses', responsesTools],
      ['/embeddings', { model: 'text-embedding-3-small', input: ['a', 'b'] }],
    ] as const) {
      const answer = await (await post(path, body)).json()
      expect([path, await checkOpenAiAnswer(path, answer)]).toEqual([path, []])
    }
    const events = async (path: string, body: object) =>
      (await (await post(path, { ...body, stream: true })).text())
        .split('\n')
        .filter((line) => line.startsWith('data: ') && line !== 'data: [DONE]')
        .map((line) => JSON.parse(line.slice(6)) as { type: string })
    for (const body of [chat, chatTools]) {
      for (const chunk of await events('/chat/completions', body))
        expect(await checkOpenAiEvent('CreateChatCompletionStreamResponse', chunk)).toEqual([])
    }
    const types = new Set<string>()
    for (const body of [responses, responsesTools]) {
      for (const event of await events('/responses', body)) {
        types.add(event.type)
        expect([event.type, await checkOpenAiEvent('ResponseStreamEvent', event)]).toEqual([event.type, []])
      }
    }
    expect(types).toContain('response.output_text.delta')
    expect(types).toContain('response.function_call_arguments.done')
    const report = await validateAgainstSpec('openai', emulator.ledger.entries())
    expect(report).toEqual({ requests: 9, operations: ['/chat/completions', '/embeddings', '/responses'], violations: [] })
    const [entry] = emulator.ledger.entries()
    const broken = { ...(entry as NonNullable<typeof entry>), body: { model: 'gpt-5', messages: 'hello' } }
    expect((await validateAgainstSpec('openai', [broken]))?.violations.length).toBeGreaterThan(0)
  })
})
