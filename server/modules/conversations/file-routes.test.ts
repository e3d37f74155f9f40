import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sampleByName } from '../../../emulators/index.ts'
import { newId } from '../../platform/ids.ts'
import { type TestApp, testApp } from '../../testing/test-app.ts'
import { type TestCaller, testCaller, testWorkspace } from '../../testing/test-workspace.ts'
import { linkFile } from './file-links.ts'

let app: TestApp
let owner: TestCaller

beforeAll(async () => {
  app = await testApp({ run: false })
  owner = await testWorkspace(app)
})
afterAll(() => app.close())

interface Uploaded {
  id: string
  mimeType: string
  name: string | null
  size: number
  kind: string
  url: string
}

async function upload(
  name: string,
  content: string | Buffer,
  claimed: string,
  caller = owner,
): Promise<{ status: number; body: Uploaded }> {
  const form = new FormData()
  form.set('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)], { type: claimed }), name)
  const answer = await fetch(`${app.url}/api/v1/files`, { method: 'POST', headers: { authorization: `Bearer ${caller.key}` }, body: form })
  return { status: answer.status, body: (await answer.json()) as Uploaded }
}

function download(id: string, headers: Record<string, string> = {}, caller = owner): Promise<Response> {
  return fetch(`${app.url}/api/v1/files/${id}`, { headers: { authorization: `Bearer ${caller.key}`, ...headers } })
}

const png = sampleByName('picture-mug').bytes
const ogg = sampleByName('voice-delivery').bytes

describe('what a file is', () => {
  test.each<[string, string, string | Buffer, string, string, string, string]>([
    ['a picture', 'mug.png', png, 'image/png', 'image/png', 'image', 'inline'],
    ['a picture that claims to be text', 'mug.txt', png, 'text/plain', 'image/png', 'image', 'inline'],
    ['a voice note', 'voice.ogg', ogg, 'application/octet-stream', 'audio/ogg', 'audio', 'inline'],
    ['plain text', 'notes.txt', 'hello', 'text/plain; charset=utf-8', 'text/plain', 'document', 'attachment'],
    [
      'F43: HTML that claims to be a picture',
      'cat.png',
      '<script>alert(1)</script>',
      'image/png',
      'application/octet-stream',
      'document',
      'attachment',
    ],
    [
      'F43: HTML that says so',
      'page.html',
      '<!doctype html><script>alert(1)</script>',
      'text/html',
      'application/octet-stream',
      'document',
      'attachment',
    ],
    [
      'F41: SVG with a script',
      'logo.svg',
      '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
      'image/svg+xml',
      'application/octet-stream',
      'document',
      'attachment',
    ],
    [
      'F41: SVG behind an XML head',
      'logo.svg',
      '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
      'image/svg+xml',
      'application/octet-stream',
      'document',
      'attachment',
    ],
    [
      'F43: a program that claims to be a photo',
      'photo.jpg',
      Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]),
      'image/jpeg',
      'application/octet-stream',
      'document',
      'attachment',
    ],
    ['a script', 'app.js', 'alert(1)', 'text/javascript', 'application/octet-stream', 'document', 'attachment'],
    ['nothing', 'empty.bin', '', 'application/octet-stream', 'application/octet-stream', 'document', 'attachment'],
  ])('%s: by its first bytes, never by its word', async (_what, name, content, claimed, type, kind, shown) => {
    const { status, body } = await upload(name, content, claimed)
    expect([status, body]).toEqual([
      201,
      { id: expect.any(String), mimeType: type, name, size: Buffer.byteLength(content), kind, url: `/api/v1/files/${body.id}` },
    ])
    const answer = await download(body.id)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe(type)
    expect(answer.headers.get('content-disposition')).toMatch(new RegExp(`^${shown};`))
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('content-security-policy')).toContain('sandbox')
    expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(content))).toBe(true)
  })

  test.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\price.txt', 'price.txt'],
    ['прайс лист.txt', 'прайс лист.txt'],
    ['bell\u0007\u202etxt.exe', 'belltxt.exe'],
    [`${'long'.repeat(100)}.txt`, `${'long'.repeat(100)}.txt`.slice(-200)],
  ])('the name %j is kept as %j', async (name, kept) => {
    const { body } = await upload(name, 'x', 'text/plain')
    expect(body.name).toBe(kept)
    const disposition = (await download(body.id)).headers.get('content-disposition') ?? ''
    expect(decodeURIComponent(disposition.split("''")[1] ?? '')).toBe(kept)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may get into a header
    expect(disposition).not.toMatch(/[\u0000-\u001f\r\n]/)
  })
})

describe('an upload', () => {
  test('without a file, or that is none, is a plain 400', async () => {
    const headers = { authorization: `Bearer ${owner.key}` }
    const empty = await fetch(`${app.url}/api/v1/files`, { method: 'POST', headers, body: new FormData() })
    expect(empty.status).toBe(400)
    const json = await owner.call('POST', '/api/v1/files', { file: { path: '/etc/passwd' } })
    expect(json).toMatchObject({ status: 400, body: { type: expect.stringContaining('file-missing') } })
    const field = new FormData()
    field.set('file', 'just a field')
    expect((await fetch(`${app.url}/api/v1/files`, { method: 'POST', headers, body: field })).status).toBe(400)
  })

  test('that is too large is refused, and nothing of it is kept', async () => {
    const before = await app.database.ownerPool.query('select count(*)::int as files from files')
    expect(await uploadEndlessly()).toBe(413)
    expect((await app.database.ownerPool.query('select count(*)::int as files from files')).rows).toEqual(before.rows)
  })

  test('needs the right to answer customers', async () => {
    const viewer = await testCaller(app, owner.workspaceId, 'viewer')
    expect((await upload('a.txt', 'x', 'text/plain', viewer)).status).toBe(403)
  })

  /** Sends what never stops being a file. @returns how it was answered */
  function uploadEndlessly(): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const boundary = 'xxxxxxxxxxxx'
      const call = request(`${app.url}/api/v1/files`, {
        method: 'POST',
        headers: { authorization: `Bearer ${owner.key}`, 'content-type': `multipart/form-data; boundary=${boundary}` },
      })
      const chunk = Buffer.alloc(1024 * 1024)
      let sent = 0
      let answered = false
      call.on('response', (answer) => {
        answered = true
        answer.resume()
        resolve(answer.statusCode)
        call.destroy()
      })
      call.on('error', (error) => (answered ? undefined : reject(error)))
      call.write(
        `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="big.bin"\r\ncontent-type: application/octet-stream\r\n\r\n`,
      )
      const more = (): void => {
        if (answered) return
        sent += 1
        if (sent > 130) {
          call.end(`\r\n--${boundary}--\r\n`)
          return
        }
        if (call.write(chunk)) setImmediate(more)
        else call.once('drain', more)
      }
      more()
    })
  }
})

describe('a download', () => {
  test('of another workspace, of nobody, and without a key', async () => {
    const { body } = await upload('mine.txt', 'mine', 'text/plain')
    const stranger = await testWorkspace(app)
    expect((await download(body.id, {}, stranger)).status).toBe(404)
    expect((await download(newId())).status).toBe(404)
    expect((await download('not-an-id')).status).toBe(400)
    expect((await fetch(`${app.url}/api/v1/files/${body.id}`)).status).toBe(401)
  })

  test('is answered with 304 to who has it, by its content', async () => {
    const { body } = await upload('same.txt', 'same', 'text/plain')
    const etag = (await download(body.id)).headers.get('etag') ?? ''
    expect((await download(body.id, { 'if-none-match': etag })).status).toBe(304)
    expect((await download(body.id, { 'if-none-match': '"other"' })).status).toBe(200)
  })

  test.each<[string, string, number, string | null]>([
    ['bytes=0-3', '0123', 206, 'bytes 0-3/10'],
    ['bytes=4-', '456789', 206, 'bytes 4-9/10'],
    ['bytes=-3', '789', 206, 'bytes 7-9/10'],
    ['bytes=8-99', '89', 206, 'bytes 8-9/10'],
    ['bytes=-99', '0123456789', 206, 'bytes 0-9/10'],
    ['bytes=10-', '', 416, 'bytes */10'],
    ['bytes=5-2', '0123456789', 200, null],
    ['bytes=0-1,3-4', '0123456789', 200, null],
    ['chapters=1-2', '0123456789', 200, null],
  ])('of a part: %s', async (range, content, status, place) => {
    const { body } = await upload('digits.txt', '0123456789', 'text/plain')
    const answer = await download(body.id, { range })
    expect([answer.status, answer.headers.get('content-range'), await answer.text()]).toEqual([status, place, content])
  })

  test('of the middle of a long one, and of the whole where it has changed since', async () => {
    const long = Buffer.from(Array.from({ length: 400_000 }, (_, place) => place % 251))
    const { body } = await upload('long.bin', long, 'application/octet-stream')
    const answer = await download(body.id, { range: 'bytes=131000-262200' })
    expect(Buffer.from(await answer.arrayBuffer()).equals(long.subarray(131_000, 262_201))).toBe(true)
    expect((await download(body.id, { range: 'bytes=0-9', 'if-range': '"older"' })).status).toBe(200)
  })

  test('says what is missing when the store has lost it', async () => {
    const { body } = await upload('lost.txt', 'x', 'text/plain')
    await app.deps.files.remove({ workspaceId: owner.workspaceId, fileId: body.id })
    expect((await download(body.id)).status).toBe(404)
  })
})

describe('a link for a provider that fetches what it is sent', () => {
  const fetched = (link: string) => fetch(link.replace(app.deps.config.publicUrl, app.url))
  const link = (fileId: string, workspaceId = owner.workspaceId) => linkFile(app.deps, workspaceId, fileId)

  test('opens its one file without a login', async () => {
    const { body } = await upload('mug.png', png, 'image/png')
    const answer = await fetched(link(body.id))
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect(Buffer.from(await answer.arrayBuffer()).equals(png)).toBe(true)
  })

  test('names nothing that could be read or changed, ends after a quarter of an hour, and is none for another workspace', async () => {
    const { body } = await upload('mug.png', png, 'image/png')
    const good = link(body.id)
    expect(good).not.toContain(body.id)
    const changed = `${good.slice(0, -9)}${good.at(-9) === 'A' ? 'B' : 'A'}${good.slice(-8)}`
    const late = linkFile({ ...app.deps, clock: { now: () => new Date(Date.now() - 16 * 60_000) } }, owner.workspaceId, body.id)
    for (const bad of [changed, good.slice(0, 60), `${app.deps.config.publicUrl}/files/v1.x`, late, link(body.id, newId())])
      expect([bad, (await fetched(bad)).status]).toEqual([bad, 404])
  })
})
