import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sampleByName } from '../samples/sample-media.ts'
import { type Receiver, startReceiver } from '../testing/receiver.ts'
import { startTelegramEmulator, type TelegramEmulator } from './start-telegram-emulator.ts'

const token = '123456789:AAE-test-token_1'
let emulator: TelegramEmulator
let receiver: Receiver
let clock: { now: number }

beforeEach(async () => {
  clock = { now: Date.now() }
  receiver = await startReceiver()
  emulator = await startTelegramEmulator({ allowHttpWebhook: true, timeCompression: 50, clock: () => clock.now })
  emulator.provision({ token, username: 'demo_shop_bot', name: 'Demo Shop' })
})
afterEach(async () => {
  await emulator.close()
  await receiver.close()
})

interface BotAnswer {
  ok: boolean
  // Results differ by method; each test states what it expects.
  result?: unknown
  error_code?: number
  description?: string
  parameters?: { retry_after?: number }
}

async function call(method: string, parameters: Record<string, unknown> = {}, key = token): Promise<BotAnswer> {
  const response = await fetch(`${emulator.url}/bot${key}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(parameters),
  })
  const answer = (await response.json()) as BotAnswer
  expect(response.status).toBe(answer.ok ? 200 : answer.error_code)
  return answer
}

const x = (length: number) => 'x'.repeat(length)
const kerry = () => emulator.customer({ id: 5_000_000_001, name: 'Kerry', username: 'kerry', languageCode: 'en' })

describe('webhook', () => {
  test('carries the secret, is retried until 2xx, and keeps its update_id', async () => {
    await call('setWebhook', { url: receiver.url, secret_token: 'a-Secret_1' })
    receiver.answers.push(500, 404)
    const { messageId, delivered } = kerry().send({ type: 'text', text: 'hi' })
    await delivered
    expect(receiver.received).toHaveLength(3)
    expect(new Set(receiver.received.map((one) => one.raw)).size).toBe(1)
    expect(receiver.received[0]?.headers['x-telegram-bot-api-secret-token']).toBe('a-Secret_1')
    expect(receiver.received[0]?.body).toMatchObject({
      update_id: expect.any(Number),
      message: {
        message_id: messageId,
        text: 'hi',
        chat: { id: 5_000_000_001, type: 'private', first_name: 'Kerry' },
        from: { is_bot: false, username: 'kerry', language_code: 'en' },
      },
    })
  })

  test('while it fails, getWebhookInfo tells', async () => {
    await call('setWebhook', { url: 'http://127.0.0.1:9/hook' })
    kerry().send({ type: 'text', text: 'hi' })
    await expect
      .poll(async () => (await call('getWebhookInfo')).result)
      .toMatchObject({
        url: 'http://127.0.0.1:9/hook',
        pending_update_count: 1,
        last_error_message: expect.any(String),
        max_connections: 40,
      })
    await call('setWebhook', { url: receiver.url })
    await receiver.waitFor(1)
  })

  test('has to be https unless allowed, with a proper secret', async () => {
    const strict = await startTelegramEmulator()
    strict.provision({ token, username: 'demo_shop_bot', name: 'Demo Shop' })
    const set = async (body: unknown) =>
      (await (
        await fetch(`${strict.url}/bot${token}/setWebhook`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).json()) as BotAnswer
    expect((await set({ url: 'http://shop.example/hook' })).description).toBe(
      'Bad Request: bad webhook: An HTTPS URL must be provided for webhook',
    )
    expect((await set({ url: 'https://shop.example/hook', secret_token: 'not allowed!' })).error_code).toBe(400)
    expect((await set({ url: 'https://shop.example/hook' })).ok).toBe(true)
    await strict.close()
  })

  test('may be duplicated on demand', async () => {
    await call('setWebhook', { url: receiver.url })
    emulator.faults.add({ kind: 'duplicate', times: 1, delayMs: 5 })
    await kerry().send({ type: 'text', text: 'hi' }).delivered
    await receiver.waitFor(2)
    expect(receiver.received[0]?.raw).toBe(receiver.received[1]?.raw)
  })
})

describe('polling', () => {
  test('conflicts with a webhook and with another poll, waits, and confirms by offset', async () => {
    await call('setWebhook', { url: receiver.url })
    expect(await call('getUpdates')).toMatchObject({
      error_code: 409,
      description: expect.stringContaining("can't use getUpdates method while webhook is active"),
    })
    await call('deleteWebhook')
    const first = call('getUpdates', { timeout: 5 })
    await new Promise((resolve) => setTimeout(resolve, 30))
    const second = call('getUpdates', { timeout: 5 })
    expect(await first).toMatchObject({ error_code: 409, description: expect.stringContaining('terminated by other getUpdates request') })
    const { delivered } = kerry().send({ type: 'text', text: 'hi' })
    const [update] = (await second).result as { update_id: number }[]
    expect(await call('getUpdates')).toMatchObject({ result: [update] })
    expect(await call('getUpdates', { offset: (update?.update_id ?? 0) + 1 })).toEqual({ ok: true, result: [] })
    await delivered
  })
})

describe('sending', () => {
  const send = (method: string, parameters: Record<string, unknown>) => call(method, { chat_id: 5_000_000_001, ...parameters })
  const keyboard = (data: string) => ({ inline_keyboard: [[{ text: 'Yes', callback_data: data }]] })
  beforeEach(async () => {
    kerry().start()
    await call('deleteWebhook', { drop_pending_updates: true })
  })

  test.each([
    ['sendMessage', { text: x(4096) }],
    ['sendMessage', { text: `<b>${x(4096)}</b>`, parse_mode: 'HTML' }],
    ['sendMessage', { text: 'a', reply_markup: keyboard(x(64)) }],
    ['sendLocation', { latitude: 1, longitude: 2 }],
    ['sendVenue', { latitude: 1, longitude: 2, title: 'Shop', address: 'Main street' }],
    ['sendContact', { phone_number: '+15550001', first_name: 'Ann' }],
    ['sendChatAction', { action: 'typing' }],
    ['SENDMESSAGE', { text: 'names have no case' }],
  ])('%s takes %o', async (method, parameters) => {
    expect(await send(method, parameters)).toMatchObject({ ok: true })
  })

  test.each([
    ['sendMessage', { text: x(4097) }, 400, 'Bad Request: message is too long'],
    ['sendMessage', { text: '' }, 400, 'Bad Request: message text is empty'],
    ['sendMessage', { text: 'a', reply_markup: keyboard(x(65)) }, 400, 'Bad Request: BUTTON_DATA_INVALID'],
    ['sendMessage', { text: 'a', reply_markup: keyboard('\u0633'.repeat(33)) }, 400, 'Bad Request: BUTTON_DATA_INVALID'],
    [
      'sendMessage',
      { text: 'a', reply_markup: { inline_keyboard: [[{ text: 'Yes' }]] } },
      400,
      'Bad Request: Text buttons are unallowed in the inline keyboard',
    ],
    [
      'sendMessage',
      { text: '<b>open', parse_mode: 'HTML' },
      400,
      `Bad Request: can't parse entities: Can't find end tag corresponding to start tag "b"`,
    ],
    [
      'sendMessage',
      { text: 'one. two', parse_mode: 'MarkdownV2' },
      400,
      "Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
    ],
    ['sendMessage', { text: 'a', reply_parameters: { message_id: 999 } }, 400, 'Bad Request: message to be replied not found'],
    ['sendMessage', { text: 'a', chat_id: 42 }, 400, 'Bad Request: chat not found'],
    ['sendPhoto', { photo: 'no-such-file', caption: 'a' }, 400, 'Bad Request: wrong file identifier/HTTP URL specified'],
    ['sendPhoto', { photo: 'no-such-file', caption: x(1025) }, 400, 'Bad Request: message caption is too long'],
    ['editMessageText', { message_id: 999, text: 'a' }, 400, 'Bad Request: message to edit not found'],
    ['sendTelepathy', {}, 404, 'Not Found'],
  ])('%s refuses %o', async (method, parameters, code, description) => {
    expect(await send(method, parameters)).toEqual({ ok: false, error_code: code, description })
  })

  test('a wrong token is told, and tokens stay out of the ledger', async () => {
    expect(await call('getMe', {}, '1:wrong-token-xx')).toEqual({ ok: false, error_code: 401, description: 'Unauthorized' })
    expect((await call('getMe')).result).toMatchObject({ id: 123456789, is_bot: true, username: 'demo_shop_bot' })
    expect(JSON.stringify(emulator.ledger.entries())).not.toContain('AAE-test')
  })

  test('429 says when to come back, in the body', async () => {
    emulator.faults.add({ kind: 'status', status: 429, retryAfter: 3, times: 1 })
    expect(await send('sendMessage', { text: 'a' })).toEqual({
      ok: false,
      error_code: 429,
      description: 'Too Many Requests: retry after 3',
      parameters: { retry_after: 3 },
    })
  })

  test('blocking is told by my_chat_member, and sends are refused until unblocked', async () => {
    await call('setWebhook', { url: receiver.url })
    await kerry().block()
    expect(receiver.received.at(-1)?.body.my_chat_member).toMatchObject({
      old_chat_member: { status: 'member' },
      new_chat_member: { status: 'kicked' },
    })
    expect(await send('sendMessage', { text: 'a' })).toEqual({
      ok: false,
      error_code: 403,
      description: 'Forbidden: bot was blocked by the user',
    })
    await kerry().unblock()
    expect(await send('sendMessage', { text: 'a' })).toMatchObject({ ok: true })
  })

  test('buttons, callbacks, edits and reactions go both ways', async () => {
    await call('setWebhook', { url: receiver.url, allowed_updates: ['message', 'edited_message', 'callback_query', 'message_reaction'] })
    const customer = kerry()
    const { result } = await send('sendMessage', { text: 'Which?', reply_markup: keyboard('yes') })
    const { message_id: id } = result as { message_id: number }
    expect((await customer.waitForMessage()).buttons).toEqual([{ id: 'yes', title: 'Yes', kind: 'reply' }])
    await customer.tap('yes')
    const query = receiver.received.at(-1)?.body.callback_query as { id: string }
    expect(query).toMatchObject({ data: 'yes', from: { id: 5_000_000_001 }, message: { message_id: id } })
    expect(await call('answerCallbackQuery', { callback_query_id: query.id })).toEqual({ ok: true, result: true })
    expect((await call('answerCallbackQuery', { callback_query_id: query.id })).description).toBe(
      'Bad Request: query is too old and response timeout expired or query ID is invalid',
    )

    expect((await send('editMessageText', { message_id: id, text: 'Which?', reply_markup: keyboard('yes') })).description).toContain(
      'message is not modified',
    )
    expect((await send('editMessageText', { message_id: id, text: 'Thanks' })).result).toMatchObject({
      text: 'Thanks',
      edit_date: expect.any(Number),
    })
    expect(customer.inbox.at(-1)).toMatchObject({ text: 'Thanks', edited: true, buttons: [] })

    const mine = customer.send({ type: 'text', text: 'one mug' })
    await mine.delivered
    await customer.edit(mine.messageId, 'two mugs')
    expect(receiver.received.at(-1)?.body.edited_message).toMatchObject({
      message_id: mine.messageId,
      text: 'two mugs',
      edit_date: expect.any(Number),
    })
    await customer.react(id, '👍')
    expect(receiver.received.at(-1)?.body.message_reaction).toMatchObject({
      old_reaction: [],
      new_reaction: [{ type: 'emoji', emoji: '👍' }],
    })
    await send('setMessageReaction', { message_id: mine.messageId, reaction: [{ type: 'emoji', emoji: '❤' }] })
    expect(emulator.book.find('123456789', '5000000001', String(mine.messageId))?.reactions).toEqual({ business: '❤' })
    expect(await send('deleteMessage', { message_id: id })).toEqual({ ok: true, result: true })
  })

  test('reactions are left out unless asked for', async () => {
    await call('setWebhook', { url: receiver.url })
    const { result } = await send('sendMessage', { text: 'hi' })
    await kerry().react((result as { message_id: number }).message_id, '👍')
    await kerry().send({ type: 'text', text: 'after' }).delivered
    expect(receiver.received.map((one) => Object.keys(one.body).at(-1))).toEqual(['message'])
  })
})

describe('files', () => {
  test('a voice note is downloaded by its path; more than 20 MB is not', async () => {
    const { bytes } = sampleByName('voice-delivery')
    kerry().send({ type: 'voice', sample: 'voice-delivery' })
    kerry().send({ type: 'document', file: Buffer.alloc(20 * 1024 * 1024 + 1), mimeType: 'application/pdf', filename: 'big.pdf' })
    const updates = (await call('getUpdates')).result as {
      message: { voice?: { file_id: string; mime_type: string }; document?: { file_id: string } }
    }[]
    const voice = updates[0]?.message.voice
    expect(voice?.mime_type).toBe('audio/ogg')
    const { file_path: path } = (await call('getFile', { file_id: voice?.file_id })).result as { file_path: string }
    expect(path).toMatch(/^voice\/file_\d+\.oga$/)
    const file = await fetch(`${emulator.url}/file/bot${token}/${path}`)
    expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true)
    expect((await fetch(`${emulator.url}/file/bot1:wrong-token-xx/${path}`)).status).toBe(401)
    expect((await call('getFile', { file_id: updates[1]?.message.document?.file_id })).description).toBe('Bad Request: file is too big')
  })

  test('uploads come by multipart, alone and in albums', async () => {
    kerry().start()
    const post = async (method: string, fields: Record<string, string | File>) => {
      const form = new FormData()
      for (const [name, value] of Object.entries({ chat_id: '5000000001', ...fields })) form.set(name, value)
      return (await (await fetch(`${emulator.url}/bot${token}/${method}`, { method: 'POST', body: form })).json()) as BotAnswer
    }
    const png = new File([new Uint8Array(sampleByName('picture-mug').bytes)], 'mug.png', { type: 'image/png' })
    expect((await post('sendPhoto', { photo: png, caption: 'A mug' })).result).toMatchObject({
      caption: 'A mug',
      photo: [{ file_id: expect.any(String) }],
    })
    expect((await kerry().waitForMessage()).media).toMatchObject({ mimeType: 'image/png' })
    const album = await post('sendMediaGroup', {
      media: JSON.stringify([
        { type: 'photo', media: 'attach://one' },
        { type: 'photo', media: 'attach://two' },
      ]),
      one: png,
      two: png,
    })
    expect(album.result).toHaveLength(2)
    const big = new File([new Uint8Array(10 * 1024 * 1024 + 1)], 'big.png', { type: 'image/png' })
    expect((await post('sendPhoto', { photo: big })).error_code).toBe(413)
  })
})
