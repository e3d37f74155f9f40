import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { api, authApi, callOnBehalfOf, pathWith } from './api.ts'
import { ApiError } from './api-error.ts'

interface Heard {
  method: string | undefined
  url: string | undefined
  headers: Record<string, string | string[] | undefined>
  body: string
}

let server: Server
let heard: Heard
let answer: { status: number; type: string; body: string }
const browserFetch = globalThis.fetch

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += String(chunk)
    })
    request.on('end', () => {
      heard = { method: request.method, url: request.url, headers: request.headers, body }
      response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  // In a browser paths are relative to the page; here they get the test server's address in front.
  globalThis.fetch = (path, init) => browserFetch(`http://127.0.0.1:${port}${String(path)}`, init)
})
afterAll(() => {
  globalThis.fetch = browserFetch
  server.close()
})

const problem = (status: number, body: object) => {
  answer = { status, type: 'application/problem+json', body: JSON.stringify(body) }
}
const failure = (call: Promise<unknown>) =>
  call.then(
    () => expect.fail('should have been refused'),
    (error: unknown) => error as ApiError,
  )

describe('calls', () => {
  test('carry the workspace, the idempotency key and JSON', async () => {
    answer = { status: 201, type: 'application/json', body: '{"id":"m1"}' }
    callOnBehalfOf('w1')
    expect(await api.post('/conversations/c1/messages', { text: 'hi' }, 'key-1')).toEqual({ id: 'm1' })
    expect(heard).toMatchObject({ method: 'POST', url: '/api/v1/conversations/c1/messages', body: '{"text":"hi"}' })
    expect(heard.headers).toMatchObject({ 'x-workspace-id': 'w1', 'idempotency-key': 'key-1', 'content-type': 'application/json' })
    callOnBehalfOf(null)
  })

  test('without a body claim no content type, which the server would refuse', async () => {
    answer = { status: 200, type: 'application/json', body: 'null' }
    await api.delete('/channels/c1')
    expect(heard.headers['content-type']).toBeUndefined()
  })

  test('send files as multipart', async () => {
    answer = { status: 201, type: 'application/json', body: '{"id":"f1"}' }
    await api.upload('/files', new File(['hello'], 'a.txt', { type: 'text/plain' }))
    expect(heard.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    expect(heard.body).toContain('filename="a.txt"')
  })

  test('leave empty query values out', () => {
    expect(pathWith('/c', { q: '', cursor: null, unread: true, limit: 50, channelId: undefined })).toBe('/c?unread=true&limit=50')
    expect(pathWith('/c', { q: 'a&b' })).toBe('/c?q=a%26b')
    expect(pathWith('/c')).toBe('/c')
  })
})

describe('refusals', () => {
  test('carry the kind, the sentence and the fields of a problem document', async () => {
    problem(422, {
      title: 'Unusable',
      detail: 'The token is not valid.',
      status: 422,
      errors: [{ path: 'credentials.botToken', message: 'wrong' }],
    })
    const error = await failure(api.post('/channels', {}))
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ kind: 'invalid', status: 422, detail: 'The token is not valid.' })
    expect(error.fieldErrors()).toEqual({ 'credentials.botToken': 'wrong' })
  })

  test('name each field by its path, and the first complaint of several', async () => {
    problem(400, {
      title: 'Invalid',
      errors: [
        { path: 'body.text', message: 'a' },
        { path: 'models.chat', message: 'b' },
        { path: 'url', message: 'c' },
        { path: 'url', message: 'd' },
      ],
    })
    expect((await failure(api.post('/x'))).fieldErrors()).toEqual({ 'body.text': 'a', 'models.chat': 'b', url: 'c' })
  })

  test.each([
    [401, 'unauthenticated'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [409, 'conflict'],
    [429, 'limited'],
    [400, 'invalid'],
    [503, 'server'],
  ])('%i is %s', async (status, kind) => {
    problem(status, { title: 'no' })
    expect((await failure(api.get('/x'))).kind).toBe(kind)
  })

  test('survive an answer that is no problem document', async () => {
    answer = { status: 502, type: 'text/html', body: '<h1>Bad gateway</h1>' }
    expect(await failure(api.get('/x'))).toMatchObject({ kind: 'server', detail: null })
    answer = { status: 500, type: 'application/json', body: '{broken' }
    expect(await failure(api.get('/x'))).toMatchObject({ kind: 'server', detail: null })
  })

  test('of the sign-in routes carry their message', async () => {
    answer = { status: 401, type: 'application/json', body: '{"code":"INVALID","message":"Invalid email or password"}' }
    expect(await failure(authApi.post('/sign-in/email'))).toMatchObject({ kind: 'unauthenticated', detail: 'Invalid email or password' })
  })

  test('by the network are told from refusals by the server', async () => {
    const kept = globalThis.fetch
    globalThis.fetch = () => browserFetch('http://127.0.0.1:1/')
    expect(await failure(api.get('/x'))).toMatchObject({ kind: 'network', status: 0 })
    globalThis.fetch = kept
  })
})
