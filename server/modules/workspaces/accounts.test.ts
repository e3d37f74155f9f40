import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../app.ts'
import { type TestApp, testApp } from '../../testing/test-app.ts'
import { ownerPassword, testWorkspace } from '../../testing/test-workspace.ts'
import { browser, newBrowser } from './testing/browser.ts'

const setup = {
  name: 'Aigerim',
  email: 'Aigerim@Example.test',
  password: 'long enough password',
  workspaceName: 'Shop',
  timeZone: 'Asia/Almaty',
}

describe('set-up', () => {
  test('is open until the first account exists, and of several at once one wins', async () => {
    const app = await testApp({ run: false })
    const visitor = newBrowser(app.server)
    expect((await visitor('GET', '/api/v1/setup')).body).toEqual({ needed: true, mail: false })
    const answers = await Promise.all(
      [1, 2, 3].map((n) => newBrowser(app.server)('POST', '/api/v1/setup', { ...setup, email: `a${n}@example.test` })),
    )
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409])
    expect((await visitor('GET', '/api/v1/setup')).body).toEqual({ needed: false, mail: false })
    const { rows } = await app.database.ownerPool.query(
      'select (select count(*) from auth.users) as users, (select count(*) from workspaces) as workspaces',
    )
    expect(rows).toEqual([{ users: 1, workspaces: 1 }])
  })

  test('signs the owner in, with the workspace as asked', async () => {
    const app = await testApp({ run: false })
    const owner = newBrowser(app.server)
    const made = await owner('POST', '/api/v1/setup', setup)
    expect(made.body).toMatchObject({
      user: { email: 'aigerim@example.test' },
      role: 'owner',
      workspace: { name: 'Shop', timeZone: 'Asia/Almaty' },
    })
    expect((await owner('GET', '/api/v1/me')).body).toEqual(made.body)
    expect((await owner('GET', '/api/v1/audit-log')).body).toMatchObject({
      data: [{ action: 'workspace.created', actor: { name: 'Aigerim' } }],
    })
    expect((await newBrowser(app.server)('POST', '/api/v1/setup', { ...setup, timeZone: 'Mars/Olympus' })).status).toBe(400)
  })
})

describe('sessions', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await testApp()
  })
  afterAll(() => app.close())

  const signedIn = async () => {
    const { email, workspaceId, userId } = await testWorkspace(app)
    return { ...(await browser(app.server, email, ownerPassword)), email, workspaceId, userId }
  }

  test('the cookie is httpOnly, sameSite lax and, behind https, secure', async () => {
    const { answer } = await signedIn()
    expect(answer.cookie).toMatch(/^parley\.session_token=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/)
    const https = await testApp({ run: false, config: { publicUrl: 'https://parley.example.test' } })
    const { email } = await testWorkspace(https)
    const secure = await browser(https.server, email, ownerPassword)
    expect(secure.answer.cookie).toMatch(/^__Secure-parley\.session_token=.*; Secure; SameSite=Lax$/)
    expect((await secure.call('GET', '/api/v1/me')).status).toBe(200)
  })

  test('no answer holds the session token', async () => {
    const { answer, call } = await signedIn()
    const token = decodeURIComponent(answer.cookie).split('=')[1]?.split('.')[0] ?? 'missing'
    const answers = [
      answer.text,
      ...(await Promise.all(['/api/v1/me', '/api/v1/sessions', '/api/auth/get-session'].map((path) => call('GET', path)))).map(
        (one) => one.text,
      ),
    ]
    for (const text of answers) expect(text).not.toContain(token)
  })

  test('F55: a cookie is dead after signing out', async () => {
    const { call } = await signedIn()
    expect((await call('GET', '/api/v1/me')).status).toBe(200)
    const copy = call.copy()
    expect((await call('POST', '/api/auth/sign-out', {})).status).toBe(200)
    expect((await copy('GET', '/api/v1/me')).status).toBe(401)
  })

  test('F55: signing in always makes a new session and ends the one that was there', async () => {
    const { call, email } = await signedIn()
    const planted = call.copy()
    expect((await call('POST', '/api/auth/sign-in/email', { email, password: ownerPassword })).status).toBe(200)
    expect((await call('GET', '/api/v1/me')).status).toBe(200)
    expect((await planted('GET', '/api/v1/me')).status).toBe(401)
  })

  test('F55: changing the password ends every session, the caller gets a new one', async () => {
    const { call, email } = await signedIn()
    const elsewhere = (await browser(app.server, email, ownerPassword)).call
    const before = call.copy()
    expect(
      (await call('POST', '/api/auth/change-password', { currentPassword: 'wrong password', newPassword: 'another password' })).status,
    ).toBe(400)
    expect((await elsewhere('GET', '/api/v1/me')).status).toBe(200)
    expect(
      (await call('POST', '/api/auth/change-password', { currentPassword: ownerPassword, newPassword: 'another password' })).status,
    ).toBe(200)
    expect((await call('GET', '/api/v1/me')).status).toBe(200)
    expect((await elsewhere('GET', '/api/v1/me')).status).toBe(401)
    expect((await before('GET', '/api/v1/me')).status).toBe(401)
    expect((await newBrowser(app.server)('POST', '/api/auth/sign-in/email', { email, password: ownerPassword })).status).toBe(401)
  })

  test('idle for a week, or thirty days old, a session is over', async () => {
    const { call, userId } = await signedIn()
    await app.database.ownerPool.query(`update auth.sessions set updated_at = now() - interval '6 days' where user_id = $1`, [userId])
    expect((await call('GET', '/api/v1/me')).status).toBe(200)
    await expect
      .poll(
        async () =>
          (
            await app.database.ownerPool.query(
              "select 1 from auth.sessions where user_id = $1 and updated_at > now() - interval '1 minute'",
              [userId],
            )
          ).rowCount,
      )
      .toBe(1)
    await app.database.ownerPool.query(
      `update auth.sessions set updated_at = now() - interval '8 days', expires_at = expires_at - interval '1 second' where user_id = $1`,
      [userId],
    )
    await expect.poll(async () => (await call('GET', '/api/v1/me')).status).toBe(401)
    const other = await signedIn()
    await app.database.ownerPool.query(`update auth.sessions set expires_at = now() - interval '1 second' where user_id = $1`, [
      other.userId,
    ])
    await expect.poll(async () => (await other.call('GET', '/api/v1/me')).status).toBe(401)
  })

  test('a person sees where they are signed in and ends it there, nobody else’s', async () => {
    const [mine, foreign] = [await signedIn(), await signedIn()]
    const phone = (await browser(app.server, mine.email, ownerPassword)).call
    const list = (await mine.call('GET', '/api/v1/sessions')).body as { data: { id: string; current: boolean }[] }
    expect(list.data.map((session) => session.current).sort()).toEqual([false, true])
    const other = list.data.find((session) => !session.current)?.id ?? ''
    expect((await foreign.call('DELETE', `/api/v1/sessions/${other}`)).status).toBe(404)
    expect((await phone('GET', '/api/v1/me')).status).toBe(200)
    expect((await mine.call('DELETE', `/api/v1/sessions/${other}`)).status).toBe(204)
    expect((await phone('GET', '/api/v1/me')).status).toBe(401)
  })

  test('a cookie with a changed or missing signature is nobody’s', async () => {
    const { answer } = await signedIn()
    const value = /=([^;]+)/.exec(answer.cookie)?.[1] ?? ''
    const token = value.split('.')[0] ?? ''
    for (const forged of [token, `${token}.`, `${token}.${'A'.repeat(43)}%3D`, `x${value}`]) {
      const reply = await app.server.inject({ url: '/api/v1/me', headers: { cookie: `parley.session_token=${forged}` } })
      expect(reply.statusCode).toBe(401)
    }
  })

  test('F58: another website cannot use the session, nor sign somebody in', async () => {
    const { call, email } = await signedIn()
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: 'http://evil.localhost' },
      { origin: 'https://evil.test' },
      { origin: 'null' },
    ]
    for (const headers of foreign) {
      expect((await call('PATCH', '/api/v1/workspace', { name: 'Taken' }, headers)).status).toBe(403)
      expect((await call('POST', '/api/auth/sign-out', {}, headers)).status).toBe(403)
      expect((await newBrowser(app.server)('POST', '/api/auth/sign-in/email', { email, password: ownerPassword }, headers)).status).toBe(
        403,
      )
    }
    const own: Record<string, string>[] = [
      { 'sec-fetch-site': 'same-origin' },
      { origin: app.deps.config.publicUrl },
      { origin: 'http://localhost:80' },
      {},
    ]
    for (const headers of own) {
      expect((await call('PATCH', '/api/v1/workspace', { language: 'kk' }, headers)).status).toBe(200)
    }
  })

  test('F58: a body that is no JSON changes nothing', async () => {
    const { call } = await signedIn()
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const answer = await call('PATCH', '/api/v1/workspace', '{"name":"Taken"}', { 'content-type': type })
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.status).toBeLessThan(500)
    }
    expect((await call('GET', '/api/v1/workspace')).body).not.toMatchObject({ name: 'Taken' })
  })
})

describe('passwords', () => {
  test('are scrypt hashes, and accounts are made in no other way', async () => {
    const app = await testApp({ run: false })
    await testWorkspace(app)
    const { rows } = await app.database.ownerPool.query('select password from auth.accounts')
    expect(rows[0].password).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/)
    const signUp = await newBrowser(app.server)('POST', '/api/auth/sign-up/email', {
      name: 'X',
      email: 'x@example.test',
      password: 'long enough password',
    })
    expect(signUp.status).toBe(404)
  })

  test('F56: wrong ones are limited per account and address, the answer is the same for nobody’s address, and a restart forgives nothing', async () => {
    const app = await testApp({ run: false })
    const { email } = await testWorkspace(app)
    const attempt = (address: string, password: string, ip = '10.0.0.1', server = app.server) =>
      newBrowser(server, ip)('POST', '/api/auth/sign-in/email', { email: address, password })
    const wrong = await attempt(email, 'wrong password')
    const unknown = await attempt('nobody@example.test', 'wrong password')
    expect([wrong.status, wrong.body]).toEqual([unknown.status, unknown.body])
    // Ten at once do not slip through together.
    const burst = await Promise.all(Array.from({ length: 12 }, () => attempt(email, 'wrong password')))
    expect(burst.filter((answer) => answer.status === 401).length).toBe(9)
    expect((await attempt(email, ownerPassword)).status).toBe(429)
    const refused = await attempt(email.toUpperCase(), ownerPassword)
    expect([refused.status, Number(refused.headers['retry-after']) > 60]).toEqual([429, true])
    const restarted = await buildApp(app.deps)
    expect((await attempt(email, ownerPassword, '10.0.0.1', restarted)).status).toBe(429)
    await restarted.close()
    // Whoever sits elsewhere is not locked out by it.
    expect((await attempt(email, ownerPassword, '10.0.0.2')).status).toBe(200)
    const { rows } = await app.database.ownerPool.query('select key from auth.attempts')
    for (const { key } of rows) expect(key).not.toMatch(/10\.0\.0|@/)
  })

  test('F56: one address that tries many accounts is stopped, right passwords do not count', async () => {
    const app = await testApp({ run: false })
    const { email } = await testWorkspace(app)
    for (let n = 0; n < 12; n += 1) expect((await browser(app.server, email, ownerPassword)).answer.status).toBe(200)
    await app.database.ownerPool.query('update auth.attempts set points = 58 where points < 58 and key like $1', ['ip:%'])
    const spray = async (n: number) =>
      (await newBrowser(app.server)('POST', '/api/auth/sign-in/email', { email: `a${n}@example.test`, password: 'wrong' })).status
    expect([await spray(1), await spray(2), await spray(3)]).toEqual([401, 401, 429])
  })
})
