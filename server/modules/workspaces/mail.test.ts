import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type MailEmulator, startMailEmulator } from '../../../emulators/index.ts'
import { type TestApp, testApp } from '../../testing/test-app.ts'
import { testMail } from '../../testing/test-mail.ts'
import { ownerPassword, testWorkspace } from '../../testing/test-workspace.ts'
import { browser, newBrowser } from './testing/browser.ts'

/** Forgotten passwords and invitations, by mail. */

let server: MailEmulator
let app: TestApp
beforeAll(async () => {
  server = await startMailEmulator()
  app = await testApp({ config: { mail: testMail(server) } })
})
afterAll(async () => {
  await app.close()
  await server.close()
})
beforeEach(() => {
  server.mails.length = 0
})

const visitor = (ip?: string) => newBrowser(app.server, ip)
const mailsTo = (address: string) => server.mails.filter(({ to }) => to.includes(address))

/** The secret of the link in the mail. */
async function linkSentTo(email: string): Promise<string> {
  await expect.poll(() => mailsTo(email).length, { timeout: 10_000 }).toBe(1)
  const [, token = ''] = /\/reset-password#(\S+)/.exec(mailsTo(email)[0]?.text ?? '') ?? []
  expect(token.length).toBeGreaterThan(20)
  return token
}

test('a forgotten password is set anew by a link that works once; every browser is signed out', async () => {
  const { email } = await testWorkspace(app)
  const { call } = await browser(app.server, email, ownerPassword)
  expect((await visitor()('POST', '/api/auth/request-password-reset', { email: email.toUpperCase() })).status).toBe(200)
  const token = await linkSentTo(email)
  const { rows } = await app.database.ownerPool.query('select identifier, value from auth.verifications')
  expect(JSON.stringify(rows)).not.toContain(token)
  const set = (newPassword: string) => visitor()('POST', '/api/auth/reset-password', { token, newPassword })
  expect((await set('short')).status).toBe(400)
  expect((await set('another long password')).status).toBe(200)
  expect((await set('a third long password')).status).toBe(400)
  expect((await call('GET', '/api/v1/me')).status).toBe(401)
  expect((await visitor()('POST', '/api/auth/sign-in/email', { email, password: ownerPassword })).status).toBe(401)
  expect((await visitor()('POST', '/api/auth/sign-in/email', { email, password: 'another long password' })).status).toBe(200)
})

test('F56: for nobody’s address the answer is the same, and as late', async () => {
  const { email } = await testWorkspace(app)
  const ask = async (address: string) => {
    const started = performance.now()
    const answer = await visitor()('POST', '/api/auth/request-password-reset', { email: address })
    return { status: answer.status, body: answer.body, late: performance.now() - started >= 390 }
  }
  const [known, unknown] = [await ask(email), await ask('nobody@example.test')]
  expect(known).toEqual({ status: 200, body: { success: true }, late: true })
  expect(unknown).toEqual(known)
  await linkSentTo(email)
  expect(mailsTo('nobody@example.test')).toEqual([])
})

test('F56: an account is sent five links an hour, and made-up links are counted by address', async () => {
  const { email } = await testWorkspace(app)
  const statuses: number[] = []
  for (let n = 0; n < 6; n += 1) statuses.push((await visitor(`10.1.0.${n}`)('POST', '/api/auth/request-password-reset', { email })).status)
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
  const guess = async () =>
    (await visitor('10.2.0.1')('POST', '/api/auth/reset-password', { token: 'made-up-token-of-nobody', newPassword: 'a long password' }))
      .status
  const guesses: number[] = []
  for (let n = 0; n < 21; n += 1) guesses.push(await guess())
  expect([guesses[0], guesses.at(-1)]).toEqual([400, 429])
})

test('F58: another website can neither ask for a link nor use one', async () => {
  const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' }
  for (const [path, body] of [
    ['request-password-reset', { email: 'a@b.example' }],
    ['reset-password', { token: 'x', newPassword: 'a long password' }],
  ] as const)
    expect((await visitor()('POST', `/api/auth/${path}`, body, foreign)).status).toBe(403)
})

test('an invitation for an address goes there, in the language of the workspace, and is accepted by its link', async () => {
  const owner = await testWorkspace(app, 'Чайники')
  await owner.call('PATCH', '/api/v1/workspace', { language: 'ru' })
  const made = await owner.call('POST', '/api/v1/invitations', { email: 'new@team.example', role: 'agent' })
  expect(made).toMatchObject({ status: 201, body: { mailed: true } })
  await expect.poll(() => mailsTo('new@team.example').length, { timeout: 10_000 }).toBe(1)
  const [mail] = mailsTo('new@team.example')
  expect(mail?.subject).toBe('Приглашение: «Чайники»')
  const [, token = ''] = /\/invite\/(\S+)/.exec(mail?.text ?? '') ?? []
  const joined = await visitor()('POST', '/api/v1/invitations/accept', { token, name: 'New', password: 'a good long password' })
  expect(joined).toMatchObject({ status: 200, body: { role: 'agent' } })
  expect((await owner.call('POST', '/api/v1/invitations', { role: 'agent' })).body).toMatchObject({ mailed: false })
})

test('the sign-in page learns whether there is a way by mail; without one nobody is promised anything', async () => {
  expect((await visitor()('GET', '/api/v1/setup')).body).toMatchObject({ mail: true })
  const without = await testApp({ run: false })
  const there = newBrowser(without.server)
  expect((await there('GET', '/api/v1/setup')).body).toMatchObject({ mail: false })
  const refused = await there('POST', '/api/auth/request-password-reset', { email: 'a@b.example' })
  expect([refused.status, (refused.body as { type: string }).type]).toEqual([409, expect.stringContaining('mail-off')])
  const owner = await testWorkspace(without)
  const made = await owner.call('POST', '/api/v1/invitations', { email: 'new@team.example', role: 'agent' })
  expect(made).toMatchObject({ status: 201, body: { mailed: false, url: expect.stringContaining('/invite/') } })
})
