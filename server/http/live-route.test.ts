import { once } from 'node:events'
import net from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publish, publishMany } from '../platform/events.ts'
import { newId } from '../platform/ids.ts'
import { eventually } from '../testing/eventually.ts'
import { type TestApp, testApp } from '../testing/test-app.ts'
import { type TestCaller, testCaller, testWorkspace } from '../testing/test-workspace.ts'

let app: TestApp
let owner: TestCaller
let other: TestCaller

beforeAll(async () => {
  app = await testApp({ run: false })
  owner = await testWorkspace(app)
  other = await testWorkspace(app)
})
afterAll(() => app.close())

/** Reads a live stream until it is closed; `heard` grows. */
function listen(key: string, lastEventId?: string) {
  const stop = new AbortController()
  const heard: { id?: string; type: string; payload: unknown }[] = []
  let ended = false
  const reading = (async () => {
    const answer = await fetch(`${app.url}/api/v1/live`, {
      signal: stop.signal,
      headers: { authorization: `Bearer ${key}`, ...(lastEventId && { 'last-event-id': lastEventId }) },
    })
    let text = ''
    for await (const chunk of answer.body ?? []) {
      text += Buffer.from(chunk).toString()
      const parts = text.split('\n\n')
      text = parts.pop() ?? ''
      for (const part of parts) {
        const data = part.split('\n').find((line) => line.startsWith('data: '))
        if (data) heard.push(JSON.parse(data.slice(6)) as (typeof heard)[number])
      }
    }
    ended = true
  })().catch(() => {
    ended = true
  })
  return { heard, hasEnded: () => ended, stop: () => stop.abort(), reading }
}

function say(workspaceId: string): Promise<string> {
  const contactId = newId()
  return app.deps.db.withWorkspace(workspaceId, async (tx) => {
    await publish(tx, workspaceId, 'contact.updated', { contactId })
    return contactId
  })
}

describe('GET /api/v1/live', () => {
  it('tells what happens in the own workspace, as it happens, and nothing of another', async () => {
    const stream = listen(owner.key)
    await new Promise((resolve) => setTimeout(resolve, 150))
    const mine = await say(owner.workspaceId)
    const theirs = await say(other.workspaceId)
    await eventually(async () => expect(JSON.stringify(stream.heard)).toContain(mine))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(JSON.stringify(stream.heard)).not.toContain(theirs)
    stream.stop()
    await stream.reading
  })

  it('catches up after a break by Last-Event-ID', async () => {
    const first = listen(owner.key)
    await new Promise((resolve) => setTimeout(resolve, 150))
    await say(owner.workspaceId)
    await eventually(async () => expect(first.heard.length).toBeGreaterThan(0))
    const last = first.heard.at(-1)?.id
    first.stop()
    await first.reading
    const missed = await say(owner.workspaceId)
    const second = listen(owner.key, last)
    await eventually(async () => expect(JSON.stringify(second.heard)).toContain(missed))
    second.stop()
    await second.reading
  })

  it('ends when the key is revoked (F54)', async () => {
    const admin = await testCaller(app, owner.workspaceId, 'viewer')
    const stream = listen(admin.key)
    await new Promise((resolve) => setTimeout(resolve, 150))
    const keys = (await owner.call('GET', '/api/v1/api-keys')).body as { data: { id: string; name: string }[] }
    const id = keys.data.find((key) => key.name === 'test viewer')?.id
    expect((await owner.call('DELETE', `/api/v1/api-keys/${id}`)).status).toBe(204)
    await app.deps.db.withWorkspace(owner.workspaceId, (tx) => publish(tx, owner.workspaceId, 'member.updated', { userId: 'somebody' }))
    await eventually(async () => expect(stream.hasEnded()).toBe(true))
  })

  it('catches up page by page, however much was missed, and then goes on', async () => {
    const first = listen(owner.key)
    await new Promise((resolve) => setTimeout(resolve, 150))
    await say(owner.workspaceId)
    await eventually(async () => expect(first.heard.length).toBeGreaterThan(0))
    const last = first.heard.at(-1)?.id
    first.stop()
    await first.reading
    const missed = Array.from({ length: 1_700 }, () => ({ contactId: newId() }))
    await app.deps.db.withWorkspace(owner.workspaceId, (tx) => publishMany(tx, owner.workspaceId, 'contact.updated', missed))
    const second = listen(owner.key, last)
    const later = await say(owner.workspaceId)
    await eventually(async () => expect(JSON.stringify(second.heard.at(-1))).toContain(later))
    const heard = new Set(second.heard.map(({ payload }) => (payload as { contactId?: string }).contactId))
    expect(missed.filter(({ contactId }) => !heard.has(contactId))).toEqual([])
    second.stop()
    await second.reading
  })

  it('cuts off a reader who does not read, and keeps nothing for them', async () => {
    await eventually(async () => expect(await openStreams()).toBe(0))
    const socket = net.connect(Number(new URL(app.url).port), '127.0.0.1')
    socket.write(`GET /api/v1/live HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${other.key}\r\n\r\n`)
    await once(socket, 'data')
    socket.pause()
    const closed = once(socket, 'close')
    expect(await openStreams()).toBe(1)
    // More than the buffers of system and process take: the stream is ended from our side, whatever the reader does.
    const many = Array.from({ length: 2_000 }, () => ({ contactId: newId() }))
    await eventually(async () => {
      await app.deps.db.withWorkspace(other.workspaceId, (tx) => publishMany(tx, other.workspaceId, 'contact.updated', many))
      expect(await openStreams()).toBe(0)
    })
    socket.resume()
    await closed
  })
})

async function openStreams(): Promise<number> {
  return Number(/^parley_live_streams (\d+)/m.exec(await app.deps.metrics.render())?.[1])
}
