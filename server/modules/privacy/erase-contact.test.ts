import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Contact } from '../../../contract/contacts.ts'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import type { WidgetSession } from '../../../contract/widget.ts'
import { sampleByName } from '../../../emulators/index.ts'
import { eventually } from '../../testing/eventually.ts'
import { findTraces } from '../../testing/find-traces.ts'
import { type TestShop, testShop } from '../../testing/test-shop.ts'
import { type WebhookReceiver, webhookReceiver } from '../../testing/webhook-receiver.ts'

/** Promise 28: what people really do leaves traces in many places; after an erasure there is none, in no table and in no file. */

let shop: TestShop
let receiver: WebhookReceiver
let folder: string
const voice = sampleByName('voice-delivery')

beforeAll(async () => {
  receiver = await webhookReceiver()
  // One system refuses and repeats what it was told, which is kept with the delivery; another one takes everything.
  receiver.answer = (response, { path, body }) => response.writeHead(path === '/refuses' ? 422 : 204).end(body.slice(0, 2_000))
  shop = await testShop({ hosts: [receiver.host] })
  folder = shop.app.deps.config.dataDir
  await shop.ask('POST', '/api/v1/webhooks', { url: `http://${receiver.host}/refuses`, types: ['message.received'] })
  await shop.ask('POST', '/api/v1/webhooks', { url: `http://${receiver.host}/takes`, types: ['contact.erased'] })
})
afterAll(async () => {
  await shop.close()
  await receiver.close()
})

async function conversationOf(name: string): Promise<Conversation> {
  return eventually(async () => {
    const { data } = await shop.ask<{ data: Conversation[] }>('GET', `/api/v1/conversations?q=${encodeURIComponent(name)}`)
    expect(data).toHaveLength(1)
    return data[0] as Conversation
  })
}

async function contactsCalled(name: string): Promise<Contact[]> {
  return (await shop.ask<{ data: Contact[] }>('GET', `/api/v1/contacts?q=${encodeURIComponent(name)}`)).data
}

function traces(words: readonly string[]): Promise<string[]> {
  return findTraces(shop.app.database.ownerPool, folder, words)
}

const erase = (contactId: string) => shop.ask('DELETE', `/api/v1/contacts/${contactId}`)

/** An answer that looks something up first, with the customer's words. */
function lookUpAndAnswer(word: string): void {
  shop.openai.script((conversation) => {
    const looked = conversation.turns.some((turn) => turn.role === 'tool')
    const tool = conversation.tools.find(({ name }) => name.includes('search'))
    return !looked && tool
      ? { toolCalls: [{ name: tool.name, arguments: { query: `lookup-${word}` } }] }
      : { text: 'Delivery takes two days.' }
  })
}

async function upload(name: string, content: string): Promise<string> {
  const form = new FormData()
  form.set('file', new Blob([content], { type: 'text/plain' }), name)
  const answer = await fetch(`${shop.app.url}/api/v1/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.owner.key}` },
    body: form,
  })
  return ((await answer.json()) as { id: string }).id
}

async function visit(word: string): Promise<string> {
  const channel = await shop.ask<{ widgetKey: string }>('POST', '/api/v1/channels', {
    type: 'webchat',
    name: 'Website',
    config: {},
    credentials: {},
  })
  const post = async <T>(path: string, token: string | null, body: object): Promise<T> => {
    const answer = await fetch(`${shop.app.url}/widget/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    })
    expect([answer.status, path]).toEqual([expect.toSatisfy((status: number) => status < 300), path])
    return (await answer.json()) as T
  }
  const identity = { id: `shop-${word}`, name: `Visitor ${word}`, email: `visitor-${word}@example.test` }
  const session = await post<WidgetSession>('session', null, { key: channel.widgetKey, identity })
  await post('messages', session.token, { clientId: `client-${word}-1`, text: `visitor-says-${word}` })
  return (await conversationOf(`visitor-says-${word}`)).contactId
}

describe('promise-28: nothing is left', () => {
  test('of messages, files, voice, drafts, runs, notes, reactions, webhooks, visits and repetitions', async () => {
    const word = 'zanzibar'
    const phone = '15557654321'
    const base = await shop.ask<{ id: string }>('POST', '/api/v1/knowledge', { name: 'House' })
    const faq = { type: 'faq', question: 'How long does delivery take?', answer: 'Delivery takes two days.' }
    await shop.ask('POST', `/api/v1/knowledge/${base.id}/sources`, faq)
    await eventually(async () => {
      const { data } = await shop.ask<{ data: { status: string }[] }>('GET', `/api/v1/knowledge/${base.id}/sources`)
      expect(data.map((source) => source.status)).toEqual(['ready'])
    })
    await shop.ask('PATCH', `/api/v1/agents/${shop.agentId}`, { knowledgeIds: [base.id] })
    lookUpAndAnswer(word)
    const customer = shop.whatsapp.customer({ phone: `+${phone}`, name: `Zoe ${word}` })
    const words = [word, phone, customer.person.userId ?? phone, voice.transcript ?? '']

    const first = customer.send({ type: 'text', text: `How long does delivery take? hello-${word}` })
    await first.delivered
    await customer.waitForMessage()
    await customer.send({ type: 'audio', voice: true, sample: 'voice-delivery' }).delivered
    await customer.send({ type: 'document', file: Buffer.from(`inside-${word}`), mimeType: 'text/plain', filename: `${word}.txt` })
      .delivered
    await customer.send({ type: 'location', latitude: 1, longitude: 2, name: `place-${word}` }).delivered
    await customer.send({ type: 'contacts', contacts: [{ name: { formatted_name: `friend-${word}` }, phones: [{ phone: '+1' }] }] })
      .delivered
    await customer.send({ type: 'reaction', messageId: first.id, emoji: '👍' }).delivered
    await customer.send({ type: 'edit', messageId: first.id, text: `edited-${word}` }).delivered
    const { id, contactId } = await conversationOf(`hello-${word}`).catch(() => conversationOf(`Zoe ${word}`))
    await eventually(async () => {
      const { data } = await shop.ask<{ data: Message[] }>('GET', `/api/v1/conversations/${id}/messages?limit=100`)
      const files = data.flatMap((message) => message.attachments)
      expect(files.map((file) => file.status)).toEqual(['ready', 'ready'])
      expect(files.find((file) => file.kind === 'audio')?.transcript).toBe(voice.transcript)
    }, 15_000)
    await shop.ask('PATCH', `/api/v1/contacts/${contactId}`, { email: `${word}@example.test`, attributes: { nickname: word } })
    await shop.ask('POST', `/api/v1/conversations/${id}/messages`, { text: `note-${word}`, private: true })
    const answer = await fetch(`${shop.app.url}/api/v1/conversations/${id}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${shop.owner.key}`, 'content-type': 'application/json', 'idempotency-key': 'once' },
      body: JSON.stringify({ text: `reply-${word}`, attachments: [{ fileId: await upload(`to-${word}.txt`, `for-${word}`) }] }),
    })
    expect(answer.status).toBe(201)
    await customer.waitForMessage((message) => message.text === `reply-${word}`)
    await shop.ask('POST', '/api/v1/contacts/import', { contacts: [{ phone: `+${phone}`, attributes: { note: `import-${word}` } }] })
    const visitor = await visit(word)
    await shop.ask('POST', `/api/v1/contacts/${contactId}/merge`, { contactId: visitor })
    // What is still to be sent when the person goes.
    shop.whatsapp.faults.add({ kind: 'status', status: 500, code: 131016, match: { path: '/messages$' } })
    await shop.ask('POST', `/api/v1/conversations/${id}/messages`, { text: `unsent-${word}` })
    await shop.ask('POST', `/api/v1/conversations/${id}/release`)
    await shop.ask('PATCH', `/api/v1/agents/${shop.agentId}`, { mode: 'draft', knowledgeIds: [] })
    shop.openai.script(() => ({ text: `proposed-${word}` }))
    await customer.send({ type: 'text', text: `draft this, ${word}` }).delivered
    await eventually(async () =>
      expect((await shop.ask<Conversation>('GET', `/api/v1/conversations/${id}`)).draft?.text ?? '').toContain(word),
    )
    await shop.ask('PATCH', `/api/v1/agents/${shop.agentId}`, { mode: 'auto' })
    const left = [
      ...['agent_runs', 'attachments', 'channel_events', 'contact_identities', 'contacts', 'conversations', 'drafts', 'files'],
      ...['idempotency_keys', 'message_keys', 'messages', 'webhook_deliveries', 'widget_visitors', 'a file'],
    ]
    await eventually(async () => expect(await traces(words)).toEqual(expect.arrayContaining(left)))
    const { rows: reactions } = await shop.app.database.ownerPool.query('select from message_reactions')
    expect(reactions).toHaveLength(1)

    await erase(contactId)
    await eventually(async () => expect(await traces(words)).toEqual([]))
    const { rows: left2 } = await shop.app.database.ownerPool.query('select from message_reactions')
    expect(left2).toHaveLength(0)

    // What comes back later of what was sent then: receipts, and attempts to send.
    shop.whatsapp.faults.clear()
    customer.open()
    await sleep(2_500)
    expect(customer.inbox.map((message) => message.text)).not.toContain(`unsent-${word}`)
    expect(await traces(words)).toEqual([])
    expect((await shop.owner.call('GET', `/api/v1/contacts/${contactId}`)).status).toBe(404)
    expect((await shop.owner.call('GET', `/api/v1/conversations/${id}`)).status).toBe(404)
    const again = await fetch(`${shop.app.url}/api/v1/conversations/${id}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${shop.owner.key}`, 'content-type': 'application/json', 'idempotency-key': 'once' },
      body: JSON.stringify({ text: 'something else' }),
    })
    expect(again.status).toBe(422)
    await eventually(async () =>
      expect(receiver.received.some(({ body }) => body.includes('contact.erased') && body.includes(contactId))).toBe(true),
    )
  })

  test('and who writes again is somebody new', async () => {
    shop.openai.script(() => ({ text: 'Hello.' }))
    const customer = shop.whatsapp.customer({ phone: '+15557000001', name: 'Returning Rita' })
    await customer.send({ type: 'text', text: 'before' }).delivered
    const [before] = await contactsCalled('Returning Rita')
    await shop.ask('PATCH', `/api/v1/contacts/${before?.id}`, { attributes: { level: 'gold' } })
    await erase(before?.id ?? '')
    await customer.send({ type: 'text', text: 'after' }).delivered
    const [after] = await contactsCalled('Returning Rita')
    expect(after).toMatchObject({ attributes: {} })
    expect(after?.id).not.toBe(before?.id)
    const { id } = await conversationOf('Returning Rita')
    const { data } = await shop.ask<{ data: Message[] }>('GET', `/api/v1/conversations/${id}/messages`)
    expect(data.map((message) => message.text)).not.toContain('before')
  })
})
