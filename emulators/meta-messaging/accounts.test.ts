import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  appId,
  appSecret,
  instagramId,
  instagramToken,
  linkedId,
  type MetaFixture,
  messageOf,
  pageId,
  pageToken,
  startFixture,
} from './meta-fixture.ts'

let fixture: MetaFixture
beforeEach(async () => {
  fixture = await startFixture()
})
afterEach(() => fixture.close())

const read = async (path: string, token = pageToken) => (await fixture.call(`/v25.0${path}`, undefined, { token })).json
const change = async (path: string, method = 'POST', token = pageToken) =>
  (await fixture.call(`/v25.0${path}`, undefined, { method, token })).json

describe('accounts can be read', () => {
  test('a page, and the Instagram account behind it', async () => {
    expect(await read(`/${pageId}?fields=id,name`)).toEqual({ id: pageId, name: 'Demo Shop' })
    expect(await read('/me')).toEqual({ id: pageId, name: 'Demo Shop' })
    expect(await read(`/${pageId}?fields=name,instagram_business_account{id,username,name}`)).toEqual({
      id: pageId,
      name: 'Demo Shop',
      instagram_business_account: { id: linkedId, username: 'demo_shop_linked', name: 'Demo Shop' },
    })
    expect(await read(`/${pageId}?fields=instagram_business_account`)).toEqual({ id: pageId, instagram_business_account: { id: linkedId } })
    expect(await read(`/${linkedId}?fields=username`)).toEqual({ id: linkedId, username: 'demo_shop_linked' })
    expect((await read(`/${pageId}?fields=nickname`)).error?.code).toBe(100)
  })

  test('meta 4.1: by Instagram login id is one of the app, and user_id the account', async () => {
    expect(await read('/me?fields=user_id,username,name', instagramToken)).toEqual({
      id: '27841400000000009',
      user_id: instagramId,
      username: 'demo_shop',
      name: 'Demo Shop',
    })
    expect(await read('/me', instagramToken)).toEqual({ id: '27841400000000009' })
  })

  test('what is missing and what is another’s look alike', async () => {
    const missing = await read('/999')
    expect(missing.error).toMatchObject({ code: 100, error_subcode: 33 })
    expect((await read(`/${instagramId}`)).error).toMatchObject({ code: 100, error_subcode: 33 })
    expect((await read('/999/nothing')).error?.code).toBe(100)
  })
})

describe('people can be read once they have written', () => {
  test('on Messenger: name and picture, unless their region keeps them', async () => {
    const { emulator } = fixture
    const ann = emulator.customer({ name: 'Ann van Dyk', hasPhoto: true, account: pageId })
    expect((await read(`/${ann.id}`)).error).toMatchObject({ code: 100, error_subcode: 33 })
    await ann.send({ type: 'text', text: 'hi' }).delivered
    const { profile_pic: photo, ...name } = await read(`/${ann.id}?fields=first_name,last_name,profile_pic`)
    expect(name).toEqual({ first_name: 'Ann', last_name: 'van Dyk', id: ann.id })
    expect((await fetch(String(photo))).headers.get('content-type')).toBe('image/png')
    emulator.customer({ id: ann.id, hidesProfile: true, account: pageId })
    expect(await read(`/${ann.id}?fields=first_name,last_name,profile_pic`)).toEqual({ id: ann.id })
    expect((await read(`/${ann.id}?fields=shoe_size`)).error?.code).toBe(100)
  })

  test('meta 4.4: on Instagram: consent first, and nothing after a block', async () => {
    const { emulator } = fixture
    const bea = emulator.customer({ name: 'Bea', username: 'bea', account: instagramId })
    expect((await read(`/${bea.id}?fields=name,username`, instagramToken)).error?.code).toBe(230)
    await bea.send({ type: 'text', text: 'hi' }).delivered
    expect(await read(`/${bea.id}?fields=name,username`, instagramToken)).toEqual({ name: 'Bea', username: 'bea', id: bea.id })
    expect((await read(`/${bea.id}?fields=name`)).error).toMatchObject({ code: 100, error_subcode: 33 })
    emulator.customer({ id: bea.id, hidesProfile: true, account: instagramId })
    expect(await read(`/${bea.id}?fields=name,username`, instagramToken)).toEqual({ username: 'bea', id: bea.id })
    bea.block()
    expect((await read(`/${bea.id}?fields=name,username`, instagramToken)).error?.code).toBe(230)
  })

  test('an Instagram person through the page', async () => {
    const cleo = fixture.emulator.customer({ name: 'Cleo', username: 'cleo', account: linkedId })
    await cleo.send({ type: 'text', text: 'hi' }).delivered
    expect(await read(`/${cleo.id}?fields=name,username,is_verified_user`)).toEqual({
      name: 'Cleo',
      username: 'cleo',
      is_verified_user: false,
      id: cleo.id,
    })
  })
})

describe('subscriptions of an account', () => {
  test('meta 1.6: a page says "true", an Instagram account true', async () => {
    expect(await change(`/${pageId}/subscribed_apps?subscribed_fields=messages,message_echoes`)).toEqual({ success: 'true' })
    expect((await read(`/${pageId}/subscribed_apps`)).data).toMatchObject([
      { id: appId, subscribed_fields: ['messages', 'message_echoes'] },
    ])
    expect(await change(`/${pageId}/subscribed_apps`, 'DELETE')).toEqual({ success: 'true' })
    expect((await read(`/${pageId}/subscribed_apps`)).data).toEqual([])
    const path = `/${instagramId}/subscribed_apps`
    expect(await change(`${path}?subscribed_fields=messages,messaging_seen`, 'POST', instagramToken)).toEqual({ success: true })
    expect(await change(path, 'DELETE', instagramToken)).toEqual({ success: true })
  })

  test('unknown fields are refused, and Instagram’s names by a page', async () => {
    const refused = await change(`/${pageId}/subscribed_apps?subscribed_fields=messages,messaging_seen`)
    expect(refused.error?.code).toBe(100)
    expect(refused.error?.message).toMatch(/^\(#100\) Param subscribed_fields\[1\] must be one of/)
    expect((await change(`/${pageId}/subscribed_apps`)).error?.message).toMatch(/subscribed_fields is required/)
    const path = `/${instagramId}/subscribed_apps?subscribed_fields=message_deliveries`
    expect((await change(path, 'POST', instagramToken)).error?.code).toBe(100)
    // Both spellings are in use.
    for (const field of ['messaging_referral', 'messaging_referrals', 'message_reactions', 'messaging_reactions']) {
      expect(await change(`/${instagramId}/subscribed_apps?subscribed_fields=${field}`, 'POST', instagramToken)).toEqual({ success: true })
    }
  })
})

describe('the webhook of an app', () => {
  const appToken = `${appId}|${appSecret}`
  const query = (more: Record<string, string> = {}) =>
    new URLSearchParams({
      object: 'page',
      callback_url: fixture.receiver.url.replace('/hook', '/other'),
      verify_token: fixture.receiver.verifyToken,
      fields: 'messages',
      include_values: 'true',
      ...more,
    })

  test('is set after a handshake, read, used and removed', async () => {
    const path = `/${appId}/subscriptions`
    expect(await change(`${path}?${query()}`, 'POST', appToken)).toEqual({ success: true })
    expect((await read(path, appToken)).data).toMatchObject([
      { object: 'page', callback_url: expect.stringMatching(/\/other$/), active: true, fields: [{ name: 'messages' }] },
      { object: 'instagram' },
    ])
    const ann = fixture.emulator.customer({ account: pageId })
    await ann.send({ type: 'text', text: 'a' }).delivered
    expect(fixture.receiver.received.at(-1)?.path).toBe('/other')
    await ann.send({ type: 'postback', title: 'Buy', payload: 'not subscribed to at the app' }).delivered
    expect(fixture.receiver.received).toHaveLength(1)
    await change(`${path}?object=page`, 'DELETE', appToken)
    await ann.send({ type: 'text', text: 'b' }).delivered
    expect(fixture.receiver.received).toHaveLength(1)
  })

  test.each<[string, Record<string, string>, number]>([
    ['a wrong verify token', { verify_token: 'wrong' }, 2200],
    ['an address that cannot be reached', { callback_url: 'http://127.0.0.1:9/hook' }, 2200],
    ['an unknown object', { object: 'whatsapp_business_account' }, 100],
    ['an unknown field', { fields: 'messages,everything' }, 100],
    ['no address', { callback_url: 'somewhere' }, 100],
  ])('is refused for %s', async (_name, more, code) => {
    expect((await change(`/${appId}/subscriptions?${query(more)}`, 'POST', appToken)).error?.code).toBe(code)
  })

  test('takes the token of the app itself', async () => {
    const path = `/${appId}/subscriptions?${query()}`
    expect((await change(path, 'POST', `${appId}|wrong`)).error?.code).toBe(190)
    expect((await change(path, 'POST', 'none|wrong')).error?.code).toBe(101)
    expect((await change(path, 'POST', pageToken)).error?.code).toBe(101)
    expect((await change(`/1/subscriptions?${query()}`, 'POST', appToken)).error?.code).toBe(190)
  })
})

describe('tokens', () => {
  const send = (token: string, id = pageId) =>
    fixture.call(`/v25.0/${id}/messages`, { recipient: { id: '1' }, messaging_type: 'RESPONSE', message: { text: 'x' } }, { token })

  test('missing, wrong, or of another account: 190', async () => {
    const { emulator } = fixture
    const response = await fetch(`${emulator.url}/v25.0/${pageId}/messages`, { method: 'POST' })
    expect(((await response.json()) as { error: { code: number } }).error.code).toBe(190)
    expect((await send('wrong')).json.error).toMatchObject({ code: 190, type: 'OAuthException' })
    expect((await send(instagramToken)).json.error?.code).toBe(190)
    expect((await send(pageToken, instagramId)).json.error?.code).toBe(190)
    expect((await send(pageToken, '999')).json.error).toMatchObject({ code: 100, error_subcode: 33 })
  })

  test('meta 9.6: break with a subcode, and mend', async () => {
    const { emulator } = fixture
    for (const subcode of [458, 460, 463, 467] as const) {
      emulator.breakToken(pageId, subcode)
      const { json, headers } = await send(pageToken)
      expect(json.error).toMatchObject({ code: 190, error_subcode: subcode })
      expect(headers.get('www-authenticate')).toContain('invalid_token')
    }
    emulator.breakToken(pageId, null)
    expect((await send(pageToken)).json.error?.error_subcode).toBe(2018001)
  })

  test('of Instagram expire after sixty days', async () => {
    fixture.emulator.passTime(60 * 24 * 3600_000)
    expect((await send(instagramToken, instagramId)).json.error).toMatchObject({ code: 190, error_subcode: 463 })
    expect((await send(pageToken)).json.error?.code).toBe(100)
  })

  test('need the permission for what they are used for', async () => {
    const { emulator, provision } = fixture
    const [page] = provision.pages ?? []
    const [account] = provision.instagram ?? []
    if (!page || !account) throw new Error('nothing provisioned')
    await emulator.provision({ ...provision, pages: [{ ...page, scopes: ['pages_show_list'] }], instagram: [{ ...account, scopes: [] }] })
    expect((await send(pageToken)).json.error?.code).toBe(200)
    expect((await send(instagramToken, instagramId)).json.error?.code).toBe(10)
    expect((await change(`/${pageId}/subscribed_apps?subscribed_fields=messages`)).error?.code).toBe(200)
  })

  test('meta 7: a proof is not asked for, but a wrong one is refused', async () => {
    const proof = createHmac('sha256', appSecret).update(pageToken).digest('hex')
    expect(await read(`/${pageId}?fields=name&appsecret_proof=${proof}`)).toMatchObject({ name: 'Demo Shop' })
    expect((await read(`/${pageId}?fields=name&appsecret_proof=${'0'.repeat(64)}`)).error?.code).toBe(100)
  })
})

test('the surroundings of a conversation: Get Started, menu, questions, with their limits', async () => {
  const { emulator, receiver, call } = fixture
  const path = `/v25.0/${pageId}/messenger_profile`
  const write = async (body: unknown) => (await call(path, body)).json
  const menu = [{ locale: 'default', call_to_actions: [{ type: 'postback', title: 'Orders', payload: 'ORDERS' }] }]
  expect((await write({ persistent_menu: menu })).error).toMatchObject({ code: 100, error_subcode: 2018145 })
  expect(await write({ get_started: { payload: 'GET_STARTED' }, persistent_menu: menu })).toEqual({ result: 'success' })
  const question = { question: 'Where are you?', payload: 'WHERE' }
  expect(await write({ ice_breakers: [{ call_to_actions: [question], locale: 'default' }] })).toEqual({ result: 'success' })
  expect((await write({ ice_breakers: Array.from({ length: 5 }, () => question) })).error?.code).toBe(100)
  expect((await write({ greeting: [{ locale: 'default', text: 'x'.repeat(161) }] })).error?.code).toBe(100)
  const { json } = await call(`${path}?fields=get_started,ice_breakers,greeting`)
  expect(json.data).toEqual([
    { get_started: { payload: 'GET_STARTED' }, ice_breakers: [{ call_to_actions: [question], locale: 'default' }] },
  ])
  expect((await call(path, { fields: ['get_started'] }, { method: 'DELETE' })).json.error?.error_subcode).toBe(2018145)

  const ann = emulator.customer({ account: pageId })
  await ann.start('promo').delivered
  expect(receiver.received.at(-1)?.raw).toContain(
    '"title":"Get Started","payload":"GET_STARTED","referral":{"ref":"promo","source":"SHORTLINK","type":"OPEN_THREAD"}',
  )
  await ann.tap('ORDERS').delivered
  await ann.tap('WHERE').delivered
  expect(receiver.received.at(-1)?.raw).toContain('"title":"Where are you?","payload":"WHERE"')
  expect((await fixture.send(ann.id, { text: 'Welcome' })).status).toBe(200)

  expect((await call(path, { fields: ['get_started', 'persistent_menu'] }, { method: 'DELETE' })).json).toEqual({ result: 'success' })
  expect(() => emulator.customer({ account: pageId }).start()).toThrow(/Get Started/)
  const onInstagram = { platform: 'instagram', ice_breakers: [{ call_to_actions: [question] }] }
  expect((await write(onInstagram)).result).toBe('success')
  expect((await write({ platform: 'instagram', get_started: { payload: 'X' } })).error?.code).toBe(100)
  // Ten calls in ten minutes.
  const codes: unknown[] = []
  for (let count = 0; count < 4; count++) codes.push((await call(`${path}?fields=greeting`)).json.error?.code)
  expect(codes.at(-1)).toBe(613)
})

test('the phone page: both products side by side, texts, pictures and taps', async () => {
  const { emulator, receiver, send } = fixture
  const post = async (path: string, body: unknown) => {
    const response = await fetch(emulator.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return { status: response.status, json: (await response.json()) as { id: string } }
  }
  expect((await fetch(`${emulator.url}/phone`)).status).toBe(200)
  const { json } = await post('/_phone/customers', { name: 'Kerry', address: '@kerry' })
  const state = (await (await fetch(`${emulator.url}/_phone/state`)).json()) as Record<string, unknown>
  expect(state.accounts).toMatchObject([
    { name: 'Instagram · @demo_shop_linked' },
    { name: 'Messenger · Demo Shop' },
    { name: 'Instagram · @demo_shop' },
  ])
  expect(state.customers).toEqual([{ id: json.id, name: 'Kerry', address: '@kerry' }])
  const target = { account: pageId, customer: json.id }
  await post('/_phone/send', { ...target, message: { kind: 'text', text: 'hello' } })
  await receiver.waitFor(1)
  const kerry = emulator.customer({ key: json.id, account: pageId })
  await send(kerry.id, { text: 'Which?', quick_replies: [{ content_type: 'text', title: 'Red', payload: 'RED' }] })
  const shown = await kerry.waitForMessage()
  await post('/_phone/tap', { ...target, messageId: shown.id, buttonId: 'RED' })
  await post('/_phone/react', { ...target, messageId: shown.id, emoji: '👍' })
  await post('/_phone/send', { ...target, message: { kind: 'sample', sample: 'picture-mug' } })
  await receiver.waitFor(5)
  await emulator.idle()
  expect(receiver.received.some((one) => one.raw.includes('"reaction":"like"'))).toBe(true)
  expect(messageOf(receiver.received.at(-1)).attachments?.[0]?.type).toBe('image')
  expect((await post('/_phone/tap', { ...target, messageId: shown.id, buttonId: 'NONE' })).status).toBe(400)
})
