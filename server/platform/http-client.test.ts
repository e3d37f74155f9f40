import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import type { EgressDeclaration } from './egress.ts'
import { AppError } from './errors.ts'
import { createHttpClient, type HttpClient, type ObservedCall } from './http-client.ts'
import { createLogger } from './log.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()))
})

async function serve(listener: RequestListener): Promise<{ url: string; host: string; requests: string[] }> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url: `http://${host}`, host, requests }
}

const egress: EgressDeclaration[] = [
  { purpose: 'test.pages', recipient: 'Anybody', reason: 'Reads pages', fields: [], hosts: [], userSupplied: true },
  { purpose: 'test.api', recipient: 'Example', reason: 'Calls it', fields: [], hosts: ['api.example.com'], setting: 'TELEGRAM_API_URL' },
]

function client(options: { allowed?: string[]; apiUrl?: string; observe?: (call: ObservedCall) => void } = {}): HttpClient {
  const http = createHttpClient({
    config: {
      allowedPrivateHosts: options.allowed ?? [],
      providerUrls: {
        META_GRAPH_URL: null,
        TELEGRAM_API_URL: options.apiUrl ?? null,
        TWILIO_API_URL: null,
        STRIPE_API_URL: null,
        OPENAI_BASE_URL: null,
      },
    },
    log: createLogger({ level: 'silent' }),
    egress,
    ...(options.observe ? { observe: options.observe } : {}),
  })
  closers.push(http.close)
  return http
}

const codeOf = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'answered',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )

test.each([
  'http://127.0.0.1/',
  'http://0x7f.1/',
  'http://2130706433/',
  'http://0177.0.0.1/',
  'http://localhost/',
  'http://0.0.0.0/',
  'http://10.0.0.8/',
  'http://172.16.4.4/',
  'http://192.168.1.1/',
  'http://100.100.100.200/',
  'http://169.254.169.254/latest/meta-data/',
  'http://168.63.129.16/',
  'http://[::1]/',
  'http://[::]/',
  'http://[fd00:ec2::254]/',
  'http://[fe80::1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:a9fe:a9fe]/',
  'http://[::127.0.0.1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[2002:7f00:1::]/',
  'http://①②⑦.⓪.⓪.①/',
  'http://public.example.com@127.0.0.1/',
  'https://user:secret@example.com/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:6379/_INFO',
  'javascript:alert(1)',
  'not an address',
])('F39: a user-supplied %s is refused', async (url) => {
  expect(await codeOf(client().fetch('test.pages', url, { timeoutMs: 2000 }))).toBe('address-refused')
})

test('F39: the guard stands at the socket, so a server that listens there is never asked', async () => {
  const inside = await serve((_, response) => response.end('secret'))
  expect(await codeOf(client().fetch('test.pages', inside.url))).toBe('address-refused')
  expect(await codeOf(client().fetch('test.pages', inside.url.replace('127.0.0.1', 'localhost')))).toBe('address-refused')
  expect(inside.requests).toEqual([])
})

test('F33: a redirect is handed back, and followed only where asked for, each hop checked', async () => {
  const inside = await serve((_, response) => response.end('secret'))
  const outside = await serve((_, response) => response.writeHead(302, { location: inside.url }).end())
  const http = client({ allowed: [outside.host] })
  expect((await http.fetch('test.pages', outside.url)).status).toBe(302)
  expect(await codeOf(http.fetch('test.pages', outside.url, { maxRedirects: 5 }))).toBe('address-refused')
  expect(inside.requests).toEqual([])
})

test('meta 3.3: redirects end, and credentials do not travel to another origin', async () => {
  const loop = await serve((_, response) => response.writeHead(302, { location: '/again' }).end())
  const seen: (string | undefined)[] = []
  const other = await serve((request, response) => {
    seen.push(request.headers.authorization)
    response.end('here')
  })
  const first = await serve((_, response) => response.writeHead(307, { location: other.url }).end())
  const http = client({ allowed: [loop.host, other.host, first.host] })
  expect(await codeOf(http.fetch('test.pages', loop.url, { maxRedirects: 3 }))).toBe('outside-redirects')
  expect(loop.requests).toHaveLength(4)
  const answer = await http.fetch('test.pages', first.url, { maxRedirects: 1, headers: { authorization: 'Bearer abc' } })
  expect([await answer.text(), answer.url, seen]).toEqual(['here', `${other.url}/`, [undefined]])
})

test('a third party is reached at its declared hosts and at the address from the settings, nowhere else', async () => {
  const emulator = await serve((_, response) => response.end('ok'))
  const elsewhere = await serve((_, response) => response.end('no'))
  const http = client({ apiUrl: emulator.url })
  expect(await (await http.fetch('test.api', `${emulator.url}/bot/getMe`)).text()).toBe('ok')
  expect(await codeOf(http.fetch('test.api', elsewhere.url))).toBe('egress-undeclared')
  expect(await codeOf(http.fetch('test.api', 'http://api.example.com/'))).toBe('egress-undeclared')
  expect(await codeOf(http.fetch('test.unknown', emulator.url))).toBe('egress-undeclared')
  // A connection that the settings opened serves no address of a user, though both have the same origin.
  expect(await codeOf(http.fetch('test.pages', emulator.url))).toBe('address-refused')
})

test('an answer is cut off at its limit, also when it is small until unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(5_000_000))
  const server = await serve((request, response) => {
    if (request.url === '/bomb') response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
    else response.writeHead(200, { 'content-length': '2000' }).end(Buffer.alloc(2000))
  })
  const http = client({ allowed: [server.host] })
  const bombed = await http.fetch('test.pages', `${server.url}/bomb`, { maxBytes: 100_000 })
  expect(await codeOf(bombed.arrayBuffer())).toBe('outside-too-large')
  expect(await codeOf(http.fetch('test.pages', server.url, { maxBytes: 1999 }))).toBe('outside-too-large')
  expect((await (await http.fetch('test.pages', server.url, { maxBytes: 2000 })).arrayBuffer()).byteLength).toBe(2000)
})

test('silence, a broken answer and a closed port are told apart from the caller giving up', async () => {
  const server = await serve((request, response) => {
    if (request.url === '/half') {
      response.writeHead(200).write('half')
      setTimeout(() => response.destroy(), 30)
    }
  })
  const http = client({ allowed: [server.host, '127.0.0.1:1'] })
  expect(await codeOf(http.fetch('test.pages', server.url, { timeoutMs: 80 }))).toBe('outside-timeout')
  expect(await codeOf(http.fetch('test.pages', `${server.url}/half`).then((answer) => answer.text()))).toBe('outside-unreachable')
  expect(await codeOf(http.fetch('test.pages', 'http://127.0.0.1:1/'))).toBe('outside-unreachable')
  const gaveUp = http.fetch('test.pages', server.url, { signal: AbortSignal.timeout(50) })
  await expect(gaveUp).rejects.toMatchObject({ name: 'TimeoutError' })
})

test('as a plain fetch it sends forms, bodies and Request objects, and the observer sees no path', async () => {
  const bodies: string[] = []
  const server = await serve((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      bodies.push(`${request.headers['content-type']?.split(';')[0]} ${Buffer.concat(pieces).toString()}`)
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}')
    })
  })
  const calls: ObservedCall[] = []
  const outside = client({ allowed: [server.host], observe: (call) => calls.push(call) }).fetchFor('test.pages')
  const form = new FormData()
  form.append('chat', '7')
  form.append('voice', new Blob(['ogg-bytes'], { type: 'audio/ogg' }), 'note.ogg')
  await outside(`${server.url}/secret-token/send`, { method: 'POST', body: form })
  await outside(new Request(server.url, { method: 'POST', body: 'plain', headers: { 'content-type': 'text/plain' } }))
  const answer = await outside(server.url, {
    method: 'PUT',
    body: JSON.stringify({ a: 1 }),
    headers: { 'content-type': 'application/json' },
  })
  expect(answer).toBeInstanceOf(Response)
  expect(await answer.json()).toEqual({ ok: true })
  expect(bodies[0]).toMatch(/^multipart\/form-data .*name="chat".*filename="note\.ogg".*ogg-bytes/s)
  expect(bodies.slice(1)).toEqual(['text/plain plain', 'application/json {"a":1}'])
  expect(calls.map(({ purpose, host, method, status }) => [purpose, host, method, status])).toEqual([
    ['test.pages', server.host, 'POST', 200],
    ['test.pages', server.host, 'POST', 200],
    ['test.pages', server.host, 'PUT', 200],
  ])
  expect(JSON.stringify(calls)).not.toContain('secret-token')
})
