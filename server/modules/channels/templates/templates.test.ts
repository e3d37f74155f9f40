import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Template } from '../../../../contract/templates.ts'
import { sampleByName } from '../../../../emulators/index.ts'
import { eventually } from '../../../testing/eventually.ts'
import { freePort } from '../../../testing/parley-process.ts'
import { shopNumber, type TestShop, testShop } from '../../../testing/test-shop.ts'
import { type TestCaller, testCaller, testWorkspace } from '../../../testing/test-workspace.ts'
import { templateJobs } from './jobs.ts'
import { openTemplates } from './open-templates.ts'
import { refreshTemplate, syncTemplates } from './sync-templates.ts'

let shop: TestShop
let path: string
const account = shopNumber.businessAccountId

beforeAll(async () => {
  // Connecting asks the webhook: its address has to be known before the program listens.
  const port = await freePort()
  shop = await testShop({
    config: { port, publicUrl: `http://127.0.0.1:${port}` },
    withoutModel: true,
    whatsapp: { reviews: { verdict: 'hold' } },
  })
  path = `/api/v1/channels/${shop.channelId}/templates`
})
afterAll(() => shop?.close())
beforeEach(async () => {
  Object.assign(shop.whatsapp.cloud.accounts.get(account) ?? {}, { templates: [], deletedTemplates: undefined })
  shop.whatsapp.faults.clear()
  shop.whatsapp.ledger.clear()
  await shop.ask('POST', `${path}/sync`)
})

const approved = (name: string, language = 'en', body = 'Hello there.') =>
  shop.whatsapp.addTemplate(account, { name, language, category: 'utility', status: 'APPROVED', body })
/** What an event leads to is asked for a second later, and found by whoever looks every two. */
const soon = <T>(attempt: () => Promise<T>): Promise<T> => eventually(attempt, 15_000)
const list = async (query = '') => (await shop.ask<{ data: Template[]; nextCursor: string | null }>('GET', `${path}${query}`)).data
const draft = {
  name: 'order_ready',
  language: 'en',
  category: 'utility',
  body: { text: 'Hello {{1}}, your order is ready.', examples: { 1: 'Kerry' } },
}
const decide = (change: Omit<Parameters<typeof shop.whatsapp.reviews.decide>[0], 'name' | 'language'>) =>
  shop.whatsapp.reviews.decide({ name: 'order_ready', language: 'en', ...change })
const create = (change: object = {}) => shop.owner.call('POST', path, { ...draft, ...change })

test('connecting brings the templates, with every state, in pages by name', async () => {
  for (let index = 0; index < 120; index++) approved(`t_${String(index).padStart(3, '0')}`)
  approved('t_000', 'kk')
  await shop.ask('POST', `/api/v1/channels/${shop.channelId}/connect`)
  await soon(async () => expect(await list('?limit=100')).toHaveLength(100))
  const first = await shop.ask<{ data: Template[]; nextCursor: string }>('GET', `${path}?limit=100`)
  const second = await shop.ask<{ data: Template[]; nextCursor: string | null }>('GET', `${path}?limit=100&cursor=${first.nextCursor}`)
  expect(second.nextCursor).toBeNull()
  const names = [...first.data, ...second.data].map((one) => `${one.name} ${one.language}`)
  expect(names).toHaveLength(121)
  expect(names).toEqual(names.toSorted())
  expect(names.slice(0, 2)).toEqual(['t_000 en', 't_000 kk'])
  expect(await shop.owner.call('GET', `${path}?cursor=x`)).toMatchObject({ status: 400 })
})

test('the list is searched by a part of the name or the text, and by state', async () => {
  approved('delivery', 'en', 'It comes tomorrow.')
  approved('sale', 'en', 'Everything for half the price.')
  shop.whatsapp.addTemplate(account, { name: 'old', language: 'en', category: 'marketing', status: 'PAUSED', body: 'Old words.' })
  expect(await shop.ask('POST', `${path}/sync`)).toEqual({ count: 3 })
  expect((await list('?q=HALF%20the')).map((one) => one.name)).toEqual(['sale'])
  expect((await list('?q=deliv')).map((one) => one.name)).toEqual(['delivery'])
  expect((await list('?status=paused')).map((one) => one.name)).toEqual(['old'])
  expect(await list('?q=%25')).toEqual([])
})

test('what is gone at the provider is gone here after the next look, and what stayed keeps its id', async () => {
  approved('a')
  approved('b')
  await shop.ask('POST', `${path}/sync`)
  const [a, b] = await list()
  Object.assign(shop.whatsapp.cloud.accounts.get(account) ?? {}, {
    templates: shop.whatsapp.cloud.accounts.get(account)?.templates.filter((one) => one.name === 'b'),
  })
  await shop.ask('POST', `${path}/sync`)
  expect(await list()).toEqual([b])
  expect(await shop.owner.call('GET', `${path}/${a?.id}`)).toMatchObject({ status: 404 })
})

test('meta 3.4: a template is submitted, reviewed, and every event leads to the truth', { timeout: 90_000 }, async () => {
  const made = await create()
  expect(made).toMatchObject({
    status: 201,
    body: { name: 'order_ready', status: 'pending', category: 'utility', editable: false, rejection: null },
  })
  const { id } = made.body as Template
  const now = () => shop.ask<Template>('GET', `${path}/${id}`)
  await decide({ event: 'REJECTED', reason: 'PROMOTIONAL', rejection: { reason: 'It advertises.', recommendation: 'Choose marketing.' } })
  await soon(async () =>
    expect(await now()).toMatchObject({
      status: 'rejected',
      editable: true,
      rejection: { code: 'promotional', detail: 'It advertises. Choose marketing.' },
    }),
  )
  await decide({ event: 'APPROVED' })
  await soon(async () => expect(await now()).toMatchObject({ status: 'approved', rejection: null }))
  await decide({ quality: 'RED' })
  await soon(async () => expect(await now()).toMatchObject({ quality: 'low' }))
  await decide({ category: 'marketing' })
  await soon(async () => expect(await now()).toMatchObject({ category: 'marketing' }))
  // An event from before, which comes now: nothing has become of the template since.
  await decide({ event: 'REJECTED', apply: false })
  await decide({ event: 'PAUSED' })
  await soon(async () => expect(await now()).toMatchObject({ status: 'paused', rejection: null }))
  await decide({ event: 'DELETED' })
  await soon(async () => expect(await list()).toEqual([]))
})

test('once a day every connected account is looked at', async () => {
  approved('news')
  const { deps } = shop.app
  const context = { log: deps.log, signal: AbortSignal.timeout(60_000), attempt: 1, isLastAttempt: false }
  await templateJobs(deps)['channels.sync-all-templates']?.({}, context)
  await soon(async () => expect((await list()).map((one) => one.name)).toEqual(['news']))
})

test('a token that is refused ends the look without a fault of ours, and its reason reaches whoever asked', async () => {
  const { deps } = shop.app
  shop.whatsapp.breakToken(shopNumber.phoneNumberId, 463)
  try {
    expect(await shop.owner.call('POST', `${path}/sync`)).toMatchObject({
      status: 422,
      body: { detail: expect.stringMatching(/access token/) },
    })
    const context = { log: deps.log, signal: AbortSignal.timeout(60_000), attempt: 1, isLastAttempt: false }
    const payload = { workspaceId: shop.owner.workspaceId, channelId: shop.channelId }
    await templateJobs(deps)['channels.sync-templates']?.(payload, context)
  } finally {
    shop.whatsapp.breakToken(shopNumber.phoneNumberId, null)
  }
})

test('an event that does not say which template leads to a look at all of them', async () => {
  approved('news')
  const value = { event: 'TELEPORTED', message_template_id: 2 ** 60, message_template_name: 'news' }
  await shop.whatsapp.deliverChanges([{ field: 'message_template_status_update', value }])
  await soon(async () => expect((await list()).map((one) => one.name)).toEqual(['news']))
})

test('the answer that was asked for last stands, whichever comes first', async () => {
  approved('a')
  await shop.ask('POST', `${path}/sync`)
  const open = await openTemplates(shop.app.deps, shop.owner.workspaceId, shop.channelId)
  const { management } = open
  const slow = Promise.withResolvers<void>()
  const late = {
    ...open,
    management: {
      ...management,
      list: async (...asked: Parameters<typeof management.list>) => {
        const answer = await management.list(...asked)
        await slow.promise
        return answer
      },
    },
  }
  shop.whatsapp.ledger.clear()
  const syncing = syncTemplates(shop.app.deps, late)
  await soon(async () =>
    expect(shop.whatsapp.ledger.entries().filter((entry) => entry.path.endsWith('/message_templates'))).toHaveLength(1),
  )
  await new Promise((resolve) => setTimeout(resolve, 5))
  const template = shop.whatsapp.cloud.accounts.get(account)?.templates[0]
  if (template) template.status = 'PAUSED'
  await refreshTemplate(shop.app.deps, open, { externalId: template?.id ?? null, rejectionDetail: null })
  slow.resolve()
  await syncing
  expect((await list())[0]?.status).toBe('paused')
})

test('a rejected template is changed part by part and reviewed again; one under review is not touched', async () => {
  const { id } = (await create({ footer: 'Teal Kettles' })).body as Template
  expect(await shop.owner.call('PATCH', `${path}/${id}`, { footer: 'Bye' })).toMatchObject({ status: 409 })
  await decide({ event: 'REJECTED' })
  await shop.ask('POST', `${path}/sync`)
  const buttons = [{ kind: 'quick-reply', title: 'Thanks' }]
  const edited = await shop.owner.call('PATCH', `${path}/${id}`, { category: 'marketing', buttons })
  expect(edited).toMatchObject({
    status: 200,
    body: { id, status: 'pending', category: 'marketing', footer: 'Teal Kettles', buttons, body: draft.body },
  })
  expect(shop.whatsapp.cloud.accounts.get(account)?.templates[0]).toMatchObject({ status: 'PENDING', category: 'marketing' })
  await decide({ event: 'PAUSED' })
  await shop.ask('POST', `${path}/sync`)
  // What changes nothing is not submitted.
  expect(await shop.owner.call('PATCH', `${path}/${id}`, { footer: 'Teal Kettles' })).toMatchObject({
    status: 200,
    body: { status: 'paused' },
  })
  await decide({ event: 'APPROVED' })
  await shop.ask('POST', `${path}/sync`)
  expect(await list()).toMatchObject([{ id, footer: 'Teal Kettles', buttons }])
  expect(await shop.owner.call('PATCH', `${path}/${id}`, { category: 'utility' })).toMatchObject({ status: 409 })
  expect(await shop.owner.call('PATCH', `${path}/${id}`, { footer: 'Bye {{1}}' })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'footer' }] },
  })
})

test('what breaks the provider’s rules never gets there; what it refuses is said in words', async () => {
  shop.whatsapp.ledger.clear()
  const wrong = await create({ name: 'Order', body: { text: 'Hi {{1}}' } })
  expect(wrong).toMatchObject({ status: 400, body: { type: 'urn:parley:problem:template-invalid' } })
  const paths = (wrong.body as { errors: { path: string }[] }).errors.map((error) => error.path)
  expect(paths).toEqual(expect.arrayContaining(['name', 'body.text', 'body.examples.1']))
  expect(shop.whatsapp.ledger.entries().filter(({ method }) => method === 'POST')).toEqual([])
  await create()
  expect(await create()).toMatchObject({ status: 422, body: { detail: expect.stringMatching(/already/) } })
  shop.whatsapp.faults.add({ kind: 'status', status: 503, times: 1, match: { method: 'POST', path: 'message_templates' } })
  expect(await create({ name: 'other' })).toMatchObject({ status: 503 })
})

test('deleting takes it away there and here; a disabled one stays', async () => {
  const { id } = (await create()).body as Template
  await decide({ event: 'DISABLED' })
  await shop.ask('POST', `${path}/sync`)
  expect(await shop.owner.call('DELETE', `${path}/${id}`)).toMatchObject({ status: 409 })
  await decide({ event: 'APPROVED' })
  await shop.ask('POST', `${path}/sync`)
  expect(await shop.owner.call('DELETE', `${path}/${id}`)).toMatchObject({ status: 204 })
  expect(shop.whatsapp.cloud.accounts.get(account)?.templates).toEqual([])
  expect(await create()).toMatchObject({ status: 422, body: { detail: expect.stringMatching(/30 days/) } })
})

test('one that the provider has no more is deleted all the same', async () => {
  const { id } = (await create()).body as Template
  Object.assign(shop.whatsapp.cloud.accounts.get(account) ?? {}, { templates: [] })
  expect(await shop.owner.call('DELETE', `${path}/${id}`)).toMatchObject({ status: 204 })
  expect(await list()).toEqual([])
})

test('roles, other workspaces, other kinds of channels', async () => {
  const { id } = (await create()).body as Template
  const agent = await testCaller(shop.app, shop.owner.workspaceId, 'agent')
  expect(await agent.call('GET', path)).toMatchObject({ status: 200, body: { data: [{ id }] } })
  expect(await agent.call('POST', path, draft)).toMatchObject({ status: 403 })
  const other = await testWorkspace(shop.app)
  for (const at of [path, `${path}/${id}`, `${path}/rules`]) expect(await other.call('GET', at)).toMatchObject({ status: 404 })
  const widget = await shop.ask<{ id: string }>('POST', '/api/v1/channels', { type: 'webchat', name: 'Website' })
  for (const call of [
    () => shop.owner.call('GET', `/api/v1/channels/${widget.id}/templates`),
    () => shop.owner.call('POST', `/api/v1/channels/${widget.id}/templates/sync`),
  ])
    expect(await call()).toMatchObject({ status: 409, body: { type: 'urn:parley:problem:templates-unsupported' } })
})

test('a disconnected channel is asked nothing, and what was known of it stays readable', async () => {
  await create()
  await shop.ask('POST', `/api/v1/channels/${shop.channelId}/disconnect`)
  try {
    expect(await list()).toHaveLength(1)
    expect(await shop.owner.call('POST', `${path}/sync`)).toMatchObject({ status: 409 })
  } finally {
    await shop.ask('POST', `/api/v1/channels/${shop.channelId}/connect`)
  }
})

test('who did what stands in the audit log', async () => {
  const { id } = (await create()).body as Template
  await decide({ event: 'APPROVED' })
  await shop.ask('POST', `${path}/sync`)
  await shop.ask('PATCH', `${path}/${id}`, { footer: 'Bye' })
  await shop.owner.call('DELETE', `${path}/${id}`)
  const { rows } = await shop.app.database.ownerPool.query<{ action: string }>(
    'select action from audit_log where target_id = $1 order by sequence',
    [id],
  )
  expect(rows.map((row) => row.action)).toEqual(['template.created', 'template.updated', 'template.deleted'])
})

test('a template that was sent reads in the thread as the customer reads it', async () => {
  approved('order_ready', 'en', 'Hello {{1}}, your order {{2}} is ready.')
  await shop.ask('POST', `${path}/sync`)
  const customer = shop.whatsapp.customer({ phone: '+77005550011', name: 'Kerry' })
  await customer.send({ type: 'text', text: 'Is it ready?' }).delivered
  const conversation = await soon(async () => {
    const { data } = await shop.ask<{ data: { id: string }[] }>('GET', `/api/v1/conversations?channelId=${shop.channelId}`)
    expect(data).toHaveLength(1)
    return data[0]
  })
  const template = { name: 'order_ready', language: 'en', variables: { 1: 'Kerry', 2: '7' } }
  const sent = await shop.ask<{ text: string; type: string }>('POST', `/api/v1/conversations/${conversation?.id}/messages`, { template })
  expect(sent).toMatchObject({ type: 'template', text: 'Hello Kerry, your order 7 is ready.' })
  await soon(async () => expect(customer.inbox.at(-1)?.text).toBe('Hello Kerry, your order 7 is ready.'))
  const unknown = { name: 'nobody_knows', language: 'en', variables: {} }
  expect(await shop.ask('POST', `/api/v1/conversations/${conversation?.id}/messages`, { template: unknown })).toMatchObject({ text: null })
})

/** A form with one file, as the dashboard sends it. */
async function sendExample(caller: TestCaller, name: string, bytes: Uint8Array<ArrayBuffer>) {
  const form = new FormData()
  form.append('file', new Blob([bytes]), name)
  const answer = await fetch(`${shop.app.url}${path}/examples`, {
    method: 'POST',
    body: form,
    headers: { authorization: `Bearer ${caller.key}` },
  })
  return { status: answer.status, body: (await answer.json()) as { format?: string; handle?: string; type?: string; detail?: string } }
}

test('a header with a picture: the example goes to the provider, the template with its handle, and nothing of it stays', async () => {
  const bytes = new Uint8Array(sampleByName('picture-mug').bytes)
  const agent = await testCaller(shop.app, shop.owner.workspaceId, 'agent')
  expect(await sendExample(agent, 'mug.png', bytes)).toMatchObject({ status: 403 })
  // What it is, its bytes say.
  const example = await sendExample(shop.owner, 'mug.pdf', bytes)
  expect(example).toMatchObject({ status: 201, body: { format: 'image', handle: expect.stringMatching(/^4::/) } })
  expect(await create({ header: { format: 'image' } })).toMatchObject({ status: 400, body: { errors: [{ path: 'header.exampleHandle' }] } })
  const made = await create({ header: { format: 'image', exampleHandle: example.body.handle } })
  expect(made).toMatchObject({ status: 201, body: { header: { format: 'image' }, status: 'pending' } })
  expect(JSON.stringify(made.body)).not.toContain('4::')
  expect(shop.whatsapp.cloud.accounts.get(account)?.templates[0]?.components?.[0]).toMatchObject({ type: 'HEADER', format: 'IMAGE' })
  const { rows } = await shop.app.database.ownerPool.query('select from files where workspace_id = $1', [shop.owner.workspaceId])
  expect(rows).toEqual([])
  expect(await sendExample(shop.owner, 'words.png', new TextEncoder().encode('no picture'))).toMatchObject({
    status: 415,
    body: { type: 'urn:parley:problem:example-type', detail: expect.stringContaining('image/png') },
  })
  const huge = new Uint8Array(5 * 1024 * 1024 + 1)
  huge.set(bytes)
  expect(await sendExample(shop.owner, 'huge.png', huge)).toMatchObject({ status: 413 })
})

test('a template for one-time codes is made, read in the provider’s words, sent, and the code is nobody else’s to read', async () => {
  const code = { securityAdvice: true, expiresInMinutes: 10, buttonTitle: null }
  const made = await shop.owner.call('POST', path, { name: 'sign_in', language: 'en', category: 'authentication', code })
  expect(made).toMatchObject({
    status: 201,
    body: {
      body: { text: '*{{1}}* is your verification code. For your security, do not share this code.' },
      footer: 'This code expires in 10 minutes.',
      buttons: [{ kind: 'one-time-code', title: 'Copy code' }],
    },
  })
  await shop.whatsapp.reviews.decide({ name: 'sign_in', language: 'en', event: 'APPROVED' })
  const customer = shop.whatsapp.customer({ phone: '+77005550012', name: 'Zarina' })
  await customer.send({ type: 'text', text: 'Send me a code' }).delivered
  const conversation = await soon(async () => {
    const { data } = await shop.ask<{ data: { id: string; contact: { name: string } }[] }>('GET', '/api/v1/conversations')
    const own = data.find((one) => one.contact.name === 'Zarina')
    expect(own).toBeDefined()
    return own
  })
  const template = { name: 'sign_in', language: 'en', code: '482913' }
  const sent = await shop.ask<{ text: string }>('POST', `/api/v1/conversations/${conversation?.id}/messages`, { template })
  expect(sent.text).toContain('*••••••* is your verification code.')
  await soon(async () => expect(customer.inbox.at(-1)?.text).toContain('*482913* is your verification code.'))
  expect(
    await shop.owner.call('POST', `/api/v1/conversations/${conversation?.id}/messages`, { template: { ...template, code: '1 2' } }),
  ).toMatchObject({ status: 400 })
})
