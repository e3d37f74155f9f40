import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TelegramCustomer } from '../../../../emulators/index.ts'
import { validateAgainstSpec } from '../../../../emulators/spec/index.ts'
import { pictureFiles } from '../whatsapp/whatsapp-fixtures.ts'
import { type EmulatedBot, picture, startEmulatedBot } from './emulated-bot-fixtures.ts'
import { connection, person } from './telegram-fixtures.ts'

let bot: EmulatedBot
let customer: TelegramCustomer

beforeAll(async () => {
  bot = await startEmulatedBot()
})
beforeEach(() => {
  customer = bot.begin()
})
afterAll(() => bot.close())

test('other 1 (Business): why nothing can be said in a person’s own account is told', async () => {
  const refuse = async (description: string) => {
    const body = { ok: false, error_code: 400, description: `Bad Request: ${description}` }
    bot.emulator.faults.add({ match: { path: '/sendMessage' }, kind: 'status', status: 400, body, times: 1 })
    return bot.adapter.explain(await bot.send({ text: 'Hi' }).catch((reason: unknown) => reason))
  }
  expect(await refuse('BUSINESS_PEER_USAGE_MISSING')).toMatchObject({ code: 'outside-window', retryable: false })
  expect(await refuse('business connection not found')).toMatchObject({ code: 'not-on-channel', retryable: false })
})

describe('other 1 (Business): in a person’s own account', () => {
  const recipient = { externalId: `b:conn_1:${person.id}`, phone: null }
  const heard = () => {
    const owner = bot.emulator.customer({ id: 42, name: 'Dana' }).person
    const business = bot.emulator.business({ id: 'conn_1', owner })
    void business.receive(customer.person, 'How much?').delivered
    return business
  }

  test('everything that goes out names the connection: words, albums and typing', async () => {
    heard()
    await bot.send({ recipient, text: 'Nine euros.' })
    await bot.send({ recipient, media: [picture('a'), picture('b')] })
    await bot.adapter.typing?.({ externalId: recipient.externalId, lastMessageExternalId: null }, connection)
    expect(bot.methodsCalled()).toEqual(['sendMessage 200', 'sendMediaGroup 200', 'sendChatAction 200'])
    const said = [...bot.emulator.network.messages.values()].filter((message) => message.sender_business_bot)
    expect(said.map((message) => [message.business_connection_id, (message.from as { id: number }).id])).toEqual(
      Array(3).fill(['conn_1', 42]),
    )
    expect((await validateAgainstSpec('telegram', bot.emulator.ledger.entries()))?.violations ?? []).toEqual([])
  })

  test('nothing can be said a day after the customer, nor when the bot may only read or has been taken out', async () => {
    const business = heard()
    const [receipt] = await bot.send({ recipient, text: 'Hello' })
    expect(receipt?.externalId).toMatch(new RegExp(`^b:conn_1:${person.id}:\\d+$`))
    const refused = async () => bot.adapter.explain(await bot.send({ recipient, text: 'Hi' }).catch((reason: unknown) => reason))
    business.connection.heardAt.set(person.id, Date.now() - 86_500_000)
    expect(await refused()).toMatchObject({ code: 'outside-window', retryable: false, title: expect.stringContaining('24 hours') })
    void business.change({ canReply: false })
    expect(await refused()).toMatchObject({
      code: 'not-on-channel',
      retryable: false,
      title: expect.stringContaining('not answer in them'),
    })
    void business.disable()
    expect(await refused()).toMatchObject({ code: 'not-on-channel', retryable: false, title: expect.stringContaining('account') })
  })

  test('a bot that has been let in anew answers by the new connection, and none by the old one', async () => {
    const business = heard()
    const known = () => ({ connectionId: business.connection.id, ownerId: '42', isEnabled: true, canReply: true })
    const before = known()
    void business.reconnect()
    const businesses = [{ ...before, isEnabled: false }, known()]
    const on = { ...connection, settings: { businesses } }
    const [call] = bot.adapter.render({ ...bot.plain, recipient, text: 'Still here.' }, on)
    if (!call) throw new Error('nothing was rendered')
    expect(await bot.adapter.send(call, on, pictureFiles)).toMatchObject({
      externalId: expect.stringMatching(new RegExp(`^b:${business.connection.id}:`)),
    })
    expect(bot.adapter.explain(await bot.send({ recipient, text: 'Hi' }).catch((reason: unknown) => reason))).toMatchObject({
      code: 'not-on-channel',
    })
  })
})
