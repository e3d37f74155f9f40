import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Channel } from '../../../contract/channels.ts'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import type { NewMessage } from '../../../contract/new-message.ts'
import {
  type MetaCustomer,
  type MetaMessagingEmulator,
  type OpenAiEmulator,
  sampleByName,
  startMetaMessagingEmulator,
  startOpenAiEmulator,
} from '../../../emulators/index.ts'
import { eventually } from '../../testing/eventually.ts'
import { freePort } from '../../testing/parley-process.ts'
import { type TestApp, testApp } from '../../testing/test-app.ts'
import { type TestCaller, testWorkspace } from '../../testing/test-workspace.ts'

/*
 * A page that several programs serve, and an Instagram account whose echoes do not say by which program they were sent.
 */

const ours = { id: '1200', secret: 'test_app_secret' }
const pageId = '1001'
const instagramId = '17841400000000001'
let meta: MetaMessagingEmulator
let openai: OpenAiEmulator
let app: TestApp
let owner: TestCaller
let people = 0

beforeAll(async () => {
  meta = await startMetaMessagingEmulator({ timeCompression: 20, progress: { echoAfterMs: 0 } })
  openai = await startOpenAiEmulator({ script: () => ({ text: 'Yes, in red too.' }) })
  await meta.provision({
    app: ours,
    pages: [{ id: pageId, name: 'Mug Shop', accessToken: 'EAApage' }],
    instagram: [{ id: instagramId, username: 'mug.shop', name: 'Mug Shop', accessToken: 'IGAAaccount' }],
  })
  const port = await freePort()
  const none = { META_GRAPH_URL: null, TELEGRAM_API_URL: null, TWILIO_API_URL: null, STRIPE_API_URL: null, OPENAI_BASE_URL: null }
  app = await testApp({
    config: {
      port,
      publicUrl: `http://127.0.0.1:${port}`,
      providerUrls: { ...none, META_GRAPH_URL: meta.url, OPENAI_BASE_URL: `${openai.url}/v1` },
      ai: { apiKey: 'sk-test', baseUrl: `${openai.url}/v1`, model: 'demo' },
      allowedPrivateHosts: [meta.url, openai.url].map((url) => new URL(url).host),
    },
  })
  owner = await testWorkspace(app)
  const agent = { name: 'Sam', replyDelayMs: 0, disclosure: { enabled: false, reason: 'test' } }
  const { id: agentId } = await ask<{ id: string }>('POST', '/agents', agent)
  const credentials = { appSecret: ours.secret, verifyToken: 'our words' }
  const instagram = await ask<Channel>('POST', '/channels', {
    type: 'instagram',
    name: 'Instagram',
    agentId,
    config: { instagramAccountId: instagramId },
    credentials: { accessToken: 'IGAAaccount', ...credentials },
  })
  // By hand, as for an app whose id Parley does not know.
  await meta.provision({ app: { ...ours, webhookUrl: `${app.url}/webhooks/instagram/${instagram.id}`, verifyToken: 'our words' } })
  await ask('POST', '/channels', {
    type: 'messenger',
    name: 'Page',
    agentId,
    config: { pageId, appId: ours.id },
    credentials: { accessToken: 'EAApage', ...credentials },
  })
}, 60_000)
afterAll(async () => {
  await meta.close()
  await app.close()
  await openai.close()
})
beforeEach(() => meta.faults.clear())

async function ask<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  const answer = await owner.call(method, `/api/v1${path}`, body)
  if (answer.status >= 400) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer.body as T
}

function newCustomer(account: string): MetaCustomer {
  people += 1
  return meta.customer({ account, name: `Person ${people}`, username: `person.${people}` })
}

async function conversationOf({ id }: MetaCustomer): Promise<Conversation> {
  return eventually(async () => {
    const { rows } = await app.database.ownerPool.query<{ id: string }>('select id from conversations where recipient_id = $1', [id])
    expect(rows).toHaveLength(1)
    return ask<Conversation>('GET', `/conversations/${rows[0]?.id}`)
  })
}

async function messagesOf(customer: MetaCustomer): Promise<Message[]> {
  const { id } = await conversationOf(customer)
  return (await ask<{ data: Message[] }>('GET', `/conversations/${id}/messages`)).data
}

async function send(customer: MetaCustomer, body: NewMessage): Promise<Message> {
  const { id } = await ask<Message>('POST', `/conversations/${(await conversationOf(customer)).id}/messages`, body)
  return eventually(async () => {
    const message = await ask<Message>('GET', `/messages/${id}`)
    expect(['queued', 'sending']).not.toContain(message.status)
    return message
  }, 10_000)
}

async function upload(): Promise<string> {
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(sampleByName('picture-mug').bytes)], { type: 'image/png' }), 'mug.png')
  const answer = await fetch(`${app.url}/api/v1/files`, { method: 'POST', headers: { authorization: `Bearer ${owner.key}` }, body: form })
  return ((await answer.json()) as { id: string }).id
}

/** Meta tells an app that it has a conversation, or has it no more. */
async function pass(customer: MetaCustomer, from: string | null, to: string): Promise<void> {
  await meta.setOwner(customer, to)
  const item = {
    sender: { id: customer.id },
    recipient: { id: pageId },
    timestamp: Date.now(),
    pass_thread_control: { previous_owner_app_id: from, new_owner_app_id: to, metadata: 'done' },
  }
  await meta.deliver({ object: 'page', entry: [{ id: pageId, time: Date.now(), messaging: [item] }] })
}

describe('a conversation that another app passes on', () => {
  test('is answered from where it stands: what was said to the other app and nobody answered waits here', async () => {
    const customer = newCustomer(pageId)
    await meta.setOwner(customer, '999')
    await customer.send({ type: 'text', text: 'In red?' }).delivered
    await eventually(async () => expect(await messagesOf(customer)).toHaveLength(1))
    expect(customer.inbox).toEqual([])
    await pass(customer, '999', ours.id)
    expect((await customer.waitForMessage()).text).toBe('Yes, in red too.')
    await eventually(async () => {
      const thread = await messagesOf(customer)
      expect(thread.map(({ text, event }) => event?.name ?? text)).toEqual(['In red?', 'control-gained', 'Yes, in red too.'])
    })
  })

  test('after a person answered in Meta’s inbox and passed it back, the agent goes on', async () => {
    const customer = newCustomer(pageId)
    await customer.send({ type: 'text', text: 'In red?' }).delivered
    await customer.waitForMessage()
    await meta.writeAsBusiness(customer, 'Let me look.')
    await eventually(async () => expect(await conversationOf(customer)).toMatchObject({ handler: 'user' }))
    await pass(customer, '263902037430900', ours.id)
    await eventually(async () => expect(await conversationOf(customer)).toMatchObject({ handler: 'agent' }))
    await customer.send({ type: 'text', text: 'And in blue?' }).delivered
    await eventually(async () => expect(customer.inbox.filter(({ text }) => text === 'Yes, in red too.')).toHaveLength(2), 10_000)
  })

  test('stays with a person of the team who has taken it', async () => {
    const customer = newCustomer(pageId)
    await customer.send({ type: 'text', text: 'In red?' }).delivered
    await customer.waitForMessage()
    await ask('POST', `/conversations/${(await conversationOf(customer)).id}/take`)
    await send(customer, { text: 'Mine.' })
    await pass(customer, '263902037430900', ours.id)
    expect(await conversationOf(customer)).toMatchObject({ handler: 'user' })
  })

  test('is no longer ours once it is passed on, and what another app says takes nothing over', async () => {
    const customer = newCustomer(pageId)
    await customer.send({ type: 'text', text: 'In red?' }).delivered
    await customer.waitForMessage()
    await pass(customer, ours.id, '999')
    await eventually(async () => expect((await messagesOf(customer)).at(-1)?.event?.name).toBe('control-lost'))
    const echo = { sender: { id: pageId }, recipient: { id: customer.id }, timestamp: Date.now() }
    const message = { mid: `m_other_${people}`, is_echo: true, app_id: 999, text: 'I am another bot.' }
    await meta.deliver({ object: 'page', entry: [{ id: pageId, time: Date.now(), standby: [{ ...echo, message }] }] })
    await eventually(async () => expect((await messagesOf(customer)).at(-1)?.text).toBe('I am another bot.'))
    expect(await conversationOf(customer)).toMatchObject({ handler: 'agent' })
    const refused = await send(customer, { text: 'Hello?' })
    expect(refused).toMatchObject({ status: 'failed', error: { code: 'provider', title: expect.stringContaining('Another app') } })
    const { data } = await ask<{ data: Channel[] }>('GET', '/channels')
    expect(data.map(({ status }) => status)).toEqual(['connected', 'connected'])
  })
})

describe('an echo that comes before the answer to our call is ours', () => {
  test.each<[string, NewMessage]>([
    [
      'with lines above and below',
      {
        text: 'Which one?',
        interactive: { kind: 'buttons', header: 'Order 7', footer: 'Thank you', buttons: [{ id: 'a', title: 'Red' }] },
      },
    ],
    [
      'as a list without words',
      {
        interactive: {
          kind: 'list',
          button: 'Choose',
          sections: [{ title: 'Mugs', rows: [{ id: 'r', title: 'Red', description: 'Nine' }] }],
        },
      },
    ],
    ['as a place', { location: { latitude: 43.2, longitude: 76.9, name: 'Shop', address: 'Abay 1' } }],
    [
      'as cards',
      { interactive: { kind: 'cards', cards: [{ title: 'Red mug', text: 'Made in Almaty', buttons: [{ id: 'r', title: 'Take it' }] }] } },
    ],
    ['in several parts', { text: 'A long word. '.repeat(120) }],
  ])(
    '%s',
    async (_name, body) => {
      const customer = newCustomer(instagramId)
      await customer.send({ type: 'text', text: 'In red?' }).delivered
      await customer.waitForMessage()
      await meta.idle()
      await ask('POST', `/conversations/${(await conversationOf(customer)).id}/release`)
      const before = (await messagesOf(customer)).length
      meta.faults.add({ match: { method: 'POST', path: '/messages$' }, kind: 'slow', delayMs: 700 })
      await send(customer, body)
      await meta.idle()
      // One line of ours and no second one, as if somebody had typed it on a phone.
      const after = await messagesOf(customer)
      expect(after.filter(({ direction }) => direction === 'outbound').map(({ author }) => author.id)).not.toContain(null)
      expect(after.length - before).toBe(after.filter((one) => one.event?.name === 'taken').length + 1)
    },
    30_000,
  )
})

describe('on Instagram', () => {
  test('the picture under which somebody asks is kept beside the question', async () => {
    const customer = newCustomer(instagramId)
    await customer.send({ type: 'story-reply', text: 'price?', sample: 'picture-mug' }).delivered
    await eventually(async () => {
      const [question] = await messagesOf(customer)
      expect(question).toMatchObject({ type: 'text', text: 'price?', referral: { story: 'reply' } })
      expect(question?.attachments).toMatchObject([{ kind: 'image', status: 'ready', name: 'story' }])
    }, 15_000)
  })
})

describe.each([
  ['Messenger', pageId],
  ['Instagram', instagramId],
])('what %s has itself is not written out', (_name, account) => {
  test('a reaction of the team, and none', async () => {
    const customer = newCustomer(account)
    const { id: mid } = customer.send({ type: 'text', text: 'In red?' })
    await customer.waitForMessage()
    const messageId = (await messagesOf(customer))[0]?.id ?? ''
    const reactions = () => meta.book.find(account, customer.person.key, mid)?.reactions.business
    expect(await send(customer, { reaction: { messageId, emoji: '❤️' } })).toMatchObject({ status: 'sent', error: null })
    expect(reactions()).toBe('❤️')
    await send(customer, { reaction: { messageId, emoji: null } })
    expect(reactions()).toBeUndefined()
    expect(customer.inbox).toHaveLength(1)
  })

  test('cards side by side, with their pictures, whose buttons answer', async () => {
    const customer = newCustomer(account)
    await customer.send({ type: 'text', text: 'In red?' }).delivered
    await customer.waitForMessage()
    const fileId = await upload()
    const cards = [
      { title: 'Red mug', price: '14 900 ₸', text: 'Made in Almaty', fileId, buttons: [{ id: 'red', title: 'Take it' }] },
      { title: 'Blue mug', buttons: [{ title: 'Look', url: 'https://shop.example/blue' }] },
    ]
    const sent = await send(customer, { text: 'These two:', attachments: [{ fileId }], interactive: { kind: 'cards', cards } })
    expect(sent.error).toBeNull()
    const shown = customer.inbox.at(-1)
    expect(shown).toMatchObject({ kind: 'generic', text: 'Red mug\n14 900 ₸ — Made in Almaty\n\nBlue mug' })
    expect(JSON.stringify(shown?.raw)).toContain('image_url')
    expect(customer.inbox.filter(({ media }) => media)).toEqual([])
    await customer.tap('red').delivered
    await eventually(async () =>
      expect((await messagesOf(customer)).at(-1)?.interactive).toMatchObject({ kind: 'reply', id: 'red', title: 'Take it' }),
    )
  })
})
