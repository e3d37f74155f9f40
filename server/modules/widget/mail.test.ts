import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import type { WidgetMessage, WidgetSession } from '../../../contract/widget.ts'
import { type MailEmulator, startMailEmulator } from '../../../emulators/index.ts'
import { testMail } from '../../testing/test-mail.ts'
import { type TestWidget, testWidget } from '../../testing/test-widget.ts'
import { widgetVisitor } from '../../testing/widget-visitor.ts'
import { mailAnswers } from './answers/mail-answers.ts'
import { makeResumeLink, readResumeLink } from './answers/resume-link.ts'

/** The conversation by mail: as a transcript, and as answers that were not seen in the chat. */

let server: MailEmulator
let widget: TestWidget
beforeAll(async () => {
  server = await startMailEmulator()
  widget = await testWidget({}, { mail: testMail(server) })
})
afterAll(async () => {
  await widget.close()
  await server.close()
})
beforeEach(() => {
  server.mails.length = 0
})

let made = 0
const clientId = () => `mail-client-${++made}`
const mailsTo = (address: string) => server.mails.filter(({ to }) => to.includes(address))

async function chat(config: object = {}) {
  const { key, channelId } = await widget.addChannel({ title: 'Teal Kettles', ...config })
  return { ...widgetVisitor(widget.url, key), key, channelId }
}

async function conversationOf(channelId: string): Promise<Conversation> {
  const { body } = await widget.api('GET', `conversations?channelId=${channelId}`)
  const [conversation] = (body as { data: Conversation[] }).data
  if (!conversation) throw new Error('there is no conversation')
  return conversation
}

/** The team's answer, as it stands when it has been sent. */
async function answer(channelId: string, text: string): Promise<string> {
  const { id } = await conversationOf(channelId)
  const sent = await widget.api('POST', `conversations/${id}/messages`, { text })
  expect(sent.status).toBe(201)
  await expect
    .poll(async () => {
      const { rows } = await widget.database.ownerPool.query('select status from messages where conversation_id = $1 and text = $2', [
        id,
        text,
      ])
      return rows[0]?.status
    })
    .toBe('sent')
  return id
}

describe('a transcript', () => {
  test('goes to the address that the visitor has just entered, with what they have seen and nothing else', async () => {
    const { open, say, call, channelId } = await chat()
    const { body: session } = await open({ locale: 'en' })
    expect(session.config.mail).toBe(true)
    expect(session.mailsTo).toBeNull()
    expect((await call('POST', 'transcript', session.token, { clientId: clientId(), email: 'dana@customer.example' })).status).toBe(409)
    await say(session.token, 'Is the <b>teal</b> one there?')
    const id = await answer(channelId, 'It is.')
    await widget.api('POST', `conversations/${id}/messages`, { text: 'A planted private note', private: true })
    const order = { clientId: clientId(), email: 'dana@customer.example' }
    expect((await call('POST', 'transcript', session.token, order)).status).toBe(202)
    expect((await call('POST', 'transcript', session.token, order)).status).toBe(202)
    await expect.poll(() => mailsTo('dana@customer.example').length, { timeout: 10_000 }).toBe(1)
    const [mail] = mailsTo('dana@customer.example')
    expect(mail?.subject).toBe('Your conversation with Teal Kettles')
    expect(mail?.text).toMatch(/You\r?\nIs the <b>teal<\/b> one there\?[\s\S]*Aigul\r?\nIt is\./)
    expect(mail?.html).toContain('&lt;b&gt;teal&lt;/b&gt;')
    expect(mail?.raw + (mail?.text ?? '')).not.toContain('private note')
  })

  test('without an address it is asked for, and a wrong one is refused', async () => {
    const { open, say, call } = await chat()
    const { body } = await open()
    await say(body.token, 'Hello')
    expect((await call('POST', 'transcript', body.token, { clientId: clientId() })).status).toBe(422)
    expect((await call('POST', 'transcript', body.token, { clientId: clientId(), email: 'no address' })).status).toBe(400)
  })

  test('whom the website vouches for gets it at the address that it has proved, and nowhere else', async () => {
    const { open, say, call, channelId } = await chat()
    const { kid, secret } = (await widget.api('POST', `channels/${channelId}/identity-keys`)).body as { kid: string; secret: string }
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = { sub: 'customer-1', email: 'proved@customer.example', exp: Math.floor(Date.now() / 1000) + 600 }
    const signed = `${part({ alg: 'HS256', kid })}.${part(claims)}`
    const identity = { token: `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}` }
    const { body } = await open({ identity })
    expect([body.identity, body.mailsTo]).toEqual(['verified', 'p…@customer.example'])
    await say(body.token, 'Hello')
    expect((await call('POST', 'transcript', body.token, { clientId: clientId(), email: 'thief@elsewhere.example' })).status).toBe(202)
    await expect.poll(() => mailsTo('proved@customer.example').length, { timeout: 10_000 }).toBe(1)
    expect(mailsTo('thief@elsewhere.example')).toEqual([])
  })

  test('a hash proves an id, not the address beside it', async () => {
    const { open, say, call, channelId } = await chat()
    const { identitySecret } = (await widget.api('POST', `channels/${channelId}/identity-secret`)).body as { identitySecret: string }
    const hash = createHmac('sha256', identitySecret).update('customer-2').digest('hex')
    const { body } = await open({ identity: { id: 'customer-2', email: 'victim-of-hash@customer.example', hash } })
    expect([body.identity, body.mailsTo]).toEqual(['verified', null])
    await say(body.token, 'Hello')
    expect((await call('POST', 'transcript', body.token, { clientId: clientId() })).status).toBe(422)
  })

  test('a visitor is sent three in an hour, and an address five a day, whoever asks', async () => {
    const one = await chat()
    const { body } = await one.open()
    await one.say(body.token, 'Hello')
    const statuses: number[] = []
    for (let n = 0; n < 4; n += 1)
      statuses.push((await one.call('POST', 'transcript', body.token, { clientId: clientId(), email: 'victim@customer.example' })).status)
    expect(statuses).toEqual([202, 202, 202, 429])
    const another = await chat()
    const { body: second } = await another.open()
    await another.say(second.token, 'Hello')
    statuses.length = 0
    for (let n = 0; n < 3; n += 1)
      statuses.push(
        (await another.call('POST', 'transcript', second.token, { clientId: clientId(), email: 'Victim@customer.example' })).status,
      )
    expect(statuses).toEqual([202, 202, 429])
  })

  test('the team sends it to the contact’s own address, and is told where there is none', async () => {
    const { open, say, channelId } = await chat()
    const { body } = await open({ locale: 'ru' })
    await say(body.token, 'Здравствуйте')
    const { id, contactId } = await conversationOf(channelId)
    expect(await widget.api('POST', `conversations/${id}/transcript`)).toMatchObject({ status: 409 })
    await widget.api('PATCH', `contacts/${contactId}`, { email: 'team@customer.example', language: 'ru' })
    expect(await widget.api('POST', `conversations/${id}/transcript`)).toMatchObject({
      status: 202,
      body: { sentTo: 'team@customer.example' },
    })
    await expect.poll(() => mailsTo('team@customer.example').length, { timeout: 10_000 }).toBe(1)
    expect(mailsTo('team@customer.example')[0]?.text).toContain('Вы\nЗдравствуйте')
  })

  test('where mail is not set up it says so', async () => {
    const without = await testWidget()
    try {
      const { open, say, call } = widgetVisitor(without.url, without.key)
      const { body } = await open()
      expect(body.config.mail).toBe(false)
      await say(body.token, 'Hello')
      const refused = await call<{ type: string }>('POST', 'transcript', body.token, { clientId: clientId(), email: 'a@b.example' })
      expect([refused.status, refused.body.type]).toEqual([409, expect.stringContaining('mail-off')])
    } finally {
      await without.close()
    }
  })
})

describe('an answer that is not seen in the chat', () => {
  const never = Array.from({ length: 7 }, () => [])
  const always = Array.from({ length: 7 }, () => [{ from: '00:00', to: '24:00' }])

  async function leaveAddress(email: string, days: readonly unknown[] = never) {
    const visitor = await chat({ hours: { timeZone: 'UTC', days } })
    const { body } = await visitor.open({ locale: 'en' })
    await visitor.say(body.token, 'Is anybody there?')
    expect((await visitor.call('POST', 'details', body.token, { email })).status).toBe(204)
    return { ...visitor, token: body.token }
  }

  /** The job that waits for its time. */
  const waiting = async (conversationId: string) => {
    const { rows } = await widget.database.ownerPool.query<{ minutes: number }>(
      `select round(extract(epoch from run_at - now()) / 60)::int as minutes from graphile_worker._private_jobs j
       join graphile_worker._private_tasks t on t.id = j.task_id
       where t.identifier = 'widget.mail-answers' and j.payload ->> 'conversationId' = $1`,
      [conversationId],
    )
    return rows.map(({ minutes }) => minutes)
  }
  const timeIsUp = (conversationId: string) => mailAnswers(widget.deps, widget.access.workspaceId, conversationId)

  test('goes by mail after ten minutes, once, with a link back into the chat', async () => {
    const { channelId, key, call } = await leaveAddress('night@customer.example')
    const id = await answer(channelId, 'Good morning! It is.')
    await answer(channelId, 'It costs 100 ₸.')
    await expect.poll(() => waiting(id), { timeout: 10_000 }).toEqual([10])
    expect(mailsTo('night@customer.example')).toEqual([])
    await timeIsUp(id)
    await timeIsUp(id)
    await expect.poll(() => mailsTo('night@customer.example').length, { timeout: 10_000 }).toBe(1)
    const [mail] = mailsTo('night@customer.example')
    expect(mail?.subject).toBe('Teal Kettles has answered you')
    expect(mail?.text).toMatch(/Good morning! It is\.[\s\S]*It costs 100 ₸\./)
    const [, link = ''] = /#resume=(\S+)/.exec(mail?.text ?? '') ?? []
    expect(mail?.text).toContain(`/widget/app/?key=${key}#resume=`)
    const resumed = await call<{ token: string; language: string }>('POST', 'resume', null, { key, link })
    expect([resumed.status, resumed.body.language]).toEqual([200, 'en'])
    const session = await call<WidgetSession>('POST', 'session', null, { key, token: resumed.body.token })
    expect(session.body).toMatchObject({ token: resumed.body.token, state: { started: true }, hasEmail: true })
    const texts = (await call<{ data: WidgetMessage[] }>('GET', 'messages', resumed.body.token)).body.data
      .filter(({ event }) => !event)
      .map(({ text }) => text)
    expect(texts).toEqual(['Is anybody there?', 'Good morning! It is.', 'It costs 100 ₸.'])
    await answer(channelId, 'One more thing.')
    await timeIsUp(id)
    await expect.poll(() => mailsTo('night@customer.example').length, { timeout: 10_000 }).toBe(2)
    expect(mailsTo('night@customer.example')[1]?.text).not.toContain('100 ₸')
  })

  test('seen meanwhile, it does not', async () => {
    const { channelId, call, token } = await leaveAddress('awake@customer.example')
    const id = await answer(channelId, 'Here we are.')
    expect((await call('POST', 'read', token, { status: 'read' })).status).toBe(200)
    await expect
      .poll(
        async () =>
          (await widget.database.ownerPool.query(`select from messages where text = 'Here we are.' and status = 'read'`)).rowCount,
      )
      .toBe(1)
    await timeIsUp(id)
    const { rows } = await widget.database.ownerPool.query(`select from mails where key like $1`, [`answer:${id}:%`])
    expect(rows).toEqual([])
  })

  test('an address that was left within the hours is for the contact only', async () => {
    const { channelId } = await leaveAddress('day@customer.example', always)
    const id = await answer(channelId, 'Hello.')
    await timeIsUp(id)
    const { rows } = await widget.database.ownerPool.query(`select from mails where key like $1`, [`answer:${id}:%`])
    expect(rows).toEqual([])
  })

  test('whoever is erased or blocked is not written to, and their link leads nowhere', async () => {
    const { channelId, key, call } = await leaveAddress('gone@customer.example')
    const id = await answer(channelId, 'Hello.')
    await timeIsUp(id)
    await expect.poll(() => mailsTo('gone@customer.example').length, { timeout: 10_000 }).toBe(1)
    const [, link = ''] = /#resume=(\S+)/.exec(mailsTo('gone@customer.example')[0]?.text ?? '') ?? []
    const { contactId } = await conversationOf(channelId)
    expect((await widget.api('DELETE', `contacts/${contactId}`)).status).toBe(204)
    expect((await call('POST', 'resume', null, { key, link })).status).toBe(404)
    const { rows } = await widget.database.ownerPool.query('select from mails where contact_id = $1', [contactId])
    expect(rows).toEqual([])
  })
})

test('F61: a link is for one visitor, one chat and seven days, and cannot be made up', () => {
  const config = widget.deps.config
  const place = { workspaceId: widget.access.workspaceId, channelId: widget.channelId }
  const visitorId = '01900000-0000-7000-8000-000000000001'
  const now = new Date()
  const link = makeResumeLink(config, place, visitorId, now)
  expect(readResumeLink(config, place, link, now)).toBe(visitorId)
  const [id = '', expires = '', signature = ''] = link.split('.')
  const elsewhere = { ...place, channelId: visitorId }
  expect(readResumeLink(config, elsewhere, link, now)).toBeNull()
  expect(readResumeLink(config, place, link, new Date(now.getTime() + 7 * 86_400_000))).toBeNull()
  for (const forged of [
    `${id.slice(0, -1)}2.${expires}.${signature}`,
    `${id}.${Number(expires) + 1}.${signature}`,
    `${id}.${expires}.`,
    `${id}.${expires}.${'A'.repeat(43)}`,
    `${link}.x`,
    'x',
  ])
    expect([forged, readResumeLink(config, place, forged, now)]).toEqual([forged, null])
})
