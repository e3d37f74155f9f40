import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { type TestApp, testApp } from '../../testing/test-app.ts'
import { ownerPassword, testCaller, testWorkspace } from '../../testing/test-workspace.ts'
import { createApiKey, createFirstOwner, createOwner, listWorkspaces, memberNames } from './index.ts'
import { browser, newBrowser } from './testing/browser.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app.close())

const password = 'long enough password'

/** An owner in a browser, and what is needed to let others in. */
async function shop() {
  const workspace = await testWorkspace(app)
  const owner = (await browser(app.server, workspace.email, ownerPassword)).call
  const invite = async (role: string, email: string | null = null) => {
    const { status, body } = await owner('POST', '/api/v1/invitations', { role, email })
    expect(status).toBe(201)
    const { url, id } = body as { url: string; id: string }
    return { id, token: url.slice(url.lastIndexOf('/') + 1) }
  }
  let joined = 0
  const join = async (role: string) => {
    const { token } = await invite(role)
    const call = newBrowser(app.server)
    joined += 1
    const email = `${role}-${joined}-${workspace.workspaceId}@example.test`
    const answer = await call('POST', '/api/v1/invitations/accept', { token, name: `The ${role}`, email, password })
    expect(answer.status).toBe(200)
    return { call, email, userId: (answer.body as { user: { id: string } }).user.id }
  }
  return { ...workspace, owner, invite, join }
}

describe('invitations', () => {
  test('bring a new person in with their role, once', async () => {
    const { owner, invite, workspaceId } = await shop()
    const { token } = await invite('agent', 'Aliya@Example.test')
    const guest = newBrowser(app.server)
    expect((await guest('GET', `/api/v1/invitations/by-token/${token}`)).body).toMatchObject({ role: 'agent', email: 'aliya@example.test' })
    const attempt = () => guest('POST', '/api/v1/invitations/accept', { token, name: 'Aliya', password })
    const answer = await attempt()
    expect(answer.body).toMatchObject({
      user: { name: 'Aliya', email: 'aliya@example.test' },
      role: 'agent',
      workspace: { id: workspaceId },
    })
    expect((await attempt()).status).toBe(404)
    expect((await guest('GET', `/api/v1/invitations/by-token/${token}`)).status).toBe(404)
    expect((await owner('GET', '/api/v1/invitations')).body).toMatchObject({ data: [{ status: 'accepted' }] })
    expect((await owner('GET', '/api/v1/members')).body).toMatchObject({ data: [{ role: 'owner' }, { name: 'Aliya', role: 'agent' }] })
    expect((await owner('GET', '/api/v1/audit-log?action=member.joined')).body).toMatchObject({
      data: [{ actor: { name: 'Aliya' }, details: { role: 'agent' } }],
    })
  })

  test('used by several at once let one in, and leave no account of the others behind', async () => {
    const { invite } = await shop()
    const { token } = await invite('viewer')
    const emails = [1, 2, 3].map((n) => `race-${n}-${token.slice(0, 8)}@example.test`.toLowerCase())
    const answers = await Promise.all(
      emails.map((email) => newBrowser(app.server)('POST', '/api/v1/invitations/accept', { token, name: 'Racer', email, password })),
    )
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 404, 404])
    const { rowCount } = await app.database.ownerPool.query('select 1 from auth.users where email = any ($1)', [emails])
    expect(rowCount).toBe(1)
  })

  test('are worth nothing after they were revoked or have expired, or for another address', async () => {
    const { owner, invite, workspaceId } = await shop()
    const [revoked, expired, personal] = [await invite('agent'), await invite('agent'), await invite('agent', 'one@example.test')]
    expect((await owner('DELETE', `/api/v1/invitations/${revoked.id}`)).status).toBe(204)
    expect((await owner('DELETE', `/api/v1/invitations/${revoked.id}`)).status).toBe(404)
    await app.database.ownerPool.query(`update invitations set expires_at = now() where id = $1`, [expired.id])
    const accept = (token: string) =>
      newBrowser(app.server)('POST', '/api/v1/invitations/accept', { token, name: 'N', email: `x-${workspaceId}@example.test`, password })
    expect([(await accept(revoked.token)).status, (await accept(expired.token)).status, (await accept(personal.token)).status]).toEqual([
      404, 404, 403,
    ])
    expect((await accept('made-up')).status).toBe(404)
  })

  test('a signed-in person joins with one click and then switches between workspaces', async () => {
    const [first, second] = [await shop(), await shop()]
    const { token } = await second.invite('admin')
    expect((await first.owner('POST', '/api/v1/invitations/accept', { token })).body).toMatchObject({
      role: 'admin',
      workspace: { id: second.workspaceId },
    })
    expect((await first.owner('GET', '/api/v1/me')).body).toMatchObject({ role: 'owner', workspace: { id: first.workspaceId } })
    expect((await first.owner('POST', '/api/v1/me/workspace', { workspaceId: second.workspaceId })).status).toBe(200)
    expect((await first.owner('GET', '/api/v1/workspace')).body).toMatchObject({ id: second.workspaceId })
    const header = { 'x-workspace-id': first.workspaceId, 'sec-fetch-site': 'same-origin' }
    expect((await first.owner('GET', '/api/v1/workspace', undefined, header)).body).toMatchObject({ id: first.workspaceId })
    const again = await second.invite('agent')
    expect((await first.owner('POST', '/api/v1/invitations/accept', { token: again.token })).status).toBe(409)
    expect((await second.owner('POST', '/api/v1/me/workspace', { workspaceId: first.workspaceId })).status).toBe(404)
  })

  test('cannot make an owner, nor take over an existing account', async () => {
    const { owner, invite, email } = await shop()
    expect((await owner('POST', '/api/v1/invitations', { role: 'owner' })).status).toBe(400)
    const { token } = await invite('agent')
    const answer = await newBrowser(app.server)('POST', '/api/v1/invitations/accept', { token, name: 'X', email, password })
    expect(answer.status).toBe(409)
    expect((await newBrowser(app.server)('GET', `/api/v1/invitations/by-token/${token}`)).status).toBe(200)
  })
})

describe('members', () => {
  test('F54: a lower role or a removal counts from the next request on', async () => {
    const { owner, join } = await shop()
    const admin = await join('admin')
    expect((await admin.call('GET', '/api/v1/audit-log')).status).toBe(200)
    expect((await owner('PATCH', `/api/v1/members/${admin.userId}`, { role: 'viewer' })).body).toMatchObject({ role: 'viewer' })
    expect((await admin.call('GET', '/api/v1/audit-log')).status).toBe(403)
    expect((await admin.call('GET', '/api/v1/workspace')).status).toBe(200)
    expect((await owner('DELETE', `/api/v1/members/${admin.userId}`)).status).toBe(204)
    expect((await admin.call('GET', '/api/v1/workspace')).status).toBe(403)
    expect((await admin.call('GET', '/api/v1/me')).body).toMatchObject({ workspace: null, role: null, workspaces: [] })
  })

  test('F54: also when another process changed it', async () => {
    const { join } = await shop()
    const admin = await join('admin')
    expect((await admin.call('GET', '/api/v1/audit-log')).status).toBe(200)
    await app.database.ownerPool.query(`update members set role = 'viewer' where user_id = $1`, [admin.userId])
    await expect.poll(async () => (await admin.call('GET', '/api/v1/audit-log')).status, { timeout: 1000, interval: 10 }).toBe(403)
  })

  test('F54: also while the watch over such changes is broken, which mends itself', async () => {
    const { join } = await shop()
    const admin = await join('admin')
    expect((await admin.call('GET', '/api/v1/audit-log')).status).toBe(200)
    const watching = `from pg_stat_activity where datname = current_database() and query = 'listen parley_access'`
    expect((await app.database.ownerPool.query(`select pg_terminate_backend(pid) ${watching}`)).rowCount).toBe(1)
    await app.database.ownerPool.query(`update members set role = 'viewer' where user_id = $1`, [admin.userId])
    await expect.poll(async () => (await admin.call('GET', '/api/v1/audit-log')).status, { timeout: 900, interval: 20 }).toBe(403)
    await expect.poll(async () => (await app.database.ownerPool.query(`select 1 ${watching}`)).rowCount, { timeout: 5000 }).toBe(1)
  })

  test('one owner always stays, and only owners make owners', async () => {
    const { owner, userId, join, workspaceId } = await shop()
    expect((await owner('PATCH', `/api/v1/members/${userId}`, { role: 'admin' })).status).toBe(409)
    expect((await owner('DELETE', `/api/v1/members/${userId}`)).status).toBe(409)
    const admin = await join('admin')
    expect((await admin.call('PATCH', `/api/v1/members/${admin.userId}`, { role: 'owner' })).status).toBe(403)
    expect((await admin.call('PATCH', `/api/v1/members/${userId}`, { role: 'viewer' })).status).toBe(403)
    expect((await admin.call('DELETE', `/api/v1/members/${userId}`)).status).toBe(403)
    expect((await owner('PATCH', `/api/v1/members/${admin.userId}`, { role: 'owner' })).status).toBe(200)
    const [one, two] = await Promise.all([
      owner('DELETE', `/api/v1/members/${admin.userId}`),
      admin.call('DELETE', `/api/v1/members/${userId}`),
    ])
    expect([one.status, two.status].filter((status) => status === 204)).toHaveLength(1)
    const { rows } = await app.database.ownerPool.query(
      `select count(*) from members where workspace_id = $1 and role = 'owner' and removed_at is null`,
      [workspaceId],
    )
    expect(rows).toEqual([{ count: 1 }])
  })

  test('who has left keeps the name on what they wrote, and may come back', async () => {
    const { owner, join, invite, workspaceId } = await shop()
    const agent = await join('agent')
    await owner('DELETE', `/api/v1/members/${agent.userId}`)
    const names = await app.deps.db.withWorkspace(workspaceId, (tx) => memberNames(tx, [agent.userId, newId(), 'nobody']))
    expect(names).toEqual(new Map([[agent.userId, 'The agent']]))
    expect((await owner('GET', `/api/v1/members/${agent.userId}`)).status).toBe(404)
    const { token } = await invite('viewer')
    expect((await agent.call('POST', '/api/v1/invitations/accept', { token })).body).toMatchObject({ role: 'viewer' })
  })

  test('are listed page by page', async () => {
    const { owner, join } = await shop()
    await join('agent')
    await join('viewer')
    const roles: string[] = []
    let cursor = ''
    for (let page = 0; page < 5; page += 1) {
      const { body } = await owner('GET', `/api/v1/members?limit=1${cursor && `&cursor=${cursor}`}`)
      const { data, nextCursor } = body as { data: { role: string }[]; nextCursor: string | null }
      roles.push(...data.map((member) => member.role))
      if (!nextCursor) break
      cursor = nextCursor
    }
    expect(roles).toEqual(['owner', 'agent', 'viewer'])
    expect((await owner('GET', '/api/v1/members?cursor=bm90IG91cnM')).status).toBe(400)
  })
})

describe('API keys', () => {
  test('F64: shown once, hashed, limited to their role, seen in use, dead when revoked', async () => {
    const { owner } = await shop()
    const made = (await owner('POST', '/api/v1/api-keys', { name: 'CRM', role: 'agent' })).body as { id: string; key: string; hint: string }
    expect(made.key).toMatch(/^pk_[A-Za-z0-9_-]{43}$/)
    expect(made.hint).toBe(made.key.slice(-4))
    const list = await owner('GET', '/api/v1/api-keys')
    expect(list.text).not.toContain(made.key)
    const stored = await app.database.ownerPool.query(
      'select key_hash, (select count(*) from api_keys k where k::text like $2) as plain from api_keys where id = $1',
      [made.id, `%${made.key}%`],
    )
    expect(stored.rows[0]).toMatchObject({ key_hash: expect.stringMatching(/^[0-9a-f]{64}$/), plain: 0 })
    const ask = async (path: string) =>
      (await app.server.inject({ url: path, headers: { authorization: `Bearer ${made.key}` } })).statusCode
    expect([await ask('/api/v1/workspace'), await ask('/api/v1/audit-log'), await ask('/api/v1/me')]).toEqual([200, 403, 403])
    const lastUsed = async () =>
      (await app.database.ownerPool.query('select last_used_at from api_keys where id = $1', [made.id])).rows[0].last_used_at
    await expect.poll(lastUsed).not.toBeNull()
    expect((await owner('DELETE', `/api/v1/api-keys/${made.id}`)).status).toBe(204)
    expect(await ask('/api/v1/workspace')).toBe(401)
    expect((await owner('DELETE', `/api/v1/api-keys/${made.id}`)).status).toBe(404)
  })

  test('a repetition by Idempotency-Key makes no second key and does not show the first again', async () => {
    const { owner } = await shop()
    const make = () =>
      owner('POST', '/api/v1/api-keys', { name: 'CRM', role: 'agent' }, { 'idempotency-key': 'one', 'sec-fetch-site': 'same-origin' })
    const [first, second] = [await make(), await make()]
    expect(second).toMatchObject({ status: 201, body: { id: (first.body as { id: string }).id, key: null } })
    const { rows } = await app.database.ownerPool.query('select body from idempotency_keys')
    expect(JSON.stringify(rows)).not.toContain('pk_')
  })

  test('the time of last use is written at most once a minute', async () => {
    const { workspaceId, call } = await testWorkspace(app)
    const read = async () =>
      (await app.database.ownerPool.query('select last_used_at from api_keys where workspace_id = $1', [workspaceId])).rows[0].last_used_at
    await call('GET', '/api/v1/workspace')
    await expect.poll(read).not.toBeNull()
    const first = await read()
    await app.database.ownerPool.query(`select pg_notify('parley_access', '')`)
    for (let n = 0; n < 5; n += 1) await call('GET', '/api/v1/workspace')
    expect(await read()).toEqual(first)
  })

  test('F64: in an address they are refused, right or wrong', async () => {
    const { key } = await testWorkspace(app)
    for (const url of [`/api/v1/workspace?api_key=${key}`, `/api/v1/workspace?a=b&token=${key}`]) {
      expect((await app.server.inject({ url })).statusCode).toBe(400)
      expect((await app.server.inject({ url, headers: { authorization: `Bearer ${key}` } })).statusCode).toBe(400)
    }
  })

  test('cannot do more than whoever made them', async () => {
    const { workspaceId, join } = await shop()
    const admin = await join('admin')
    expect((await admin.call('POST', '/api/v1/api-keys', { name: 'Up', role: 'owner' })).status).toBe(403)
    const key = await testCaller(app, workspaceId, 'admin')
    expect((await key.call('POST', '/api/v1/api-keys', { name: 'Up', role: 'owner' })).status).toBe(403)
    expect((await key.call('POST', '/api/v1/api-keys', { name: 'Same', role: 'admin' })).status).toBe(201)
  })

  test('F51: an empty, repeated, unknown or other workspace in the header is refused', async () => {
    const [mine, other] = [await shop(), await shop()]
    for (const value of ['', 'null', other.workspaceId, `${mine.workspaceId},${other.workspaceId}`, newId()]) {
      const asKey = await app.server.inject({
        url: '/api/v1/workspace',
        headers: { authorization: `Bearer ${mine.key}`, 'x-workspace-id': value },
      })
      const asUser = await mine.owner('GET', '/api/v1/workspace', undefined, { 'x-workspace-id': value })
      expect([value, asKey.statusCode, asUser.status]).toEqual([value, 403, 403])
    }
  })

  test('F50: what a body may not set is ignored', async () => {
    const [mine, other] = [await shop(), await shop()]
    const body = {
      name: 'Renamed',
      id: other.workspaceId,
      workspaceId: other.workspaceId,
      workspace_id: other.workspaceId,
      role: 'owner',
      createdAt: '2020-01-01T00:00:00Z',
    }
    expect((await mine.owner('PATCH', '/api/v1/workspace', body)).body).toMatchObject({ id: mine.workspaceId, name: 'Renamed' })
    expect((await other.owner('GET', '/api/v1/workspace')).body).not.toMatchObject({ name: 'Renamed' })
    const made = (await mine.owner('POST', '/api/v1/api-keys', { ...body, role: 'viewer' })).body as { key: string; id: string }
    expect(made.id).not.toBe(other.workspaceId)
    const seen = await app.server.inject({ url: '/api/v1/workspace', headers: { authorization: `Bearer ${made.key}` } })
    expect(seen.json()).toMatchObject({ id: mine.workspaceId })
  })
})

describe('F49: of another workspace', () => {
  test('members, invitations and keys are not found', async () => {
    const [mine, other] = [await shop(), await shop()]
    const invitation = await other.invite('agent')
    const key = (await other.owner('POST', '/api/v1/api-keys', { name: 'Theirs', role: 'agent' })).body as { id: string; key: string }
    const attempts = [
      await mine.owner('GET', `/api/v1/members/${other.userId}`),
      await mine.owner('PATCH', `/api/v1/members/${other.userId}`, { role: 'viewer' }),
      await mine.owner('DELETE', `/api/v1/members/${other.userId}`),
      await mine.owner('DELETE', `/api/v1/invitations/${invitation.id}`),
      await mine.owner('DELETE', `/api/v1/api-keys/${key.id}`),
    ]
    expect(attempts.map((answer) => answer.status)).toEqual([404, 404, 404, 404, 404])
    for (const path of ['members', 'invitations', 'api-keys', 'audit-log?limit=100']) {
      const { text } = await mine.owner('GET', `/api/v1/${path}`)
      for (const foreign of [other.workspaceId, other.userId, other.email, invitation.id, key.id]) expect(text).not.toContain(foreign)
    }
    const names = await app.deps.db.withWorkspace(mine.workspaceId, (tx) => memberNames(tx, [mine.userId, other.userId]))
    expect([...names.keys()]).toEqual([mine.userId])
    expect((await app.server.inject({ url: '/api/v1/workspace', headers: { authorization: `Bearer ${key.key}` } })).statusCode).toBe(200)
  })

  test('F52: without a workspace the program’s role sees no row, and accounts never', async () => {
    await shop()
    const { default: pg } = await import('pg')
    const client = new pg.Client(app.deps.db.connectionFor('parley_app'))
    await client.connect()
    try {
      for (const table of ['workspaces', 'members', 'invitations', 'api_keys', 'audit_log', 'audit_heads', 'parley_member_profiles()']) {
        expect([table, (await client.query(`select * from ${table}`)).rowCount]).toEqual([table, 0])
      }
      for (const table of ['users', 'sessions', 'accounts', 'verifications', 'attempts']) {
        await expect(client.query(`select * from auth.${table}`)).rejects.toThrow(/permission denied/)
      }
    } finally {
      await client.end()
    }
  })
})

describe('at the command line', () => {
  test('an owner joins the workspace of that name or makes it', async () => {
    const first = await createOwner(app.deps, { email: 'cli-1@example.test', password: 'eight-ch', workspaceName: 'From the shell' })
    const second = await createOwner(app.deps, { email: 'CLI-2@example.test', password: 'eight-ch', workspaceName: 'From the shell' })
    expect(second.workspaceId).toBe(first.workspaceId)
    expect(await listWorkspaces(app.deps.db)).toContainEqual({ id: first.workspaceId, name: 'From the shell' })
    expect((await browser(app.server, 'cli-2@example.test', 'eight-ch')).answer.status).toBe(200)
    await expect(createOwner(app.deps, { email: 'cli-1@example.test', password: 'eight-ch', workspaceName: 'X' })).rejects.toMatchObject({
      code: 'email-taken',
    })
    await expect(createOwner(app.deps, { email: 'cli-3@example.test', password: 'short', workspaceName: 'X' })).rejects.toMatchObject({
      code: 'password-too-short',
    })
    expect(await createFirstOwner(app.deps, { email: 'cli-4@example.test', password: 'eight-ch', workspaceName: 'X' })).toBeNull()
  })

  test('a key works at once, by the workspace’s name', async () => {
    const { workspaceId } = await testWorkspace(app, 'Named shop')
    const { key } = await createApiKey(app.deps, { workspaceName: 'Named shop', name: 'shell', role: 'viewer' })
    const answer = await app.server.inject({ url: '/api/v1/workspace', headers: { authorization: `Bearer ${key}` } })
    expect(answer.json()).toMatchObject({ id: workspaceId })
    await expect(createApiKey(app.deps, { workspaceName: 'No such', name: 'x', role: 'viewer' })).rejects.toMatchObject({
      code: 'workspace-not-found',
    })
  })
})
