import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import type { MessagePreview } from '../../../contract/message-preview.ts'
import type { Message } from '../../../contract/messages.ts'
import type { NewMessage } from '../../../contract/new-message.ts'
import { type TestShop, testShop } from '../../testing/test-shop.ts'
import { testWorkspace } from '../../testing/test-workspace.ts'

let shop: TestShop
let customer: ReturnType<TestShop['whatsapp']['customer']>
let path: string

beforeAll(async () => {
  shop = await testShop()
  shop.openai.script(() => ({ text: 'From nine to six.' }))
  customer = shop.whatsapp.customer({ phone: '+15556660002', name: 'Previewed' })
  await customer.send({ type: 'text', text: 'When do you open?' }).delivered
  await customer.waitForMessage()
  const { data } = await shop.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations?q=Previewed')
  path = `/api/v1/conversations/${data[0]?.id}`
})
afterAll(() => shop.close())

const preview = (body: NewMessage) => shop.ask<MessagePreview>('POST', `${path}/messages/preview`, body)
const thread = async () => (await shop.ask<{ data: Message[] }>('GET', `${path}/messages`)).data

async function upload(name: string, content: Buffer, type: string): Promise<string> {
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(content)], { type }), name)
  const answer = await fetch(`${shop.app.url}/api/v1/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.owner.key}` },
    body: form,
  })
  expect(answer.status).toBe(201)
  return ((await answer.json()) as { id: string }).id
}

it('says what would go out, and neither sends nor stores nor takes over', async () => {
  const [before, sent] = [await thread(), customer.inbox.length]
  const titles = ['Red', 'Blue', 'Green', 'White']
  const buttons = titles.map((title) => ({ id: title, title }))
  expect(await preview({ text: 'Which one?', interactive: { kind: 'buttons', buttons }, replyToId: before[0]?.id ?? '' })).toEqual({
    parts: [
      {
        header: null,
        text: 'Which one?',
        footer: null,
        buttons: [],
        list: { button: '☰', sections: [{ title: null, rows: titles.map((title) => ({ title, description: null })) }] },
        cards: [],
        form: null,
        products: [],
        files: [],
        location: null,
        contactCards: [],
        reaction: null,
        quotes: true,
      },
    ],
    notices: ['buttons-as-list'],
    refusal: null,
  })
  // Ticks of the answer may still come in: what is compared is which messages there are.
  expect((await thread()).map(({ id }) => id)).toEqual(before.map(({ id }) => id))
  expect(customer.inbox).toHaveLength(sent)
  expect(await shop.ask<Conversation>('GET', path)).toMatchObject({ handler: 'agent' })
})

it('a file that the channel does not take is refused before it is sent, and may still go elsewhere', async () => {
  const fileId = await upload('all.zip', Buffer.from('504b0304140000000000', 'hex'), 'application/zip')
  expect(await preview({ text: 'Here', attachments: [{ fileId }] })).toMatchObject({
    parts: [],
    refusal: { code: 'media', retryable: false, title: expect.stringMatching(/files of this type/) },
  })
  const { rows } = await shop.app.database.ownerPool.query('select conversation_id from files where id = $1', [fileId])
  expect(rows).toEqual([{ conversation_id: null }])
})

it('a private note goes to nobody', async () => {
  expect(await preview({ text: 'x'.repeat(9000), private: true })).toEqual({ parts: [], notices: [], refusal: null })
})

it('a reaction on a message that the provider knows', async () => {
  const [question] = await thread()
  expect(await preview({ reaction: { messageId: question?.id ?? '', emoji: '👍' } })).toMatchObject({
    parts: [{ reaction: '👍' }],
    notices: [],
  })
})

it('is checked as sending is', async () => {
  const unknown = '01993b5e-7c10-7000-8000-00000000000c'
  for (const [body, problem] of [
    [{ text: 'Hi', replyToId: unknown }, 'reply-target-not-found'],
    [{ reaction: { messageId: unknown, emoji: '👍' } }, 'reaction-target-not-found'],
    [{ attachments: [{ fileId: unknown }] }, 'file-not-found'],
    [{ text: 'x'.repeat(10_001) }, ''],
  ] as const) {
    const answer = await shop.owner.call('POST', `${path}/messages/preview`, body)
    expect([answer.status, (answer.body as { type: string }).type]).toEqual([400, expect.stringContaining(problem)])
  }
})

it('another workspace’s conversation is none', async () => {
  const stranger = await testWorkspace(shop.app)
  expect((await stranger.call('POST', `${path}/messages/preview`, { text: 'Hi' })).status).toBe(404)
})

it('the channel tells what becomes of each kind', async () => {
  const { carries } = await shop.ask<{ carries: Record<string, string[]> }>('GET', `/api/v1/channels/${shop.channelId}`)
  expect(carries).toMatchObject({ buttons: [], list: [], reaction: [], cards: ['cards-written'], form: ['form-written'] })
})
