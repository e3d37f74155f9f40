import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTelegramEmulator, type TelegramCustomer, type TelegramEmulator } from '../../../../emulators/index.ts'
import { validateAgainstSpec } from '../../../../emulators/spec/index.ts'
import { systemClock } from '../../../platform/clock.ts'
import type { ChannelAdapter, OutboundMedia, OutboundMessage, Receipt } from '../adapter.ts'
import { httpForEmulator } from '../channel-contract/http-for-emulator.ts'
import { pictureFiles } from '../whatsapp/whatsapp-fixtures.ts'
import { createTelegramAdapter } from './create-telegram-adapter.ts'
import { telegramEgress } from './egress.ts'
import type { TelegramCredentials, TelegramSettings } from './settings.ts'
import { botToken, connection, person, posted } from './telegram-fixtures.ts'

let emulator: TelegramEmulator
let http: ReturnType<typeof httpForEmulator>
let adapter: ChannelAdapter<TelegramSettings, TelegramCredentials>
let customer: TelegramCustomer

beforeAll(async () => {
  emulator = await startTelegramEmulator()
  emulator.provision({ token: botToken, username: 'mug_shop_bot', name: 'Mug Shop' })
  http = httpForEmulator(telegramEgress, emulator.url)
  adapter = createTelegramAdapter({ ...http, baseUrl: emulator.url, clock: systemClock })
})
beforeEach(() => {
  emulator.reset()
  customer = emulator.customer({ id: person.id, name: 'Aruzhan' })
  customer.start()
})
afterAll(async () => {
  await http.close()
  await emulator.close()
})

const picture = (fileId: string): OutboundMedia => ({
  fileId,
  kind: 'image',
  mimeType: 'image/png',
  name: `${fileId}.png`,
  size: 100,
  voice: false,
})
const plain: OutboundMessage = {
  id: '01993b5e-7c10-7000-8000-00000000000c',
  recipient: { externalId: String(person.id), phone: null },
  text: null,
  media: [],
  interactive: null,
  location: null,
  template: null,
  replyToExternalId: null,
  byHuman: true,
}

async function send(message: Partial<OutboundMessage>): Promise<Receipt[]> {
  const receipts: Receipt[] = []
  for (const call of adapter.render({ ...plain, ...message }, connection)) receipts.push(await adapter.send(call, connection, pictureFiles))
  return receipts
}

const methodsCalled = () => emulator.ledger.entries().map((entry) => `${entry.path.split('/').at(-1)} ${entry.status}`)

describe('several files', () => {
  test('go out as one album, and each of its messages is known', async () => {
    const receipts = await send({ text: 'Three mugs', media: [picture('a'), picture('b'), picture('c')] })
    expect(receipts).toHaveLength(1)
    expect([receipts[0]?.externalId, ...(receipts[0]?.furtherIds ?? [])]).toEqual(
      customer.inbox.map((message) => `${person.id}:${message.id}`),
    )
    expect(customer.inbox.map((message) => [message.kind, message.text])).toEqual([
      ['image', 'Three mugs'],
      ['image', ''],
      ['image', ''],
    ])
    const stored = [...emulator.network.messages.values()].filter((message) => message.photo)
    expect(new Set(stored.map((message) => message.media_group_id)).size).toBe(1)
    expect((await validateAgainstSpec('telegram', emulator.ledger.entries()))?.violations ?? []).toEqual([])
  })

  test('go out one by one where Telegram takes no album of them, and lose neither words nor quote', async () => {
    const asked = customer.send({ type: 'text', text: 'Pictures?' })
    emulator.faults.add({ match: { path: '/sendMediaGroup' }, kind: 'status', status: 400, times: 1 })
    const replyToExternalId = `${person.id}:${asked.messageId}`
    const [receipt] = await send({ text: 'Two', media: [picture('a'), picture('b')], replyToExternalId })
    expect(methodsCalled()).toEqual(['sendMediaGroup 400', 'sendPhoto 200', 'sendPhoto 200'])
    expect(customer.inbox.map((message) => [message.text, message.replyTo])).toEqual([
      ['Two', String(asked.messageId)],
      ['', undefined],
    ])
    expect(receipt?.furtherIds).toHaveLength(1)
  })

  test('what has arrived is not sent again when the rest is refused', async () => {
    emulator.faults.add({ match: { path: '/sendMediaGroup' }, kind: 'status', status: 400, times: 1 })
    emulator.faults.add({ match: { path: '/sendVideo' }, kind: 'status', status: 429, retryAfter: 5, times: 1 })
    const film: OutboundMedia = { ...picture('b'), kind: 'video', mimeType: 'video/mp4' }
    const error = await send({ media: [picture('a'), film] }).then(
      () => null,
      (reason: unknown) => reason,
    )
    expect(adapter.explain(error)).toMatchObject({ retryable: false, title: expect.stringContaining('Only 1 of the files') })
    expect(customer.inbox).toHaveLength(1)
  })

  test('a picture that is no photo to Telegram arrives as a file', async () => {
    const body = { ok: false, error_code: 400, description: 'Bad Request: PHOTO_INVALID_DIMENSIONS' }
    emulator.faults.add({ match: { path: '/sendPhoto' }, kind: 'status', status: 400, body, times: 1 })
    await send({ text: 'A long one', media: [picture('a')] })
    expect(customer.inbox.map((message) => [message.kind, message.text])).toEqual([['document', 'A long one']])
  })
})

test('the menu of commands is there in four languages while the bot is connected, in private chats only', async () => {
  await adapter.connect(connection)
  const { commands } = emulator.network.bots.get(123456789) ?? {}
  expect([...(commands?.keys() ?? [])].sort()).toEqual(['', 'fa', 'kk', 'ru'].map((language) => `all_private_chats/${language}`))
  for (const menu of commands?.values() ?? [])
    expect(menu).toMatchObject([{ command: 'start' }, { command: 'privacy' }, { command: 'forgetme' }])
  await adapter.disconnect(connection)
  expect(commands?.size).toBe(0)
  expect((await validateAgainstSpec('telegram', emulator.ledger.entries()))?.violations ?? []).toEqual([])
})

describe('groups', () => {
  const newest = () => Buffer.from(JSON.stringify(emulator.network.bots.get(123456789)?.queue.at(-1)?.update))
  const take = async (body: Buffer) => {
    for (const event of adapter.parse(posted(body), connection)) await adapter.acknowledge?.(event, connection)
  }

  test('a bot that is for private chats says so once in the language of whoever invites it, and leaves', async () => {
    const group = emulator.group({ id: -4001, title: 'Друзья' })
    void group.invite({ ...customer.person, languageCode: 'ru' })
    const invitation = newest()
    await take(invitation)
    expect(group.hasBot).toBe(false)
    const said = emulator.book.thread('123456789', '-4001').messages
    expect(said.map((message) => message.text)).toEqual([expect.stringContaining('личных чатах')])
    // Told of it a second time, it has nobody to say it to any more.
    await expect(take(invitation)).rejects.toMatchObject({ code: 'not-on-channel' })
    expect(emulator.book.thread('123456789', '-4001').messages).toHaveLength(1)
  })

  test('where leaving failed, it leaves with the next word that is said there, and says nothing', async () => {
    const group = emulator.group({ id: -4002, title: 'Friends' })
    void group.invite(customer.person)
    void group.say(customer.person, 'Hello?').delivered
    await take(newest())
    expect(group.hasBot).toBe(false)
    expect(emulator.book.thread('123456789', '-4002').messages.map((message) => message.text)).toEqual(['Hello?'])
  })

  test('into a channel it says nothing', async () => {
    const channel = emulator.group({ id: -100_4003, title: 'News', type: 'channel' })
    void channel.invite(customer.person)
    await take(newest())
    expect(channel.hasBot).toBe(false)
    expect(emulator.book.thread('123456789', '-1004003').messages).toEqual([])
  })

  test('what is sent to a group that has moved arrives there, and the new number is told', async () => {
    const group = emulator.group({ id: -4004, title: 'Friends' })
    void group.invite(customer.person)
    void group.migrate(-100_4004)
    const [receipt] = await send({ recipient: { externalId: '-4004', phone: null }, text: 'Still there?' })
    expect(receipt).toMatchObject({ movedTo: '-1004004', externalId: expect.stringMatching(/^-1004004:\d+$/) })
    expect(emulator.book.thread('123456789', '-1004004').messages.map((message) => message.text)).toEqual(['Still there?'])
  })

  test('one that has thrown it out is told as such', async () => {
    const group = emulator.group({ id: -4005, title: 'Friends' })
    const error = await send({ recipient: { externalId: String(group.group.id), phone: null }, text: 'Hi' }).catch(
      (reason: unknown) => reason,
    )
    expect(adapter.explain(error)).toMatchObject({ code: 'not-on-channel', retryable: false, title: expect.stringContaining('group') })
  })
})

test('every tap is acknowledged, also one that says nothing, or that comes from where nobody listens', async () => {
  const from = { id: person.id, is_bot: false, first_name: 'Aruzhan' }
  const chats = { private: { id: person.id, type: 'private' }, group: { id: -4006, type: 'group' } }
  const taps = [
    { from, message: { message_id: 1, chat: chats.private, date: 0 }, game_short_name: 'chess' },
    { from, message: { message_id: 1, chat: chats.private, date: 0 }, data: '' },
    { from, message: { message_id: 1, chat: chats.group, date: 0 }, data: 'yes' },
    { message: { message_id: 1 } },
  ]
  for (const [index, tap] of taps.entries()) {
    const id = String(9000 + index)
    emulator.network.callbacks.set(id, { botId: 123456789, answered: false })
    const body = Buffer.from(JSON.stringify({ update_id: index + 1, callback_query: { id, ...tap } }))
    for (const event of adapter.parse(posted(body), connection)) await adapter.acknowledge?.(event, connection).catch(() => {})
    expect(emulator.network.callbacks.get(id)?.answered).toBe(true)
  }
})

describe('reactions of the team', () => {
  test('are what they are where Telegram has them, and an answer where it has not', async () => {
    const { messageId } = customer.send({ type: 'text', text: 'Done!' })
    const targetExternalId = `${person.id}:${messageId}`
    const shown = () => emulator.book.find('123456789', String(person.id), String(messageId))?.reactions.business
    const [receipt] = await send({ reaction: { targetExternalId, emoji: '❤️' } })
    expect(receipt?.externalId).toBeNull()
    expect(shown()).toBe('❤')
    await send({ reaction: { targetExternalId, emoji: null } })
    expect(shown()).toBeUndefined()
    expect(customer.inbox).toEqual([])
    const [said] = await send({ reaction: { targetExternalId, emoji: '🥑' } })
    expect(said?.externalId).toMatch(/^5000000001:\d+$/)
    expect(customer.inbox.map(({ text, replyTo }) => [text, replyTo])).toEqual([['🥑', String(messageId)]])
  })
})

describe('a question for the number or the place', () => {
  test.each([
    ['contact-request', '☎️', 'contact'],
    ['location-request', '📍', 'location'],
  ] as const)('%s is a button that sends it', async (kind, sign, field) => {
    await send({ text: 'Where shall we call?', interactive: { kind } })
    expect(customer.inbox.at(-1)).toMatchObject({ text: 'Where shall we call?', buttons: [{ title: sign }] })
    void customer.tap(sign)
    const answer = emulator.network.bots.get(123456789)?.queue.at(-1)?.update
    expect(answer).toMatchObject({ message: { [field]: expect.any(Object) } })
    const [event] = adapter.parse(posted(Buffer.from(JSON.stringify(answer))), connection)
    if (kind === 'contact-request') expect(event).toMatchObject({ sender: { phone: `+7${person.id}` } })
  })

  test('in a group it is asked in words', async () => {
    const group = emulator.group({ id: -4010, title: 'Friends' })
    void group.invite(customer.person)
    await send({ recipient: { externalId: '-4010', phone: null }, text: 'Where?', interactive: { kind: 'location-request' } })
    expect(emulator.book.thread('123456789', '-4010').messages.at(-1)?.text).toContain('📍')
  })
})

describe('in a person’s own account', () => {
  test('the bot writes while it may, and is refused when it may no more', async () => {
    const business = emulator.business({ id: 42, name: 'Dana' })
    const customerId = customer.person.id
    const connectionId = [...emulator.network.businesses.keys()].at(-1) ?? ''
    void business.then((one) => one.hear(customer.person, 'Hi'))
    for (const entry of emulator.network.bots.get(123456789)?.queue ?? []) for (const done of entry.done) done()
    await business
    const recipient = { externalId: `b:${connectionId}:${customerId}`, phone: null }
    await expect.poll(() => emulator.network.businesses.get(connectionId)?.lastInbound.size).toBe(1)
    const [receipt] = await send({ recipient, text: 'Hello' })
    expect(receipt?.externalId).toMatch(new RegExp(`^b:${connectionId}:${customerId}:\\d+$`))
    const refusal = async () => adapter.explain(await send({ recipient, text: 'Hello' }).catch((reason: unknown) => reason))
    emulator.network.businesses.get(connectionId)?.lastInbound.set(customerId, Date.now() - 25 * 3600_000)
    expect(await refusal()).toMatchObject({ code: 'outside-window' })
    Object.assign(emulator.network.businesses.get(connectionId) ?? {}, { isEnabled: false })
    expect(await refusal()).toMatchObject({ code: 'not-on-channel' })
  })
})

test('updates are asked for by name, because the list of an earlier program would otherwise stay', async () => {
  await adapter.connect(connection)
  const { allowedUpdates } = emulator.network.bots.get(123456789) ?? {}
  expect(allowedUpdates).toEqual(
    expect.arrayContaining(['message', 'callback_query', 'message_reaction', 'my_chat_member', 'business_message']),
  )
})

test('why nothing can be said in a person’s own account is told', async () => {
  const refuse = async (description: string) => {
    const body = { ok: false, error_code: 400, description: `Bad Request: ${description}` }
    emulator.faults.add({ match: { path: '/sendMessage' }, kind: 'status', status: 400, body, times: 1 })
    return adapter.explain(await send({ text: 'Hi' }).catch((reason: unknown) => reason))
  }
  expect(await refuse('BUSINESS_PEER_USAGE_MISSING')).toMatchObject({ code: 'outside-window', retryable: false })
  expect(await refuse('business connection not found')).toMatchObject({ code: 'not-on-channel', retryable: false })
})
