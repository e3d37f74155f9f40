import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestWidget, testWidget } from '../../testing/test-widget.ts'
import { widgetVisitor } from '../../testing/widget-visitor.ts'
import { webchat } from '../channels/index.ts'

let widget: TestWidget
beforeAll(async () => {
  widget = await testWidget()
})
afterAll(() => widget.close())

const rows = async (query: string, values: unknown[] = []) => (await widget.database.ownerPool.query(query, values)).rows
const contactOf = async (text: string): Promise<string> =>
  (await rows('select contact_id from messages where text = $1', [text]))[0].contact_id

describe('where consent is required', () => {
  const wording = { required: true, text: 'We keep what you write for a year.', link: 'https://shop.example/privacy' }
  const chat = async () => {
    const { key, channelId } = await widget.addChannel({ consent: wording })
    const visitor = widgetVisitor(widget.url, key)
    const config = await visitor.call<{ consent: { version: string; text: string; link: string } }>('GET', `config?key=${key}`, null)
    return { ...visitor, key, channelId, consent: config.body.consent }
  }

  test('nothing is stored of who has not agreed, whatever else they bring', async () => {
    const { open, consent, channelId } = await chat()
    expect(consent).toMatchObject({ text: wording.text, link: wording.link })
    const refused = [
      await open(),
      await open({ identity: { id: 'kerry', name: 'Kerry' }, locale: 'en', page: { url: 'https://shop.example/' } }),
      await open({ consent: { version: '0123456789abcdef', given: 'chat' } }),
    ]
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403])
    expect(await rows('select 1 from widget_visitors where channel_id = $1', [channelId])).toEqual([])
  })

  test('who agrees is let in, and the contact keeps when and to which words', async () => {
    const { open, say, consent, channelId } = await chat()
    const { status, body } = await open({ consent: { version: consent.version, given: 'chat' } })
    expect(status).toBe(200)
    await say(body.token, 'I have agreed')
    await say(body.token, 'And write again')
    const contactId = await contactOf('I have agreed')
    const kept = await widget.api('GET', `contacts/${contactId}/consents`)
    expect(kept.body).toEqual({
      data: [
        {
          channelId,
          wording: wording.text,
          link: wording.link,
          given: 'chat',
          givenAt: expect.stringMatching(/^\d{4}-/),
          withdrawnAt: null,
        },
      ],
    })
    expect(Date.now() - Date.parse((kept.body as { data: [{ givenAt: string }] }).data[0].givenAt)).toBeLessThan(60_000)
    expect((await open({ token: body.token })).status).toBe(200)
  })

  test('consent to words that were changed meanwhile is none; who agreed before need not again', async () => {
    const { open, consent, channelId } = await chat()
    const { body } = await open({ consent: { version: consent.version, given: 'page' } })
    await widget.api('PATCH', `channels/${channelId}`, { config: { consent: { ...wording, text: 'We keep it for ten years.' } } })
    expect((await open({ consent: { version: consent.version, given: 'chat' } })).status).toBe(403)
    expect((await open({ token: body.token })).status).toBe(200)
  })

  test('another person at the same browser is asked anew', async () => {
    const { open, consent } = await chat()
    const agrees = { version: consent.version, given: 'chat' }
    const first = await open({ consent: agrees, identity: { id: 'anna' } })
    expect((await open({ token: first.body.token, identity: { id: 'boris' } })).status).toBe(403)
    const second = await open({ token: first.body.token, identity: { id: 'boris' }, consent: agrees })
    expect(second.status).toBe(200)
    expect(second.body.token).not.toBe(first.body.token)
  })

  test('it can be taken back: the browser is known no more, and when it was taken back stands with it', async () => {
    const { open, say, call, consent } = await chat()
    const { token } = (await open({ consent: { version: consent.version, given: 'chat' } })).body
    await say(token, 'I take it back')
    expect((await call('DELETE', 'session', token)).status).toBe(204)
    expect((await call('GET', 'messages', token)).status).toBe(401)
    expect((await open({ token })).status).toBe(403)
    const kept = await widget.api('GET', `contacts/${await contactOf('I take it back')}/consents`)
    expect(kept.body).toMatchObject({ data: [{ wording: wording.text, withdrawnAt: expect.stringMatching(/^\d{4}-/) }] })
  })

  test('it goes along to the history of who signs in, and stays with what was written before', async () => {
    const { open, say, consent, channelId } = await chat()
    const { identitySecret } = (await widget.api('POST', `channels/${channelId}/identity-secret`)).body as { identitySecret: string }
    const identity = { id: 'kerry', hash: webchat.identityHash(identitySecret, 'kerry') }
    const agrees = { version: consent.version, given: 'chat' }
    const home = await open({ consent: agrees, identity })
    await say(home.body.token, 'Signed in at home')
    const office = await open({ consent: agrees })
    await say(office.body.token, 'Anonymous at the office')
    const known = await open({ token: office.body.token, identity })
    expect(known.status).toBe(200)
    for (const [text, count] of [
      ['Signed in at home', 2],
      ['Anonymous at the office', 1],
    ] as const) {
      const kept = (await widget.api('GET', `contacts/${await contactOf(text)}/consents`)).body as { data: unknown[] }
      expect(kept.data).toHaveLength(count)
    }
  })

  test('erasing the contact erases it, and a merge takes it along', async () => {
    const { open, say, consent } = await chat()
    const agrees = { version: consent.version, given: 'chat' }
    const [first, second] = [await open({ consent: agrees }), await open({ consent: agrees })]
    await say(first.body.token, 'From the kept one')
    await say(second.body.token, 'From the merged one')
    const [kept, merged] = [await contactOf('From the kept one'), await contactOf('From the merged one')]
    await widget.api('POST', `contacts/${kept}/merge`, { contactId: merged })
    expect((await widget.api('GET', `contacts/${kept}/consents`)).body).toMatchObject({ data: [{}, {}] })
    await widget.api('DELETE', `contacts/${kept}`)
    expect(await rows('select 1 from contact_consents where contact_id = any ($1)', [[kept, merged]])).toEqual([])
    expect((await widget.api('GET', `contacts/${kept}/consents`)).status).toBe(404)
  })

  test('a wording is needed', async () => {
    const answer = await widget.api('POST', 'channels', { type: 'webchat', name: 'Chat', config: { consent: { required: true } } })
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'config.consent.text' }] } })
  })
})

describe('the form before the first message', () => {
  const fields = [
    { kind: 'name', required: true },
    { kind: 'email', required: false },
    { kind: 'question', label: 'Which order is it about?', attribute: 'Order', required: true },
  ]
  const chat = async (config: object = { preChat: { intro: 'A few words first.', fields } }) => {
    const { key, channelId } = await widget.addChannel({ ...config })
    return { ...widgetVisitor(widget.url, key), key, channelId }
  }

  test('comes first, and its answers are the contact’s', async () => {
    const { open, say, call } = await chat()
    const { body } = await open()
    expect(body).toMatchObject({ asksDetails: true, config: { preChat: { intro: 'A few words first.', fields } } })
    expect(await say(body.token, 'Too early')).toMatchObject({ status: 422, body: { type: expect.stringContaining('details-missing') } })
    const half = await call<{ errors: { path: string }[] }>('POST', 'details', body.token, { name: 'Kerry', answers: { Colour: 'red' } })
    expect(half.status).toBe(422)
    expect(half.body.errors.map(({ path }) => path)).toEqual(['answers.Order', 'answers.Colour'])
    const details = { name: 'Kerry', email: 'kerry@example.com', answers: { Order: '17' } }
    expect((await call('POST', 'details', body.token, details)).status).toBe(204)
    expect((await open({ token: body.token })).body.asksDetails).toBe(false)
    expect((await say(body.token, 'Now then')).status).toBe(201)
    const contact = await rows('select name, email, attributes from contacts where id = $1', [await contactOf('Now then')])
    expect(contact).toEqual([{ name: 'Kerry', email: 'kerry@example.com', attributes: { Order: '17' } }])
    expect(await rows(`select verified from contact_identities where contact_id = $1`, [await contactOf('Now then')])).toEqual([
      { verified: false },
    ])
  })

  test('where nothing of it is required it may be passed over', async () => {
    const { open, say, call } = await chat({ preChat: { fields: [{ kind: 'email' }] } })
    const [first, second] = [(await open()).body, (await open()).body]
    expect((await say(first.token, 'Without a form')).status).toBe(201)
    expect((await call('POST', 'details', second.token, {})).status).toBe(204)
    expect((await open({ token: second.token })).body.asksDetails).toBe(false)
    expect((await call('POST', 'details', second.token, { email: 'nobody' })).status).toBe(400)
  })

  test('whoever wrote before it was set, and whom the website vouches for, is not asked', async () => {
    const { open, say, channelId } = await chat({})
    const { body } = await open()
    await say(body.token, 'Before there was a form')
    await widget.api('PATCH', `channels/${channelId}`, { config: { preChat: { fields } } })
    expect((await open({ token: body.token })).body.asksDetails).toBe(false)
    expect((await say(body.token, 'And after')).status).toBe(201)
    const { identitySecret } = (await widget.api('POST', `channels/${channelId}/identity-secret`)).body as { identitySecret: string }
    const proven = await open({ identity: { id: 'kerry', hash: webchat.identityHash(identitySecret, 'kerry') } })
    expect(proven.body.asksDetails).toBe(false)
    expect((await say(proven.body.token, 'From somebody known')).status).toBe(201)
  })

  test('later details fill what the contact lacks and overwrite nothing that the team wrote', async () => {
    const { open, say, call } = await chat({})
    const { body } = await open()
    await say(body.token, 'Call me back')
    const id = await contactOf('Call me back')
    await widget.api('PATCH', `contacts/${id}`, { name: 'Kerry from Almaty' })
    await call('POST', 'details', body.token, { name: 'K', email: 'kerry@example.com', phone: '+7 701 000 00 00' })
    expect((await widget.api('GET', `contacts/${id}`)).body).toMatchObject({
      name: 'Kerry from Almaty',
      email: 'kerry@example.com',
      phone: '+77010000000',
    })
  })
})
