import { readdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { Readable } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { testConfig } from '../testing/test-config.ts'
import { createFiles, type Files } from './files.ts'
import { newId } from './ids.ts'

let now = new Date('2026-11-21T12:00:00Z')
const clock = { now: () => now }
const place = () => ({ workspaceId: newId(), fileId: newId() })

async function localFiles(): Promise<Files & { folder: string }> {
  const config = testConfig()
  return { ...(await createFiles({ config, clock })), folder: path.join(config.dataDir, 'files') }
}

const readAll = async (stream: Readable): Promise<string> => Buffer.concat(await stream.toArray()).toString()

/** Just enough of an S3 server to see what is sent: path-style objects in memory. */
async function bucketServer(): Promise<{ storage: string; objects: Map<string, Buffer>; headers: Record<string, unknown>[] }> {
  const objects = new Map<string, Buffer>()
  const headers: Record<string, unknown>[] = []
  const server = createServer(async (request, response) => {
    const key = decodeURIComponent((request.url ?? '').split('?')[0] ?? '')
    headers.push(request.headers)
    const found = objects.get(key)
    if (request.method === 'PUT') {
      objects.set(key, Buffer.concat(await request.toArray()))
      response.writeHead(200, { etag: '"1"' }).end()
    } else if (request.method === 'DELETE') response.writeHead(objects.delete(key) ? 204 : 204).end()
    else if (!found) response.writeHead(404).end()
    else
      response
        .writeHead(200, { 'content-length': found.length, 'last-modified': new Date(0).toUTCString(), etag: '"1"' })
        .end(request.method === 'HEAD' ? undefined : found)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { storage: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, objects, headers }
}

test('a file is written, measured, read and removed', async () => {
  const files = await localFiles()
  const at = place()
  expect(await files.put(at, Readable.from([Buffer.from('hello '), Buffer.from('world')]))).toEqual({ size: 11 })
  expect([await readAll(await files.read(at)), await files.size(at)]).toEqual(['hello world', 11])
  await files.put(at, Buffer.from('again'))
  expect(Buffer.from(await files.readBytes(at)).toString()).toBe('again')
  await files.remove(at)
  expect(await files.size(at)).toBeNull()
  await expect(files.read(at)).rejects.toMatchObject({ code: 'file-missing' })
})

test('what is too large or breaks off leaves nothing behind', async () => {
  const files = await localFiles()
  const at = place()
  await expect(files.put(at, Buffer.alloc(11), { maxBytes: 10 })).rejects.toMatchObject({ code: 'file-too-large' })
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('half')
      throw new Error('connection reset')
    })(),
  )
  await expect(files.put(at, broken)).rejects.toMatchObject({ code: 'storage-unreachable' })
  expect(await files.size(at)).toBeNull()
  expect(await readdir(path.join(files.folder, 'incoming'))).toEqual([])
})

test('a workspace is removed as one, without its neighbour', async () => {
  const files = await localFiles()
  const [first, second] = [place(), place()]
  await files.put(first, Buffer.from('a'))
  await files.put(second, Buffer.from('b'))
  await files.removeWorkspace(first.workspaceId)
  expect([await files.size(first), await files.size(second)]).toEqual([null, 1])
})

test('F24: nothing but ids makes up a path', async () => {
  const files = await localFiles()
  const bad = { workspaceId: newId(), fileId: '../../etc/passwd' }
  await expect(files.put(bad, Buffer.from('x'))).rejects.toMatchObject({ code: 'file-missing' })
  await expect(files.removeWorkspace('..')).rejects.toMatchObject({ code: 'file-missing' })
})

test('F48: a signed link opens its own file for five minutes and nothing else', async () => {
  const files = await localFiles()
  const at = place()
  const link = new URL(files.signedPath(at, { lifeMs: 3_600_000 }), 'http://localhost')
  const query = { expires: link.searchParams.get('expires') ?? '', signature: link.searchParams.get('signature') ?? '' }
  expect(link.pathname).toBe(`/api/v1/files/${at.fileId}`)
  expect(files.isSignatureValid(at, query)).toBe(true)
  expect(files.isSignatureValid({ ...at, fileId: newId() }, query)).toBe(false)
  expect(files.isSignatureValid({ ...at, workspaceId: newId() }, query)).toBe(false)
  expect(files.isSignatureValid(at, { ...query, expires: String(Number(query.expires) + 1) })).toBe(false)
  expect(files.isSignatureValid(at, { ...query, signature: `${query.signature.slice(0, -1)}_` })).toBe(false)
  expect(files.isSignatureValid(at, {})).toBe(false)
  now = new Date(now.getTime() + 5 * 60_000 + 1)
  expect(files.isSignatureValid(at, query)).toBe(false)
})

test('other 10: a bucket holds the same files, with their length announced and no checksum extensions', async () => {
  const { storage, objects, headers } = await bucketServer()
  const config = testConfig({
    storage: {
      driver: 's3',
      endpoint: storage,
      bucket: 'parley',
      region: 'us-east-1',
      accessKeyId: 'KEY',
      secretAccessKey: 'SECRET',
      pathStyle: true,
    },
  })
  const files = await createFiles({ config, clock })
  const at = place()
  expect(await files.put(at, Readable.from([Buffer.from('in a bucket')]), { contentType: 'text/plain' })).toEqual({ size: 11 })
  expect([...objects.keys()]).toEqual([expect.stringMatching(new RegExp(`^/parley/${at.workspaceId}/.*/${at.fileId}$`))])
  expect(headers[0]).toMatchObject({ 'content-length': '11', 'content-type': 'text/plain' })
  expect(Object.keys(headers[0] ?? {}).filter((name) => name.includes('checksum') || name === 'x-amz-acl')).toEqual([])
  expect([await readAll(await files.read(at)), await files.size(at)]).toEqual(['in a bucket', 11])
  await files.remove(at)
  expect([objects.size, await files.size(at)]).toEqual([0, null])
})
