import sharp from 'sharp'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkTelegramType } from '../spec/telegram-spec.ts'
import { startTelegramEmulator, type TelegramEmulator } from './start-telegram-emulator.ts'

const token = '123456789:AAE-test-token_1'
let emulator: TelegramEmulator

beforeEach(async () => {
  emulator = await startTelegramEmulator()
  emulator.provision({ token, username: 'demo_shop_bot', name: 'Demo Shop' })
})
afterEach(() => emulator.close())

interface BotAnswer {
  result?: unknown
  description?: string
}

async function call(method: string, parameters: object = {}): Promise<BotAnswer> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${emulator.url}/bot${token}/${method}`, { method: 'POST', headers, body: JSON.stringify(parameters) })
  return (await response.json()) as BotAnswer
}

const updates = async () => (await call('getUpdates')).result as Record<string, unknown>[]
const kerry = () => emulator.customer({ id: 5_000_000_001, name: 'Kerry' }).person

test('a topic of a forum is written to by its thread, unless it is closed; there is no thread 1, and none in other groups', async () => {
  const forum = emulator.group({ id: -100_78, title: 'Friends', isForum: true })
  void forum.invite(kerry())
  const topic = forum.openTopic(kerry(), 'News')
  void forum.say(kerry(), 'hi', { topic }).delivered
  const said = (await updates()).filter(({ message }) => message !== undefined)
  expect(said.at(-1)).toMatchObject({
    message: {
      chat: { is_forum: true },
      message_thread_id: topic,
      is_topic_message: true,
      reply_to_message: { forum_topic_created: { name: 'News' } },
    },
  })
  for (const update of said) expect(await checkTelegramType('Update', update)).toEqual([])

  const send = (chat_id: number, message_thread_id: number) => call('sendMessage', { chat_id, text: 'hi', message_thread_id })
  expect((await send(-100_78, topic)).result).toMatchObject({ message_thread_id: topic, is_topic_message: true })
  expect((await send(-100_78, 1)).description).toBe('Bad Request: message thread not found')
  void emulator.group({ id: -79, title: 'Others' }).invite(kerry())
  expect((await send(-79, topic)).description).toBe('Bad Request: message thread not found')
  forum.closeTopic(topic)
  expect((await send(-100_78, topic)).description).toBe('Bad Request: TOPIC_CLOSED')
})

test('in a person’s own account the bot may write for a day after the customer, and hears of everything that is said', async () => {
  const business = emulator.business({ id: 'conn', owner: emulator.customer({ id: 42, name: 'Dana' }).person })
  const customer = kerry()
  const send = (id = 'conn') => call('sendMessage', { chat_id: customer.id, text: 'hi', business_connection_id: id })
  expect((await send()).description).toBe('Bad Request: BUSINESS_PEER_USAGE_MISSING')
  const { messageId, delivered } = business.receive(customer, 'hello')
  void delivered
  expect((await send('another')).description).toBe('Bad Request: business connection not found')
  expect((await send()).result).toMatchObject({
    business_connection_id: 'conn',
    from: { id: 42 },
    sender_business_bot: { id: 123456789 },
    chat: { id: customer.id },
  })
  void business.write(customer, 'by hand').delivered
  void business.remove(customer, messageId)
  void business.disable()
  expect((await send()).description).toBe('Bad Request: business connection not found')
  const told = await updates()
  expect(told.map((update) => Object.keys(update).at(-1))).toEqual([
    'business_connection',
    'business_message',
    'business_message',
    'business_message',
    'deleted_business_messages',
    'business_connection',
  ])
  for (const update of told) expect(await checkTelegramType('Update', update)).toEqual([])
})

test('where it may only read the bot cannot write; let in anew it writes by another connection; there are no keyboards that ask', async () => {
  const business = emulator.business({ id: 'conn', owner: emulator.customer({ id: 42, name: 'Dana' }).person })
  const customer = kerry()
  void business.receive(customer, 'hello').delivered
  const send = (id: string, more: object = {}) =>
    call('sendMessage', { chat_id: customer.id, text: 'hi', business_connection_id: id, ...more })
  void business.change({ canReply: false })
  expect((await send('conn')).description).toBe('Forbidden: not enough rights to send messages on behalf of the business account')
  void business.change({ canReply: true })
  const keyboard = [[{ text: 'My number', request_contact: true }]]
  expect((await send('conn', { reply_markup: { keyboard } })).description).toContain('not supported on behalf of a business account')
  void business.reconnect()
  expect(business.connection.id).not.toBe('conn')
  expect((await send('conn')).description).toBe('Bad Request: business connection not found')
  expect((await send(business.connection.id)).result).toMatchObject({ business_connection_id: business.connection.id })
  const told = (await updates()).flatMap(({ business_connection }) => (business_connection ? [business_connection] : []))
  expect(told).toMatchObject([
    { id: 'conn', rights: { can_reply: true } },
    { id: 'conn', rights: { can_read_messages: true } },
    { id: 'conn', rights: { can_reply: true } },
    { id: 'conn', is_enabled: false },
    { id: business.connection.id, is_enabled: true },
  ])
  void emulator.group({ id: -79, title: 'Others' }).invite(customer)
  expect((await call('sendMessage', { chat_id: -79, text: 'hi', reply_markup: { keyboard } })).description).toContain('private chats only')
})

test('a photo is a picture, not a strip, and of 10,000 pixels in width and height together at most', async () => {
  emulator.customer({ id: 5_000_000_001, name: 'Kerry' }).start()
  const sendPhoto = async (content: Uint8Array<ArrayBuffer>) => {
    const form = new FormData()
    form.set('chat_id', '5000000001')
    form.set('photo', new File([content], 'a.png', { type: 'image/png' }))
    const response = await fetch(`${emulator.url}/bot${token}/sendPhoto`, { method: 'POST', body: form })
    return ((await response.json()) as BotAnswer).description
  }
  const picture = async (width: number, height: number) =>
    new Uint8Array(
      await sharp({ create: { width, height, channels: 3, background: '#d33' } })
        .png()
        .toBuffer(),
    )
  expect(await sendPhoto(await picture(200, 10))).toBe(undefined)
  expect(await sendPhoto(await picture(201, 10))).toBe('Bad Request: PHOTO_INVALID_DIMENSIONS')
  expect(await sendPhoto(await picture(9_000, 1_000))).toBe(undefined)
  expect(await sendPhoto(await picture(9_000, 1_001))).toBe('Bad Request: PHOTO_INVALID_DIMENSIONS')
  expect(await sendPhoto(new TextEncoder().encode('no picture'))).toBe('Bad Request: IMAGE_PROCESS_FAILED')
})
