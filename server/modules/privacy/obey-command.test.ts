import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Contact } from '../../../contract/contacts.ts'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import type { AuditEntry } from '../../../contract/workspaces.ts'
import type { TelegramCustomer } from '../../../emulators/index.ts'
import { eventually } from '../../testing/eventually.ts'
import { findTraces } from '../../testing/find-traces.ts'
import { type TestBot, testBot } from '../../testing/test-bot.ts'
import { forgetMeChoices } from '../pipeline/index.ts'

let bot: TestBot
let count = 0
let word = ''
let customer: TelegramCustomer

beforeAll(async () => {
  bot = await testBot({ workspace: 'Mug House' })
  bot.openai.script(() => ({ text: 'Hello.' }))
}, 60_000)
beforeEach(() => {
  count += 1
  word = `zulfiya${count}x`
  customer = makeCustomer()
})
afterAll(() => bot.close())

const makeCustomer = (languageCode = 'en') => bot.telegram.customer({ id: 7_100_000_000 + count, name: word, languageCode })

async function contacts(): Promise<Contact[]> {
  return (await bot.ask<{ data: Contact[] }>('GET', `/api/v1/contacts?q=${word}`)).data
}

async function thread(): Promise<{ conversation: Conversation; messages: Message[] }> {
  const [contact] = await contacts()
  const { data } = await bot.ask<{ data: Conversation[] }>('GET', `/api/v1/conversations?contactId=${contact?.id}`)
  const conversation = data[0] as Conversation
  const { data: messages } = await bot.ask<{ data: Message[] }>('GET', `/api/v1/conversations/${conversation.id}/messages?limit=100`)
  return { conversation, messages }
}

const traces = () => findTraces(bot.app.database.ownerPool, bot.app.deps.config.dataDir, [word, String(customer.person.id)])

async function askToBeForgotten(): Promise<void> {
  customer.command('/forgetme')
  await customer.waitForMessage((message) => message.buttons?.some((button) => button.id === forgetMeChoices.yes) ?? false)
}

describe('/privacy', () => {
  test('says who has the data, that an AI may answer, and how it all goes', async () => {
    customer.command('/privacy')
    const answer = await customer.waitForMessage()
    expect(answer.text).toContain('Mug House')
    expect(answer.text).toContain('AI assistant')
    expect(answer.text).toContain('/forgetme')
    const { conversation, messages } = await thread()
    // Nobody waits for an answer: neither the agent nor the team.
    expect(conversation).toMatchObject({ unreadCount: 0, waitingSince: null })
    expect(messages.map((message) => [message.direction, message.author.type])).toEqual([
      ['inbound', 'contact'],
      ['outbound', 'system'],
    ])
  })

  test.each([
    ['ru', 'ИИ-ассистент'],
    ['kk', 'ЖИ көмекшісі'],
    ['fa', 'هوش مصنوعی'],
    ['xx', 'AI assistant'],
  ])('in the language of the person’s app: %s', async (language, words) => {
    makeCustomer(language)
    customer.command('/privacy')
    expect((await customer.waitForMessage()).text).toContain(words)
  })

  test('promises no AI where none answers', async () => {
    await bot.ask('PATCH', `/api/v1/channels/${bot.channelId}`, { agentId: null })
    customer.command('/privacy')
    const answer = await customer.waitForMessage()
    await bot.ask('PATCH', `/api/v1/channels/${bot.channelId}`, { agentId: bot.agentId })
    expect(answer.text).toContain('Mug House')
    expect(answer.text).not.toContain('AI assistant')
  })
})

describe('/forgetme', () => {
  test('asks first; no means that nothing goes', async () => {
    await customer.send({ type: 'text', text: `hello from ${word}` }).delivered
    await askToBeForgotten()
    await customer.tap(forgetMeChoices.no)
    expect((await customer.waitForMessage((message) => message.text === 'Nothing was erased.')).text).toBeDefined()
    expect(await contacts()).toHaveLength(1)
    expect(await traces()).toContain('messages')
  })

  test('yes erases every trace, says so to the person, and is in the audit log without their name', async () => {
    await customer.send({ type: 'text', text: `hello from ${word}` }).delivered
    await customer.send({ type: 'photo', sample: 'picture-mug' }).delivered
    await customer.waitForMessage((message) => message.text === 'Hello.')
    const [contact] = await contacts()
    await askToBeForgotten()
    await customer.tap(forgetMeChoices.yes)
    await customer.waitForMessage((message) => message.text.startsWith('Done. Mug House has erased everything'))
    await eventually(async () => expect(await traces()).toEqual([]), 15_000)
    const { data } = await bot.ask<{ data: AuditEntry[] }>('GET', '/api/v1/audit-log?action=contact.erased')
    expect(data[0]).toMatchObject({
      actor: { type: 'system' },
      target: { type: 'contact', id: contact?.id, name: null },
      details: { demandedBy: 'subject' },
    })
  })

  test('a second tap on the old question finds a stranger, of whom nothing is left either', async () => {
    await askToBeForgotten()
    await customer.tap(forgetMeChoices.yes)
    await customer.waitForMessage((message) => message.text.startsWith('Done.'))
    await customer.tap(forgetMeChoices.yes)
    await eventually(async () => expect(customer.inbox.filter((message) => message.text.startsWith('Done.'))).toHaveLength(2), 15_000)
    await eventually(async () => expect(await traces()).toEqual([]), 15_000)
  })

  test('is done although the confirmation cannot be delivered', async () => {
    await askToBeForgotten()
    const tapped = customer.tap(forgetMeChoices.yes)
    bot.telegram.faults.add({ match: { path: '/sendMessage' }, kind: 'status', status: 403 })
    await tapped
    await eventually(async () => expect(await traces()).toEqual([]), 15_000)
    bot.telegram.faults.clear()
  })

  test('is tried again when the confirmation met a passing failure', async () => {
    await askToBeForgotten()
    bot.telegram.faults.add({ match: { path: '/sendMessage' }, kind: 'status', status: 502, times: 1 })
    await customer.tap(forgetMeChoices.yes)
    await customer.waitForMessage((message) => message.text.startsWith('Done.'), 30_000)
    await eventually(async () => expect(await traces()).toEqual([]), 15_000)
  })
})
