import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import type { NewMessage } from '../../../contract/new-message.ts'
import { startFileHost } from '../../../emulators/testing/file-host.ts'
import { eventually } from '../../testing/eventually.ts'
import { shopNumber, type TestShop, testShop } from '../../testing/test-shop.ts'

let shop: TestShop
let customer: ReturnType<TestShop['whatsapp']['customer']>
let conversation: Conversation

beforeAll(async () => {
  shop = await testShop()
  shop.openai.script(() => ({ text: 'From nine to six.' }))
  customer = shop.whatsapp.customer({ phone: '+15556660001', name: 'Kinds' })
  await customer.send({ type: 'text', text: 'When do you open?' }).delivered
  await customer.waitForMessage()
  const { data } = await shop.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations?q=Kinds')
  conversation = data[0] as Conversation
})
afterAll(() => shop.close())

const path = () => `/api/v1/conversations/${conversation.id}`
const send = (body: NewMessage) => shop.ask<Message>('POST', `${path()}/messages`, body)
const thread = async () => (await shop.ask<{ data: Message[] }>('GET', `${path()}/messages`)).data
const fate = (id: string) =>
  eventually(async () => {
    const message = await shop.ask<Message>('GET', `/api/v1/messages/${id}`)
    expect(['queued', 'sending']).not.toContain(message.status)
    return message
  })

it('a reaction is a mark and a line, reaches the phone, and takes no conversation over', async () => {
  const [question] = await thread()
  const reacted = await send({ reaction: { messageId: question?.id ?? '', emoji: '👍' } })
  expect(reacted).toMatchObject({ type: 'reaction', reaction: { messageId: question?.id, emoji: '👍' }, text: null })
  expect((await fate(reacted.id)).error).toBeNull()
  const onPhone = () => shop.whatsapp.book.find(shopNumber.phoneNumberId, '15556660001', question?.externalId ?? '')?.reactions.business
  expect(onPhone()).toBe('👍')
  expect((await thread())[0]?.reactions).toEqual([{ emoji: '👍', authorType: 'user' }])
  const now = await shop.ask<Conversation>('GET', path())
  expect([now.handler, now.lastMessage?.type]).toEqual(['agent', 'text'])

  await fate((await send({ reaction: { messageId: question?.id ?? '', emoji: null } })).id)
  expect(onPhone()).toBeUndefined()
  expect((await thread())[0]?.reactions).toEqual([])
})

it('meta 3.2: a reaction that the provider refuses later stands on nothing', async () => {
  const [question] = await thread()
  const known = shop.whatsapp.cloud.messages
  const message = known.get(question?.externalId ?? '')
  known.delete(question?.externalId ?? '')
  const { id } = await send({ reaction: { messageId: question?.id ?? '', emoji: '🎉' } })
  await eventually(async () => expect((await shop.ask<Message>('GET', `/api/v1/messages/${id}`)).error?.providerCode).toBe('131009'))
  expect((await thread())[0]?.reactions).toEqual([])
  if (message) known.set(message.id, message)
})

it('what nobody knows cannot be reacted to', async () => {
  const { id } = await send({ text: 'A note', private: true })
  for (const messageId of [id, '01993b5e-7c10-7000-8000-00000000000c']) {
    const answer = await shop.owner.call('POST', `${path()}/messages`, { reaction: { messageId, emoji: '👍' } })
    expect([answer.status, (answer.body as { type: string }).type]).toEqual([400, expect.stringContaining('reaction-target-not-found')])
  }
})

it('contact cards are kept and arrive', async () => {
  const cards = [{ name: 'Ann Lee', phones: ['+15550009'], emails: ['ann@shop.example'] }]
  const sent = await send({ contactCards: cards })
  expect(sent).toMatchObject({ type: 'contacts', contactCards: cards })
  expect((await fate(sent.id)).error).toBeNull()
  expect(customer.inbox.at(-1)?.text).toContain('Ann Lee +15550009')
})

it('a file elsewhere is named to the provider, who fetches it; we never do', async () => {
  const files = await startFileHost()
  try {
    const url = files.urlOf('application/pdf')
    const sent = await send({ text: 'Our prices', attachments: [{ url, kind: 'document', name: 'Prices.pdf' }] })
    expect(sent).toMatchObject({
      type: 'document',
      text: 'Our prices',
      attachments: [],
      linkedFiles: [{ url, kind: 'document', name: 'Prices.pdf' }],
    })
    expect((await fate(sent.id)).error).toBeNull()
    expect(customer.inbox.at(-1)).toMatchObject({ text: 'Our prices', media: { url, name: 'Prices.pdf' } })
    // An address that the provider cannot fetch fails there, and says so.
    const gone = await send({ attachments: [{ url: `${url}gone`.replace('type=', 'other='), kind: 'document' }] })
    await eventually(async () => {
      const message = await shop.ask<Message>('GET', `/api/v1/messages/${gone.id}`)
      expect(message).toMatchObject({ status: 'failed', error: { code: 'media', providerCode: expect.stringMatching(/^13105[23]$/) } })
    })
  } finally {
    await files.close()
  }
})

it('a question, a form and products keep their shape in the record', async () => {
  await shop.whatsapp.provision({ ...shopNumber, catalog: { id: '9', products: ['mug', 'cup'] } })
  for (const interactive of [
    { kind: 'contact-request' },
    { kind: 'flow', response: {}, flowId: '123', button: 'Book' },
    { kind: 'products', catalogId: '9', productIds: ['mug', 'cup'], header: 'Mugs' },
  ] satisfies NewMessage['interactive'][]) {
    const sent = await send({ text: 'Please', interactive })
    expect(sent.interactive).toEqual(interactive)
    expect((await fate(sent.id)).error).toBeNull()
  }
})

it('a template goes out with its header and buttons', async () => {
  shop.whatsapp.addTemplate(shopNumber.businessAccountId, {
    name: 'order_ready',
    language: 'en',
    category: 'utility',
    status: 'APPROVED',
    body: 'Order {{1}} is ready.',
    components: [
      { type: 'HEADER', format: 'LOCATION' },
      { type: 'BODY', text: 'Order {{1}} is ready.' },
      { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Track', url: 'https://shop.example/{{1}}' }] },
    ],
  })
  const template: NewMessage['template'] = {
    name: 'order_ready',
    language: 'en',
    variables: { 1: '7' },
    header: { kind: 'location', latitude: 43.2, longitude: 76.9, name: 'Shop', address: 'Abay 1' },
    buttons: [{ kind: 'url', index: 0, suffix: 'orders/7' }],
  }
  expect((await fate((await send({ template })).id)).error).toBeNull()
  expect(customer.inbox.at(-1)).toMatchObject({ text: 'Order 7 is ready.', location: { latitude: 43.2 }, buttons: [{ kind: 'link' }] })
  const refused = await fate((await send({ template: { ...template, buttons: [] } })).id)
  expect(refused).toMatchObject({ status: 'failed', error: { code: 'invalid', providerCode: '131008' } })
})

it.each<[string, NewMessage]>([
  ['a question without words', { interactive: { kind: 'location-request' } }],
  ['a form without its id', { text: 'Please', interactive: { kind: 'flow', response: {}, button: 'Book' } }],
  ['a header that waits for a file', { template: { name: 'a', language: 'en', header: { kind: 'image' } } }],
  ['a reaction with words', { text: 'Nice', reaction: { messageId: '01993b5e-7c10-7000-8000-00000000000c', emoji: '👍' } }],
  ['a card without a name', { contactCards: [{ name: '', phones: ['1'], emails: [] }] }],
  ['nothing', {}],
])('%s is refused', async (_name, body) => {
  expect((await shop.owner.call('POST', `${path()}/messages`, body)).status).toBe(400)
})
