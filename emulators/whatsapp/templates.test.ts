import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { accessToken, businessAccountId, changeOf, startFixture, type WhatsAppFixture } from './whatsapp-fixture.ts'

let fixture: WhatsAppFixture
const path = `/v25.0/${businessAccountId}/message_templates`

beforeAll(async () => {
  fixture = await startFixture({ limits: { throughput: false, pair: false }, reviews: { afterMs: 5, verdict: 'hold' } })
})
afterAll(() => fixture.close())
beforeEach(async () => {
  fixture.emulator.reset()
  fixture.receiver.received.length = 0
  fixture.emulator.reviews.options.verdict = 'hold'
  const account = fixture.emulator.cloud.accounts.get(businessAccountId)
  if (account) Object.assign(account, { templates: [], deletedTemplates: undefined })
  await fixture.emulator.customer({ phone: '15550001', name: 'Kerry' }).send({ type: 'text', text: 'hello' }).delivered
  fixture.receiver.received.length = 0
})

const body = (text: string, ...examples: string[]) => ({
  type: 'BODY',
  text,
  ...(examples.length > 0 ? { example: { body_text: [examples] } } : {}),
})
const draft = (more: Record<string, unknown> = {}) => ({
  name: 'order_ready',
  language: 'en',
  category: 'UTILITY',
  components: [body('Hello {{1}}, your order number {{2}} is ready to be fetched.', 'Kerry', '7')],
  ...more,
})
const named = { type: 'body', text: 'Hello {{first_name}}, we are open again.' }
const remove = (query: string) => fixture.call(`${path}?${query}`, undefined, { method: 'DELETE' })
const list = async (query = '') => (await fixture.call(`${path}${query}`)).json as unknown as List
interface List {
  data: { id: string; name: string; status: string; quality_score?: { score: string }; rejected_reason?: string; components?: unknown[] }[]
  paging?: { cursors: { after: string }; next?: string }
}
const update = () => changeOf(fixture.receiver.received.at(-1)) as unknown as { field: string; value: Record<string, unknown> }

describe('submitting', () => {
  test('meta 3.4, 9.7: it is pending, in the words of the API, until its review ends by a webhook', async () => {
    const made = await fixture.call(path, draft())
    expect(made.json).toEqual({ id: expect.stringMatching(/^\d{16}$/), status: 'PENDING', category: 'UTILITY' })
    expect((await list()).data).toMatchObject([
      { id: made.json.id, name: 'order_ready', status: 'PENDING', components: draft().components },
    ])
    await fixture.emulator.reviews.decide({
      name: 'order_ready',
      language: 'en',
      event: 'REJECTED',
      reason: 'PROMOTIONAL',
      rejection: { reason: 'It advertises.', recommendation: 'Choose marketing.' },
    })
    expect(update()).toEqual({
      field: 'message_template_status_update',
      value: {
        event: 'REJECTED',
        message_template_id: Number(made.json.id),
        message_template_name: 'order_ready',
        message_template_language: 'en',
        reason: 'PROMOTIONAL',
        message_template_category: 'UTILITY',
        rejection_info: { reason: 'It advertises.', recommendation: 'Choose marketing.' },
      },
    })
    const read = await fixture.call(`/v25.0/${made.json.id}?fields=status,rejected_reason,quality_score`)
    expect(read.json).toEqual({ id: made.json.id, status: 'REJECTED', rejected_reason: 'PROMOTIONAL', quality_score: { score: 'UNKNOWN' } })
  })

  test('left to itself, a review ends after a moment', async () => {
    fixture.emulator.reviews.options.verdict = 'approve'
    await fixture.call(path, draft())
    await expect.poll(() => fixture.receiver.received.length).toBe(1)
    expect(update().value.event).toBe('APPROVED')
  })

  test.each([
    ['a name with capitals', draft({ name: 'Order' }), 100],
    ['an unknown key', draft({ colour: 'red' }), 100],
    ['no body', draft({ components: [{ type: 'FOOTER', text: 'Bye' }] }), 100],
    ['a body of 1025', draft({ components: [body('x'.repeat(1025))] }), 2388040],
    ['a variable at the end', draft({ components: [body('Your order is ready now, {{1}}', 'Kerry')] }), 2388299],
    ['more variables than words', draft({ components: [body('Hi {{1}} {{2}} {{3}} bye', 'a', 'b', 'c')] }), 2388293],
    ['no example', draft({ components: [body('Hello {{1}}, how are you today?')] }), 100],
    ['gaps in the numbers', draft({ components: [body('Hello {{2}}, how are you today?', 'Kerry')] }), 100],
    ['names without saying so', draft({ components: [{ ...named, example: { body_text: [['Kerry']] } }] }), 100],
    ['a header of 61', draft({ components: [{ type: 'HEADER', format: 'TEXT', text: 'x'.repeat(61) }, body('Hello')] }), 2388040],
    ['a picture without a handle', draft({ components: [{ type: 'HEADER', format: 'IMAGE' }, body('Hello')] }), 100],
    ['a variable in the footer', draft({ components: [body('Hello'), { type: 'FOOTER', text: 'Bye {{1}}' }] }), 2388073],
    [
      'quick replies apart',
      draft({
        components: [
          body('Hello'),
          {
            type: 'BUTTONS',
            buttons: [
              { type: 'QUICK_REPLY', text: 'Yes' },
              { type: 'URL', text: 'Shop', url: 'https://shop.example' },
              { type: 'QUICK_REPLY', text: 'No' },
            ],
          },
        ],
      }),
      100,
    ],
  ])('refuses %s', async (_name, input, code) => {
    expect((await fixture.call(path, input)).json.error?.code).toBe(code)
    expect((await list()).data).toEqual([])
  })

  test('named variables, every kind of button, small letters', async () => {
    const example = { body_text_named_params: [{ param_name: 'first_name', example: 'Kerry' }] }
    const buttons = [
      { type: 'quick_reply', text: 'Stop' },
      { type: 'url', text: 'Shop', url: 'https://shop.example/{{1}}', example: ['https://shop.example/a'] },
      { type: 'phone_number', text: 'Call', phone_number: '+15550100000' },
      { type: 'copy_code', example: 'SAVE10' },
    ]
    const input = draft({
      category: 'marketing',
      parameter_format: 'named',
      components: [
        { ...named, example },
        { type: 'buttons', buttons },
      ],
    })
    expect((await fixture.call(path, input)).json).toMatchObject({ status: 'PENDING', category: 'MARKETING' })
  })

  test('the same name in the same language is taken; in another language it is not', async () => {
    await fixture.call(path, draft())
    expect((await fixture.call(path, draft())).json.error).toMatchObject({ code: 100, error_subcode: 2388024 })
    expect((await fixture.call(path, draft({ language: 'ru' }))).status).toBe(200)
  })
})

describe('example files', () => {
  const app = '1000000000000001'
  const bytes = Buffer.from('a picture')
  const begin = (query: Record<string, string> = {}) => {
    const given = { file_length: String(bytes.length), file_type: 'image/png', file_name: 'a.png', ...query }
    return fixture.call(`/v25.0/${app}/uploads?${new URLSearchParams(given)}`, undefined, { method: 'POST' })
  }
  const give = (id: unknown, headers: Record<string, string> = {}, body = bytes) =>
    fixture.call(`/v25.0/${id}`, undefined, {
      method: 'POST',
      body: new Uint8Array(body),
      headers: { authorization: `OAuth ${accessToken}`, file_offset: '0', 'content-type': 'application/octet-stream', ...headers },
    })
  const withHeader = (format: string, ...handles: unknown[]) =>
    draft({ components: [{ type: 'HEADER', format, example: { header_handle: handles } }, body('Hello there')] })

  test('a session, the bytes, a handle; and the template that is submitted with it', async () => {
    const session = await begin()
    expect(session.json).toEqual({ id: expect.stringMatching(/^upload:[\w=-]+\?sig=[\w-]+$/) })
    const { h } = (await give(session.json.id)).json
    expect(h).toMatch(/^4::aW1hZ2UvcG5n:/)
    expect((await fixture.call(path, withHeader('VIDEO', h))).json.error?.code).toBe(100)
    expect((await fixture.call(path, withHeader('IMAGE'))).json.error?.code).toBe(100)
    expect((await fixture.call(path, withHeader('IMAGE', '4::aW1hZ2UvcG5n:made:up'))).json.error?.code).toBe(100)
    expect((await fixture.call(path, withHeader('IMAGE', h))).status).toBe(200)
    // The list shows an address of the picture, which is no handle.
    const shown = JSON.stringify((await list()).data[0]?.components)
    expect(shown).toContain('https://scontent.whatsapp.net/')
    expect(shown).not.toContain('4::')
  })

  test('is refused for another app, a type that is not taken, and without a length', async () => {
    expect((await fixture.call('/v25.0/77/uploads?file_length=1&file_type=image/png', {})).json.error).toMatchObject({ error_subcode: 33 })
    expect((await begin({ file_type: 'image/gif' })).json.error?.code).toBe(100)
    expect((await begin({ file_length: '0' })).json.error?.code).toBe(100)
  })

  test('the bytes need the right token in its own kind of header, an offset and the length that was said', async () => {
    const { id } = (await begin()).json
    expect((await give(id, { authorization: `Bearer ${accessToken}` })).status).toBe(401)
    expect((await give(id, { file_offset: '5' })).json.error?.code).toBe(100)
    expect((await give(id, {}, Buffer.from('shorter'))).json.error?.code).toBe(100)
    expect((await give(`${id}x`)).json.error?.code).toBe(100)
    expect((await give(id)).status).toBe(200)
    // A session is good once.
    expect((await give(id)).json.error?.code).toBe(100)
  })
})

describe('one-time codes', () => {
  const otp = { type: 'OTP', otp_type: 'COPY_CODE' }
  const codes = (...components: object[]) => draft({ name: 'code', category: 'AUTHENTICATION', components })
  const buttons = (...list: object[]) => ({ type: 'BUTTONS', buttons: list })
  const minutes = (count: number) => ({ type: 'FOOTER', code_expiration_minutes: count })

  test('are worded by the provider, and their button is listed as an address', async () => {
    const made = await fixture.call(path, codes({ type: 'body', add_security_recommendation: true }, minutes(10), buttons(otp)))
    expect(made.json).toMatchObject({ status: 'PENDING', category: 'AUTHENTICATION' })
    expect((await list()).data[0]?.components).toMatchObject([
      { type: 'BODY', text: '*{{1}}* is your verification code. For your security, do not share this code.' },
      { type: 'FOOTER', text: 'This code expires in 10 minutes.' },
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'URL',
            text: 'Copy code',
            url: expect.stringMatching(/otp_type=COPY_CODE&code_expiration_minutes=10&code=otp\{\{1\}\}$/),
          },
        ],
      },
    ])
  })

  test.each([
    ['words of their own', codes({ type: 'BODY', text: '{{1}} is it' }, buttons(otp))],
    ['a header', codes({ type: 'HEADER', format: 'TEXT', text: 'Code' }, { type: 'BODY' }, buttons(otp))],
    ['no button', codes({ type: 'BODY' })],
    ['a button of another kind', codes({ type: 'BODY' }, buttons({ type: 'QUICK_REPLY', text: 'Stop' }))],
    ['two buttons', codes({ type: 'BODY' }, buttons(otp, otp))],
    ['a button of 26', codes({ type: 'BODY' }, buttons({ ...otp, text: 'x'.repeat(26) }))],
    ['no time to live', codes({ type: 'BODY' }, minutes(0), buttons(otp))],
    ['91 minutes', codes({ type: 'BODY' }, minutes(91), buttons(otp))],
    ['another category', draft({ components: [{ type: 'BODY', add_security_recommendation: true }, buttons(otp)] })],
  ])('with %s are refused', async (_name, input) => {
    expect((await fixture.call(path, input)).json.error?.code).toBe(100)
  })
})

test('the list comes in pages whose cursors hold while templates go', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e']) fixture.emulator.addTemplate(businessAccountId, approved(name))
  const first = await list('?limit=2&fields=name,status')
  expect(first.data.map((one) => one.name)).toEqual(['a', 'b'])
  expect(first.paging?.next).toContain('after=')
  await remove('name=a')
  const second = await list(`?limit=3&after=${first.paging?.cursors.after}`)
  expect(second.data.map((one) => one.name)).toEqual(['c', 'd', 'e'])
  expect(second.paging?.cursors.after).toBeTruthy()
  expect(second.paging?.next).toBeUndefined()
})

const approved = (name: string) => ({
  name,
  language: 'en',
  category: 'utility' as const,
  status: 'APPROVED' as const,
  body: 'Hello there.',
})

test('meta 3.4: an approved template is edited once a day, goes back into review, and not while it is there', async () => {
  fixture.emulator.addTemplate(businessAccountId, approved('a'))
  const id = (await list()).data[0]?.id
  const edit = () => fixture.call(`/v25.0/${id}`, { components: [body('Hello again.')] })
  expect((await edit()).json).toEqual({ success: true })
  expect((await list()).data[0]).toMatchObject({ status: 'PENDING', components: [body('Hello again.')] })
  expect((await edit()).json.error?.code).toBe(100)
  await fixture.emulator.reviews.decide({ name: 'a', language: 'en', event: 'APPROVED' })
  expect((await edit()).json.error).toMatchObject({ code: 100, error_user_msg: expect.stringContaining('once in 24 hours') })
  fixture.clock.now += 24 * 3600_000
  expect((await edit()).json).toEqual({ success: true })
})

test('deleting takes one language by its id or all by their name, and keeps the name for thirty days', async () => {
  for (const language of ['en', 'ru', 'kk']) fixture.emulator.addTemplate(businessAccountId, { ...approved('a'), language })
  const [en] = (await list()).data
  expect((await remove(`name=a&hsm_id=${en?.id}`)).json).toEqual({ success: true })
  expect((await list()).data).toHaveLength(2)
  expect((await remove('name=a')).json).toEqual({ success: true })
  expect((await remove('name=a')).json.error?.code).toBe(100)
  expect((await fixture.call(path, draft({ name: 'a' }))).json.error).toMatchObject({ code: 100, error_subcode: 2388023 })
  fixture.clock.now += 30 * 24 * 3600_000
  expect((await fixture.call(path, draft({ name: 'a' }))).status).toBe(200)
})

test('meta 9.7: what is paused, disabled or still under review is not sent, each with its code', async () => {
  const send = async () => (await fixture.send({ type: 'template', template: { name: 'a', language: { code: 'en' } } })).json.error?.code
  fixture.emulator.addTemplate(businessAccountId, approved('a'))
  const decide = (event: 'PAUSED' | 'DISABLED' | 'PENDING' | 'REINSTATED') =>
    fixture.emulator.reviews.decide({ name: 'a', language: 'en', event })
  expect(await send()).toBeUndefined()
  await decide('PAUSED')
  expect(await send()).toBe(132015)
  await decide('DISABLED')
  expect(await send()).toBe(132016)
  expect((await remove('name=a')).json.error?.code).toBe(100)
  await decide('PENDING')
  expect(await send()).toBe(132001)
  await decide('REINSTATED')
  expect(await send()).toBeUndefined()
})

test('quality and category are told by webhooks of their own, also by the control route; late ones change nothing', async () => {
  fixture.emulator.addTemplate(businessAccountId, approved('a'))
  const control = (change: object) =>
    fetch(`${fixture.emulator.url}/_templates`, {
      method: 'POST',
      body: JSON.stringify(change),
      headers: { 'content-type': 'application/json' },
    })
  await control({ name: 'a', language: 'en', quality: 'RED' })
  expect(update()).toMatchObject({
    field: 'message_template_quality_update',
    value: { new_quality_score: 'RED', message_template_name: 'a' },
  })
  await control({ name: 'a', language: 'en', category: 'marketing' })
  expect(update()).toMatchObject({ field: 'template_category_update', value: { previous_category: 'UTILITY', new_category: 'MARKETING' } })
  await control({ name: 'a', language: 'en', event: 'REJECTED', apply: false })
  expect(update().value.event).toBe('REJECTED')
  expect((await list('?fields=status,quality_score,category')).data).toEqual([
    { id: expect.any(String), status: 'APPROVED', quality_score: { score: 'RED' }, category: 'MARKETING' },
  ])
  expect((await control({ name: 'a', language: 'en', colour: 'red' })).status).toBe(400)
})

test('another account’s templates are not there', async () => {
  const other = await fixture.call('/v25.0/777/message_templates')
  expect(other.json.error).toMatchObject({ code: 100, error_subcode: 33 })
  expect((await fetch(`${fixture.emulator.url}${path}`)).status).toBe(401)
  expect(JSON.stringify(fixture.emulator.ledger.entries())).not.toContain(accessToken)
})
