import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { PDFDocument, StandardFonts } from 'pdf-lib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Passage, Source } from '../../../contract/knowledge.ts'
import { type TestApp, testApp } from '../../testing/test-app.ts'
import { type TestCaller, testCaller, testWorkspace } from '../../testing/test-workspace.ts'
import { searchPassages } from './index.ts'

let app: TestApp
let shop: TestCaller
let site: { url: string; host: string; close(): Promise<void> }

const pages: Record<string, RequestListener> = {
  '/delivery': (_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(
      '<html><head><title>Delivery rules</title></head><body><h1>Delivery</h1><p>Drones bring parcels to the lighthouse.</p></body></html>',
    )
  },
  '/inside': (_request, response) => {
    response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end()
  },
  '/huge': (_request, response) => {
    response.setHeader('content-type', 'text/html')
    const chunk = Buffer.alloc(1024 * 1024, 97)
    let sent = 0
    const send = (): void => {
      if (sent >= 14) return void response.end()
      sent += 1
      response.write(chunk, send)
    }
    send()
  },
}

beforeAll(async () => {
  const server = createServer((request, response) => {
    const page = pages[request.url ?? '']
    if (page) page(request, response)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  site = { url: `http://${host}`, host, close: () => new Promise((resolve) => void server.close(() => resolve())) }
  app = await testApp({ config: { allowedPrivateHosts: [host] } })
  shop = await testWorkspace(app)
})

afterAll(async () => {
  await app.close()
  await site.close()
})

async function newBase(caller: TestCaller = shop): Promise<string> {
  const made = await caller.call('POST', '/api/v1/knowledge', { name: 'Help' })
  expect(made.status).toBe(201)
  return (made.body as { id: string }).id
}

async function search(id: string, query: string, caller: TestCaller = shop): Promise<Passage[]> {
  const found = await caller.call('GET', `/api/v1/knowledge/${id}/search?q=${encodeURIComponent(query)}`)
  expect(found.status).toBe(200)
  return (found.body as { data: Passage[] }).data
}

async function settled(id: string, sourceId: string): Promise<Source> {
  for (let tries = 0; tries < 200; tries += 1) {
    const source = (await shop.call('GET', `/api/v1/knowledge/${id}/sources/${sourceId}`)).body as Source
    if (source.status === 'ready' || source.status === 'failed') return source
    await sleep(50)
  }
  throw new Error('The source was not read in time')
}

async function add(id: string, source: object): Promise<Source> {
  const added = await shop.call('POST', `/api/v1/knowledge/${id}/sources`, source)
  expect(added.status).toBe(201)
  return added.body as Source
}

async function upload(id: string, content: Uint8Array, name: string, type: string): Promise<{ status: number; body: Source }> {
  const form = new FormData()
  form.append('title', 'The rules')
  form.append('file', new Blob([Uint8Array.from(content)], { type }), name)
  const answer = await fetch(`${app.url}/api/v1/knowledge/${id}/sources`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.key}` },
    body: form,
  })
  return { status: answer.status, body: (await answer.json()) as Source }
}

test('a text and an FAQ pair are searchable as soon as they are answered', async () => {
  const id = await newBase()
  const text = await add(id, { type: 'text', title: 'Warranty', text: 'Every bicycle has a warranty of five years.' })
  expect(text).toMatchObject({
    knowledgeId: id,
    type: 'text',
    status: 'ready',
    statusReason: null,
    progress: 1,
    passageCount: 1,
    excluded: false,
  })
  const faq = await add(id, { type: 'faq', question: 'Do you repair old bicycles?', answer: 'Yes, on weekdays.' })
  expect(await search(id, 'repair my old bicycle')).toMatchObject([
    { sourceId: faq.id, title: 'Do you repair old bicycles?', heading: null, text: 'Yes, on weekdays.' },
    { sourceId: text.id, title: 'Warranty' },
  ])
  const base = (await shop.call('GET', `/api/v1/knowledge/${id}`)).body
  expect(base).toMatchObject({ name: 'Help', description: null, sourceCount: 2, passageCount: 2 })
})

test('five hundred sources in one request, all searchable at its end', async () => {
  const id = await newBase()
  const sources = Array.from({ length: 500 }, (_, number) => ({
    type: 'text',
    title: `p-${number}`,
    text: `Article ${number} costs ${number * 7} coins. ${'Plain words. '.repeat(60)}`,
  }))
  const started = performance.now()
  const added = await shop.call('POST', `/api/v1/knowledge/${id}/sources`, { sources })
  expect(performance.now() - started).toBeLessThan(3000)
  expect(added.status).toBe(201)
  expect((added.body as { data: Source[] }).data.map((source) => [source.title, source.status])).toEqual(
    sources.map((source) => [source.title, 'ready']),
  )
  expect((await search(id, 'what does article 321 cost'))[0]?.title).toBe('p-321')
  const tooMany = await shop.call('POST', `/api/v1/knowledge/${id}/sources`, { sources: [...sources, ...sources.slice(0, 1)] })
  expect(tooMany.status).toBe(400)
})

test('sources are listed page by page, newest first', async () => {
  const id = await newBase()
  await shop.call('POST', `/api/v1/knowledge/${id}/sources`, {
    sources: ['a', 'b', 'c'].map((title) => ({ type: 'text', title, text: title })),
  })
  const first = (await shop.call('GET', `/api/v1/knowledge/${id}/sources?limit=2`)).body as { data: Source[]; nextCursor: string }
  const second = (await shop.call('GET', `/api/v1/knowledge/${id}/sources?limit=2&cursor=${first.nextCursor}`)).body as typeof first
  expect([first, second].map((page) => page.data.map((source) => source.title))).toEqual([['c', 'b'], ['a']])
  expect(second.nextCursor).toBeNull()
  expect((await shop.call('GET', `/api/v1/knowledge/${id}/sources?cursor=nonsense`)).status).toBe(400)
})

test('a web page is read, keeps its own title, and is read again on demand', async () => {
  const id = await newBase()
  const added = await add(id, { type: 'url', url: `${site.url}/delivery` })
  expect(added).toMatchObject({ status: 'queued', progress: 0 })
  const source = await settled(id, added.id)
  expect(source).toMatchObject({ status: 'ready', title: 'Delivery rules', mimeType: 'text/html', progress: 1 })
  expect((await search(id, 'who brings parcels to the lighthouse'))[0]).toMatchObject({
    heading: 'Delivery',
    text: 'Drones bring parcels to the lighthouse.',
  })
  expect((await shop.call('POST', `/api/v1/knowledge/${id}/sources/${added.id}/resync`)).status).toBe(202)
  expect((await settled(id, added.id)).status).toBe('ready')
  expect(await search(id, 'lighthouse')).toHaveLength(1)
})

test.each([
  ['a page that is not there', () => `${site.url}/none`, /answered 404/],
  ['a redirect into the provider of the machine', () => `${site.url}/inside`, /public web page/],
  ['a page without end', () => `${site.url}/huge`, /larger than 10 MB/],
  ['the machine itself', () => 'http://127.0.0.1:5432/', /public web page/],
  ['the machine in another spelling', () => 'http://0x7f.1/', /public web page/],
  ['a private network', () => 'http://10.1.2.3/', /public web page/],
  ['IPv6 loopback', () => 'http://[::1]/', /public web page/],
  ['IPv4 inside IPv6', () => 'http://[::ffff:127.0.0.1]/', /public web page/],
  ['a user name in the address', () => 'http://a:b@example.com/', /public web page/],
])('%s fails with its reason', async (_name, url, reason) => {
  const id = await newBase()
  const source = await settled(id, (await add(id, { type: 'url', url: url() })).id)
  expect(source.status).toBe('failed')
  expect(source.statusReason).toMatch(reason)
})

test('an address that is no web address is refused at once', async () => {
  const id = await newBase()
  for (const url of ['file:///etc/passwd', 'gopher://example.com/', 'no address']) {
    expect((await shop.call('POST', `/api/v1/knowledge/${id}/sources`, { type: 'url', url })).status).toBe(400)
  }
})

test('an uploaded PDF is read; its passages and its file can be looked at; deleting it takes all of it', async () => {
  const id = await newBase()
  const pdf = await PDFDocument.create()
  pdf.addPage().drawText('Umbrellas are lent for a deposit of nine coins.', {
    x: 50,
    y: 700,
    size: 12,
    font: await pdf.embedFont(StandardFonts.Helvetica),
  })
  const added = await upload(id, await pdf.save(), 'umbrellas.pdf', 'application/pdf')
  expect(added).toMatchObject({ status: 201, body: { type: 'file', title: 'The rules', status: 'queued' } })
  const source = await settled(id, added.body.id)
  expect(source).toMatchObject({ status: 'ready', mimeType: 'application/pdf', passageCount: 1 })
  expect((await search(id, 'deposit for umbrellas'))[0]?.text).toBe('Umbrellas are lent for a deposit of nine coins.')
  const passages = (await shop.call('GET', `/api/v1/knowledge/${id}/sources/${source.id}/passages`)).body
  expect(passages).toMatchObject({
    data: [{ position: 0, heading: null, text: 'Umbrellas are lent for a deposit of nine coins.' }],
    nextCursor: null,
  })
  const place = { workspaceId: shop.workspaceId, fileId: source.fileId ?? '' }
  expect(await app.deps.files.size(place)).toBeGreaterThan(500)
  expect((await shop.call('DELETE', `/api/v1/knowledge/${id}/sources/${source.id}`)).status).toBe(204)
  expect(await search(id, 'deposit for umbrellas')).toEqual([])
  expect(await app.deps.files.size(place)).toBeNull()
  const left = await app.database.ownerPool.query('select from knowledge_passages where source_id = $1', [source.id])
  expect(left.rowCount).toBe(0)
})

test('a file that cannot be read fails with its reason, an empty one is refused', async () => {
  const id = await newBase()
  const added = await upload(id, Buffer.from([1, 2, 3, 0, 4]), 'program.exe', 'application/pdf')
  expect((await settled(id, added.body.id)).statusReason).toMatch(/cannot be read/)
  expect((await upload(id, new Uint8Array(), 'empty.txt', 'text/plain')).status).toBe(422)
})

test('an excluded source is not found, and found again when it is included', async () => {
  const id = await newBase()
  const source = await add(id, { type: 'text', title: 'Secret', text: 'The recipe needs saffron.' })
  const path = `/api/v1/knowledge/${id}/sources/${source.id}`
  expect((await shop.call('PATCH', path, { excluded: true })).body).toMatchObject({ excluded: true })
  expect(await search(id, 'saffron')).toEqual([])
  await shop.call('PATCH', path, { excluded: false, title: 'Recipe' })
  expect(await search(id, 'saffron')).toMatchObject([{ title: 'Recipe' }])
})

test('a deleted knowledge base is gone with all that was in it', async () => {
  const id = await newBase()
  await add(id, { type: 'text', title: 'T', text: 'Saffron.' })
  expect((await shop.call('PATCH', `/api/v1/knowledge/${id}`, { name: 'Other', description: 'D' })).body).toMatchObject({
    name: 'Other',
    description: 'D',
  })
  expect((await shop.call('DELETE', `/api/v1/knowledge/${id}`)).status).toBe(204)
  expect((await shop.call('GET', `/api/v1/knowledge/${id}/search?q=saffron`)).status).toBe(404)
  expect(await searchPassages(app.deps, shop.workspaceId, { knowledgeIds: [id], query: 'saffron', limit: 5, maxAgeMs: 0 })).toEqual([])
})

test('another workspace finds nothing, sees nothing and changes nothing', async () => {
  const id = await newBase()
  const source = await add(id, { type: 'text', title: 'Canary', text: 'The canary sings at midnight.' })
  expect(await search(id, 'canary midnight')).toHaveLength(1)
  const stranger = await testWorkspace(app)
  const theirs = await newBase(stranger)
  const ask = { knowledgeIds: [id, theirs], query: 'canary midnight', limit: 5 }
  expect(await searchPassages(app.deps, stranger.workspaceId, ask)).toEqual([])
  expect(await searchPassages(app.deps, stranger.workspaceId, { ...ask, maxAgeMs: 0 })).toEqual([])
  const paths = [
    `/api/v1/knowledge/${id}`,
    `/api/v1/knowledge/${id}/sources`,
    `/api/v1/knowledge/${id}/sources/${source.id}`,
    `/api/v1/knowledge/${id}/search?q=canary`,
  ]
  for (const path of paths) expect((await stranger.call('GET', path)).status).toBe(404)
  expect((await stranger.call('POST', `/api/v1/knowledge/${id}/sources`, { type: 'text', title: 'x', text: 'x' })).status).toBe(404)
  expect((await stranger.call('POST', `/api/v1/knowledge/${id}/sources/${source.id}/resync`)).status).toBe(404)
  expect((await stranger.call('DELETE', `/api/v1/knowledge/${theirs}/sources/${source.id}`)).status).toBe(404)
  expect((await stranger.call('DELETE', `/api/v1/knowledge/${id}`)).status).toBe(404)
  expect(await search(id, 'canary midnight')).toHaveLength(1)
})

test('who may only look changes nothing', async () => {
  const id = await newBase()
  const viewer = await testCaller(app, shop.workspaceId, 'viewer')
  const agent = await testCaller(app, shop.workspaceId, 'agent')
  expect((await viewer.call('GET', `/api/v1/knowledge/${id}`)).status).toBe(200)
  for (const caller of [viewer, agent]) {
    expect((await caller.call('POST', '/api/v1/knowledge', { name: 'x' })).status).toBe(403)
    expect((await caller.call('POST', `/api/v1/knowledge/${id}/sources`, { type: 'text', title: 'x', text: 'x' })).status).toBe(403)
    expect((await caller.call('DELETE', `/api/v1/knowledge/${id}`)).status).toBe(403)
  }
})

test('every change is in the audit log', async () => {
  const { rows } = await app.database.ownerPool.query<{ action: string }>('select distinct action from audit_log where workspace_id = $1', [
    shop.workspaceId,
  ])
  expect(rows.map((row) => row.action)).toEqual(
    expect.arrayContaining([
      'knowledge.created',
      'knowledge.updated',
      'knowledge.deleted',
      'knowledge.sources-added',
      'knowledge.source-added',
      'knowledge.source-updated',
      'knowledge.source-resynced',
      'knowledge.source-deleted',
    ]),
  )
})

test('an agent is given knowledge of its own workspace only', async () => {
  const stranger = await testWorkspace(app)
  const mine = await shop.call('POST', '/api/v1/knowledge', { name: 'Ours' })
  const { id } = mine.body as { id: string }
  const refused = await stranger.call('POST', '/api/v1/agents', { name: 'Thief', knowledgeIds: [id] })
  expect([refused.status, refused.body]).toMatchObject([422, { errors: [{ path: 'knowledgeIds.0' }] }])
  const agent = await shop.call('POST', '/api/v1/agents', { name: 'Mia', knowledgeIds: [id] })
  expect(agent.status).toBe(201)
  // A form that was opened before the knowledge was deleted is saved all the same.
  expect((await shop.call('DELETE', `/api/v1/knowledge/${id}`)).status).toBe(204)
  const { id: agentId } = agent.body as { id: string }
  expect((await shop.call('PATCH', `/api/v1/agents/${agentId}`, { name: 'Mia R.', knowledgeIds: [id] })).status).toBe(200)
})
