import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp } from '../app.ts'
import { modules } from '../modules.ts'
import { AppError } from '../platform/errors.ts'
import type { ApiServer, Module } from '../platform/module.ts'
import { type TestApp, testApp } from '../testing/test-app.ts'
import { type TestCaller, testCaller, testWorkspace } from '../testing/test-workspace.ts'

let app: TestApp
let owner: TestCaller
let server: ApiServer
const calls: string[] = []
let release = (): void => {}

/** A module whose one route does what it is told: waits, breaks down, refuses. */
const moody: Module = {
  name: 'moody',
  personalData: [],
  egress: [],
  routes: (api) => {
    api.post('/api/v1/moody', { config: { permission: 'viewer', shownOnce: ['secret'] } }, async (request, reply) => {
      const { mood = '' } = (request.body ?? {}) as { mood?: string }
      calls.push(mood)
      if (mood === 'slow')
        await new Promise<void>((resolve) => {
          release = resolve
        })
      if (mood === 'broken' && calls.filter((call) => call === 'broken').length === 1) throw new Error('down')
      if (mood === 'refusing') throw new AppError('moody', { status: 409, title: 'Not now.' })
      if (mood === 'silent') return reply.status(204).send()
      return reply.status(201).send({ count: calls.length, secret: 'shown once' })
    })
  },
}

beforeAll(async () => {
  app = await testApp({ run: false })
  owner = await testWorkspace(app)
  server = await buildApp(app.deps, [...modules, moody])
})
afterAll(async () => {
  await server.close()
  await app.close()
})

async function post(key: string, body: object | undefined, caller = owner) {
  const answer = await server.inject({
    method: 'POST',
    url: '/api/v1/moody',
    headers: { authorization: `Bearer ${caller.key}`, 'idempotency-key': key },
    ...(body && { payload: body }),
  })
  return {
    status: answer.statusCode,
    replayed: answer.headers['idempotent-replayed'] === 'true',
    body: answer.body === '' ? null : answer.json<Record<string, unknown>>(),
    retryAfter: answer.headers['retry-after'],
  }
}

const done = (mood: string) => calls.filter((call) => call === mood).length

test('the same request again has one effect and the same answer, but for what is shown once', async () => {
  const first = await post('k1', { mood: 'good' })
  const second = await post('k1', { mood: 'good' })
  expect(first).toMatchObject({ status: 201, replayed: false, body: { secret: 'shown once' } })
  expect(second).toMatchObject({ status: 201, replayed: true, body: { count: first.body?.count, secret: null } })
  expect(done('good')).toBe(1)
  const { rows } = await app.database.ownerPool.query('select body from idempotency_keys')
  expect(JSON.stringify(rows)).not.toContain('shown once')
})

test('the same key for another request is refused', async () => {
  await post('k2', { mood: 'first' })
  expect(await post('k2', { mood: 'second' })).toMatchObject({
    status: 422,
    body: { type: expect.stringContaining('idempotency-key-reused') },
  })
  expect(done('second')).toBe(0)
})

test('twenty at once: one does it, the others are told to wait or given its answer', async () => {
  const all = Array.from({ length: 20 }, () => post('k3', { mood: 'slow' }))
  await expect.poll(() => done('slow')).toBe(1)
  await new Promise((resolve) => setTimeout(resolve, 200))
  release()
  const answers = await Promise.all(all)
  expect(answers.filter(({ status, replayed }) => status === 201 && !replayed)).toHaveLength(1)
  expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true)
  expect(answers.find(({ status }) => status === 409)?.retryAfter).toBe('1')
  expect(await post('k3', { mood: 'slow' })).toMatchObject({ status: 201, replayed: true })
  expect(done('slow')).toBe(1)
})

test('a failure of ours frees the key, a refusal does not', async () => {
  expect((await post('k4', { mood: 'broken' })).status).toBe(500)
  expect(await post('k4', { mood: 'broken' })).toMatchObject({ status: 201, replayed: false })
  expect((await post('k5', { mood: 'refusing' })).status).toBe(409)
  expect(await post('k5', { mood: 'refusing' })).toMatchObject({ status: 409, replayed: true, body: { title: 'Not now.' } })
  expect([done('broken'), done('refusing')]).toEqual([2, 1])
})

test('an answer without content is repeated as one', async () => {
  expect(await post('k6', { mood: 'silent' })).toMatchObject({ status: 204, replayed: false })
  expect(await post('k6', { mood: 'silent' })).toMatchObject({ status: 204, replayed: true, body: null })
})

test('keys belong to who uses them, for a day', async () => {
  const other = await testWorkspace(app)
  const colleague = await testCaller(app, owner.workspaceId, 'agent')
  await post('k7', { mood: 'mine' })
  expect(await post('k7', { mood: 'mine' }, other)).toMatchObject({ status: 201, replayed: false })
  expect(await post('k7', { mood: 'mine' }, colleague)).toMatchObject({ status: 201, replayed: false })
  await app.database.ownerPool.query(`update idempotency_keys set created_at = now() - interval '25 hours'`)
  const { pruneIdempotencyKeys } = await import('./idempotency.ts')
  await pruneIdempotencyKeys(app.deps)
  expect(await post('k7', { mood: 'mine' })).toMatchObject({ status: 201, replayed: false })
})

test('a key that is none is refused', async () => {
  expect((await post('x'.repeat(256), { mood: 'good' })).status).toBe(400)
  expect((await post('', { mood: 'good' })).status).toBe(400)
})

test('an answer that was erased with its person is not given again, nor is the deed done twice', async () => {
  const create = (key: string) =>
    server.inject({
      method: 'POST',
      url: '/api/v1/contacts',
      headers: { authorization: `Bearer ${owner.key}`, 'idempotency-key': key },
      payload: { name: 'Erased Eve' },
    })
  const { id } = (await create('k8')).json<{ id: string }>()
  expect((await owner.call('DELETE', `/api/v1/contacts/${id}`)).status).toBe(204)
  expect((await create('k8')).statusCode).toBe(410)
  const { rows } = await app.database.ownerPool.query(`select from contacts where name = 'Erased Eve'`)
  expect(rows).toEqual([])
})

test('an upload is repeated once, too', async () => {
  const upload = async (key: string, content: string) => {
    const form = new FormData()
    form.set('file', new Blob([content], { type: 'text/plain' }), 'a.txt')
    const body = new Response(form)
    const answer = await fetch(`${app.url}/api/v1/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${owner.key}`, 'idempotency-key': key, 'content-type': body.headers.get('content-type') ?? '' },
      body: await body.arrayBuffer(),
    })
    return { status: answer.status, id: ((await answer.json()) as { id?: string }).id }
  }
  const first = await upload('k9', 'content')
  expect(first.status).toBe(201)
  expect(await upload('k9', 'content')).toEqual(first)
  expect((await upload('k9', 'something longer')).status).toBe(422)
})
