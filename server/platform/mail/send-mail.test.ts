import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type MailEmulator, startMailEmulator } from '../../../emulators/index.ts'
import { type TestApp, testApp } from '../../testing/test-app.ts'
import { type TestCaller, testWorkspace } from '../../testing/test-workspace.ts'
import { newId } from '../ids.ts'
import { createLogger } from '../log.ts'
import type { Deps } from '../module.ts'
import { type MailSettings, parseSmtpUrl } from './mail-settings.ts'
import { countMailsTo, type NewMail, queueMail } from './queue-mail.ts'
import { sendMail } from './send-mail.ts'

/** Mails on their way: stored before, written down after, tried again by the kind of answer, and never with a trace of their words. */

const lines: string[] = []
let server: MailEmulator
let app: TestApp
let owner: TestCaller
let deps: Deps
let now: number
const from = { name: 'Чайники', address: 'shop@shop.example' }

beforeAll(async () => {
  server = await startMailEmulator({ senders: [from.address] })
  const log = createLogger({ level: 'trace', destination: { write: (line: string) => void lines.push(line) } })
  app = await testApp({ run: false, log, config: { mail: settingsFor(server.url) } })
  owner = await testWorkspace(app)
  deps = { ...app.deps, clock: { now: () => new Date(now) } }
})
afterAll(async () => {
  await app.close()
  await server.close()
})
beforeEach(() => {
  now = Date.now()
  lines.length = 0
  server.mails.length = 0
  server.commands.length = 0
  server.interfere = () => null
})

function settingsFor(url: string): MailSettings {
  const parsed = parseSmtpUrl(url)
  if (!parsed) throw new Error('no settings')
  return { ...parsed, from }
}

const words = 'planted-words-of-a-mail'
const text = { language: 'ru', subject: `Тема ${words}`, paragraphs: [`Привет, ${words}`] } as const

async function store(mail: Partial<NewMail> = {}, as = deps): Promise<string> {
  const key = newId()
  await as.db.withWorkspace(owner.workspaceId, (tx) =>
    queueMail(as, tx, owner.workspaceId, { key, category: 'service', kind: 'test.mail', to: 'dana@customer.example', text, ...mail }),
  )
  const { rows } = await app.database.ownerPool.query('select id from mails where key = $1', [mail.key ?? key])
  return rows[0].id as string
}

const send = (id: string, as = deps) => sendMail(as, owner.workspaceId, id)

async function read(id: string) {
  const { rows } = await app.database.ownerPool.query('select * from mails where id = $1', [id])
  return rows[0] as Record<string, unknown> | undefined
}

/** When the next try is to run, in whole minutes from now; null: none is waiting besides the first. */
async function nextTry(id: string): Promise<number | null> {
  const { rows } = await app.database.ownerPool.query<{ run_at: Date }>(
    `select run_at from graphile_worker._private_jobs where payload::jsonb ->> 'mailId' = $1 and run_at > now() + interval '5 seconds' order by run_at desc limit 1`,
    [id],
  )
  return rows[0] ? Math.round((rows[0].run_at.getTime() - now) / 60_000) : null
}

test('a mail lies sealed until the server has taken it; then its words are gone and the receipt stays', async () => {
  const id = await store()
  const stored = JSON.stringify(await read(id))
  expect(stored).not.toContain(words)
  expect(stored).not.toContain('dana@customer.example')
  await send(id)
  expect(await read(id)).toMatchObject({ status: 'sent', attempt: 1, content: null, response: '250 2.0.0', sent_at: new Date(now) })
  expect(server.mails).toHaveLength(1)
  const [mail] = server.mails
  expect(mail).toMatchObject({ from: 'shop@shop.example', to: ['dana@customer.example'], subject: text.subject })
  expect(mail?.text).toContain(`Привет, ${words}`)
  expect(mail?.headers.get('message-id')).toBe(`<${id}@shop.example>`)
  expect(mail?.headers.get('auto-submitted')).toBe('auto-generated')
  await send(id)
  expect(server.mails).toHaveLength(1)
  for (const planted of [words, 'dana@', 'smtp-password']) expect(lines.join('\n')).not.toContain(planted)
})

test('the same mail stored twice is one', async () => {
  const key = newId()
  await store({ key })
  await store({ key })
  const { rows } = await app.database.ownerPool.query('select from mails where key = $1', [key])
  expect(rows).toHaveLength(1)
})

test('several at once send it once', async () => {
  const id = await store()
  await Promise.all([send(id), send(id), send(id)])
  expect(server.mails).toHaveLength(1)
})

describe('what the server answers decides', () => {
  test('later: it is tried again after a while, under the same Message-ID', async () => {
    const id = await store()
    server.interfere = (stage) => (stage === 'rcpt' ? '450 4.2.1 <dana@customer.example> is busy' : null)
    await send(id)
    expect(await read(id)).toMatchObject({ status: 'queued', error: 'later', response: '450 4.2.1', attempt: 1 })
    expect(await nextTry(id)).toBe(1)
    await send(id)
    expect(await nextTry(id)).toBe(5)
    server.interfere = () => null
    await send(id)
    expect(await read(id)).toMatchObject({ status: 'sent', attempt: 3, content: null })
    expect(server.mails.map((mail) => mail.headers.get('message-id'))).toEqual([`<${id}@shop.example>`])
    expect(lines.join('\n')).not.toContain('dana@')
  })

  test.each([
    ['rcpt', '550 5.1.1 <dana@customer.example> is unknown', '550 5.1.1'],
    ['message', '554 5.7.1 Looks like spam', '554 5.7.1'],
  ])('no, at %s: it is given up with the reason', async (at, answer, response) => {
    const id = await store()
    server.interfere = (stage) => (stage === at ? answer : null)
    await send(id)
    expect(await read(id)).toMatchObject({ status: 'failed', error: 'refused', response, content: null })
    expect(await nextTry(id)).toBeNull()
  })

  test('a wrong password loses no mail: it waits for the setting to be mended', async () => {
    const id = await store()
    server.interfere = (stage) => (stage === 'auth' ? '535 5.7.8 Wrong' : null)
    await send(id)
    expect(await read(id)).toMatchObject({ status: 'queued', error: 'login' })
    expect(await nextTry(id)).toBe(1)
  })

  test.each(['connect', 'mail', 'message'])('broken off at %s: it is tried again', async (at) => {
    const id = await store()
    server.interfere = (stage) => (stage === at ? 'drop' : null)
    await send(id)
    expect(await read(id)).toMatchObject({ status: 'queued', error: 'unreachable' })
    expect((await read(id))?.content).toBeTruthy()
  })

  test('after a day of "later" it is given up', async () => {
    const id = await store()
    server.interfere = (stage) => (stage === 'mail' ? '421 4.3.2 Closing' : null)
    for (let attempt = 1; attempt <= 8; attempt += 1) await send(id)
    expect(await read(id)).toMatchObject({ status: 'failed', error: 'later', attempt: 8, content: null })
  })
})

test('who dies while sending leaves it in doubt: nobody touches it for two minutes, then it is tried again', async () => {
  const id = await store()
  await app.database.ownerPool.query(`update mails set status = 'sending', attempt = 1, locked_until = $2 where id = $1`, [
    id,
    new Date(now + 120_000),
  ])
  await send(id)
  expect(server.mails).toEqual([])
  expect(await nextTry(id)).toBe(2)
  now += 121_000
  await send(id)
  expect(server.mails).toHaveLength(1)
  expect(await read(id)).toMatchObject({ status: 'sent', attempt: 2 })
})

test('promise 44: where encryption is asked for, nothing is said without it', async () => {
  const careful: Deps = { ...deps, config: { ...deps.config, mail: { ...settingsFor(server.url), encryption: 'starttls' } } }
  const id = await store({}, careful)
  await send(id, careful)
  expect(await read(id)).toMatchObject({ status: 'queued', error: 'unreachable' })
  expect(server.commands.filter((command) => /^(AUTH|MAIL|RCPT|DATA)/.test(command))).toEqual([])
})

test('a server that the register does not name is not written to', async () => {
  const elsewhere: Deps = { ...deps, config: { ...deps.config, mail: { ...settingsFor(server.url), host: 'localhost' } } }
  const id = await store()
  await expect(send(id, elsewhere)).rejects.toThrow('not declared')
  expect(server.commands).toEqual([])
})

describe('promise 6: marketing', () => {
  async function contact(): Promise<string> {
    const contactId = newId()
    await app.database.ownerPool.query(`insert into contacts (workspace_id, id, name) values ($1, $2, 'Dana')`, [
      owner.workspaceId,
      contactId,
    ])
    return contactId
  }
  const agree = (contactId: string) =>
    app.database.ownerPool.query(
      `insert into contact_consents (workspace_id, id, contact_id, channel_id, wording, given, given_at, purpose)
       values ($1, $2, $3, $2, 'News by mail', 'page', now(), 'marketing')`,
      [owner.workspaceId, newId(), contactId],
    )

  test('goes to nobody who has not agreed, and the reason is logged', async () => {
    const contactId = await contact()
    for (const mail of [{ contactId }, {}]) {
      const id = await store({ category: 'marketing', ...mail })
      await send(id)
      expect(await read(id)).toMatchObject({ status: 'withheld', error: 'no-consent', content: null })
    }
    expect(server.mails).toEqual([])
    expect(lines.filter((line) => line.includes('no-consent'))).toHaveLength(2)
  })

  test('goes to who has agreed, until they take it back', async () => {
    const contactId = await contact()
    await agree(contactId)
    const first = await store({ category: 'marketing', contactId })
    const second = await store({ category: 'marketing', contactId })
    await send(first)
    expect(server.mails).toHaveLength(1)
    await app.database.ownerPool.query('update contact_consents set withdrawn_at = now() where contact_id = $1', [contactId])
    await send(second)
    expect(await read(second)).toMatchObject({ status: 'withheld', error: 'no-consent' })
    expect(server.mails).toHaveLength(1)
  })

  test('in doubt it is given up: nobody gets it twice', async () => {
    const contactId = await contact()
    await agree(contactId)
    const id = await store({ category: 'marketing', contactId })
    server.interfere = (stage) => (stage === 'message' ? 'drop' : null)
    await send(id)
    expect(await read(id)).toMatchObject({ status: 'failed', error: 'unreachable' })
  })
})

test('no text can begin a header of its own', async () => {
  const id = await store({
    text: { ...text, subject: 'Hi\r\nBcc: victim@example.com\r\n\r\nEvil', paragraphs: ['.\r\n.\r\nRCPT TO:<victim@example.com>'] },
  })
  await send(id)
  expect(server.mails).toHaveLength(1)
  expect(server.mails[0]?.headers.has('bcc')).toBe(false)
  expect(server.mails[0]?.subject).toBe('Hi Bcc: victim@example.com Evil')
  expect(server.commands.filter((command) => command.startsWith('RCPT'))).toEqual(['RCPT TO:<dana@customer.example>'])
  for (const to of ['a@b.c\r\nBcc: d@e.f', 'a@b.c, d@e.f', 'Dana <a@b.c>'])
    await expect(store({ to })).rejects.toMatchObject({ code: 'mail-address-invalid' })
})

test('what came too late is not sent', async () => {
  const id = await store({ expiresAt: new Date(now + 60_000) })
  now += 61_000
  await send(id)
  expect(await read(id)).toMatchObject({ status: 'failed', error: 'expired', content: null })
  expect(server.mails).toEqual([])
})

test('F84: a person who is erased takes their mails along, also those on their way', async () => {
  const contactId = newId()
  await app.database.ownerPool.query(`insert into contacts (workspace_id, id, name) values ($1, $2, 'Dana')`, [
    owner.workspaceId,
    contactId,
  ])
  const id = await store({ contactId })
  expect((await owner.call('DELETE', `/api/v1/contacts/${contactId}`)).status).toBe(204)
  expect(await read(id)).toBeUndefined()
  await send(id)
  expect(server.mails).toEqual([])
})

test('without a mail server nothing is stored, and whoever asks is told', async () => {
  const without: Deps = { ...deps, config: { ...deps.config, mail: null } }
  await expect(store({}, without)).rejects.toMatchObject({ code: 'mail-off', status: 409 })
})

test('how many mails an address gets is counted without keeping the address', async () => {
  const to = 'counted@customer.example'
  await store({ to })
  await store({ to: to.toUpperCase() })
  const count = await deps.db.withWorkspace(owner.workspaceId, (tx) => countMailsTo(deps, tx, owner.workspaceId, to, new Date(now - 1000)))
  expect(count).toBe(2)
})
