import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Contact } from '../../../contract/contacts.ts'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import { newId } from '../../platform/ids.ts'
import { type TestApp, testApp } from '../../testing/test-app.ts'
import { type TestCaller, testWorkspace } from '../../testing/test-workspace.ts'
import { type Talk, type TalkFields, writeChannel, writeMessage, writeTalk } from '../../testing/write-talk.ts'

let app: TestApp
let stranger: TestCaller

beforeAll(async () => {
  app = await testApp({ run: false })
  stranger = await testWorkspace(app)
})
afterAll(() => app.close())

interface Inbox {
  caller: TestCaller & { userId: string }
  channelId: string
  talk(fields?: Partial<TalkFields>): Promise<Talk>
  say(talk: Talk, text: string, at?: string): Promise<string>
  /** Names of whom the list shows, in its order. */
  names(query: string): Promise<(string | null)[]>
}

async function inbox(): Promise<Inbox> {
  const caller = await testWorkspace(app)
  const pool = app.database.ownerPool
  const channelId = await writeChannel(pool, caller.workspaceId)
  return {
    caller,
    channelId,
    talk: (fields = {}) => writeTalk(pool, caller.workspaceId, { channelId, ...fields }),
    say: (talk, text, at) => writeMessage(pool, caller.workspaceId, talk, text, at),
    names: async (query) => (await list(caller, query)).map((conversation) => conversation.contact.name),
  }
}

async function list(caller: TestCaller, query: string): Promise<Conversation[]> {
  const { status, body } = await caller.call('GET', `/api/v1/conversations?${query}`)
  expect([status, body]).toEqual([200, expect.anything()])
  return (body as { data: Conversation[] }).data
}

async function pages<Item>(caller: TestCaller, path: string, query: string): Promise<Item[][]> {
  const found: Item[][] = []
  let cursor: string | null = null
  do {
    const { body } = await caller.call('GET', `${path}?${query}${cursor ? `&cursor=${cursor}` : ''}`)
    const page = body as { data: Item[]; nextCursor: string | null }
    found.push(page.data)
    cursor = page.nextCursor
  } while (cursor)
  return found
}

describe('the list of conversations', () => {
  test('filters by status, channel, person, handler, assignee and what is unread, alone and together', async () => {
    const { caller, talk, names } = await inbox()
    const second = await writeChannel(app.database.ownerPool, caller.workspaceId)
    await talk({ name: 'A', status: 'open', unread: 2, lastActivityAt: '2026-01-05T00:00:00Z' })
    const b = await talk({ name: 'B', status: 'open', handler: 'user', assigneeId: caller.userId, lastActivityAt: '2026-01-04T00:00:00Z' })
    await talk({ name: 'C', status: 'pending', handler: 'agent', unread: 1, lastActivityAt: '2026-01-03T00:00:00Z' })
    await talk({ name: 'D', status: 'resolved', channelId: second, lastActivityAt: '2026-01-02T00:00:00Z' })
    await talk({ name: 'E', status: 'snoozed', handler: 'user', assigneeId: 'somebody', lastActivityAt: '2026-01-01T00:00:00Z' })
    expect(await names('')).toEqual(['A', 'B', 'C', 'D', 'E'])
    expect(await names('status=all')).toEqual(['A', 'B', 'C', 'D', 'E'])
    expect(await names('status=open')).toEqual(['A', 'B'])
    expect(await names('status=resolved')).toEqual(['D'])
    expect(await names('status=snoozed')).toEqual(['E'])
    expect(await names(`channelId=${second}`)).toEqual(['D'])
    expect(await names(`contactId=${b.contactId}`)).toEqual(['B'])
    expect(await names('handler=agent')).toEqual(['C'])
    expect(await names('assigneeId=none')).toEqual(['A', 'C', 'D'])
    expect(await names(`assigneeId=${caller.userId}`)).toEqual(['B'])
    expect(await names('assigneeId=somebody')).toEqual(['E'])
    expect(await names('unread=true')).toEqual(['A', 'C'])
    expect(await names('unread=true&status=pending')).toEqual(['C'])
    expect(await names('status=open&assigneeId=none')).toEqual(['A'])
    expect(await names(`channelId=${newId()}`)).toEqual([])
    const counts = await caller.call('GET', '/api/v1/conversations/counts')
    expect(counts.body).toEqual({ open: 2, mine: 0, unassigned: 1, unread: 2, pending: 1 })
  })

  test('`me` is who asks', async () => {
    const { caller, talk } = await inbox()
    const { rows } = await app.database.ownerPool.query<{ id: string }>('select id from api_keys where workspace_id = $1', [
      caller.workspaceId,
    ])
    await talk({ name: 'Mine', assigneeId: rows[0]?.id ?? '' })
    await talk({ name: 'Not mine', assigneeId: 'somebody' })
    expect((await list(caller, 'assigneeId=me')).map((conversation) => conversation.contact.name)).toEqual(['Mine'])
    expect((await caller.call('GET', '/api/v1/conversations/counts')).body).toMatchObject({ mine: 1 })
  })

  test('pages through all of it once, also where many have the same time', async () => {
    const { caller, talk } = await inbox()
    for (let made = 0; made < 5; made += 1) await talk({ name: `Same ${made}`, lastActivityAt: '2026-02-02T02:02:02.222Z' })
    for (let made = 0; made < 2; made += 1) await talk({ name: `Later ${made}`, lastActivityAt: `2026-02-03T00:00:0${made}Z` })
    const found = await pages<Conversation>(caller, '/api/v1/conversations', 'limit=3&status=open')
    expect(found.map((page) => page.length)).toEqual([3, 3, 1])
    const order = found.flat().map(({ lastActivityAt, id }) => `${lastActivityAt} ${id}`)
    expect(new Set(order).size).toBe(7)
    expect(order).toEqual([...order].sort().reverse())
  })

  test('is searched in what was said and in who said it', async () => {
    const { talk, say, names } = await inbox()
    const first = await talk({ name: 'Мария Петрова', lastActivityAt: '2026-03-02T00:00:00Z' })
    await say(first, 'Есть ли доставка в Шымкент?')
    const second = await talk({ name: 'Kerry', lastActivityAt: '2026-03-01T00:00:00Z' })
    await say(second, 'Is the red kettle in stock?')
    await say(second, 'and the blue one')
    expect(await names(`q=${encodeURIComponent('шымкент')}`)).toEqual(['Мария Петрова'])
    expect(await names('q=kettle')).toEqual(['Kerry'])
    expect(await names(`q=${encodeURIComponent('"red kettle"')}`)).toEqual(['Kerry'])
    expect(await names('q=red%20blue')).toEqual([])
    expect(await names(`q=${encodeURIComponent('петров')}`)).toEqual(['Мария Петрова'])
    expect(await names('q=kettle&status=resolved')).toEqual([])
    for (const strange of ["'; drop table messages; --", '((((', '"', '\\', '&|!', '%'])
      expect(await names(`q=${encodeURIComponent(strange)}`)).toEqual([])
  })

  test('shows nothing of another workspace, whatever is asked', async () => {
    const { caller, talk, say, channelId } = await inbox()
    const hidden = await talk({ name: 'Hidden', unread: 1 })
    await say(hidden, 'a secret kettle')
    const { nextCursor } = (await caller.call('GET', '/api/v1/conversations?limit=1')).body as { nextCursor: string | null }
    for (const query of [
      '',
      `contactId=${hidden.contactId}`,
      `channelId=${channelId}`,
      'q=kettle',
      'q=Hidden',
      `cursor=${nextCursor ?? ''}`.replace(/cursor=$/, ''),
    ])
      expect(await list(stranger, query)).toEqual([])
    expect((await stranger.call('GET', '/api/v1/conversations/counts')).body).toEqual({
      open: 0,
      mine: 0,
      unassigned: 0,
      unread: 0,
      pending: 0,
    })
  })

  test('refuses filters that mean nothing', async () => {
    for (const query of ['status=closed', 'channelId=1', 'unread=perhaps', 'handler=robot', 'limit=0', 'cursor=x'])
      expect([query, (await stranger.call('GET', `/api/v1/conversations?${query}`)).status]).toEqual([query, 400])
  })
})

describe('one conversation', () => {
  test('has everything that the contract says', async () => {
    const { caller, talk, say, channelId } = await inbox()
    const one = await talk({ name: 'Kerry', unread: 1, lastActivityAt: '2026-04-01T10:00:00.000Z' })
    const messageId = await say(one, 'Hello?')
    const { body } = await caller.call('GET', `/api/v1/conversations/${one.conversationId}`)
    expect(body).toMatchObject({
      id: one.conversationId,
      channelId,
      channelType: 'telegram',
      contactId: one.contactId,
      contact: { id: one.contactId, name: 'Kerry' },
      status: 'open',
      handler: 'none',
      assigneeId: null,
      teamId: null,
      labels: [],
      attributes: {},
      priority: 'none',
      summary: null,
      intent: null,
      sentiment: null,
      unreadCount: 1,
      lastMessage: {
        id: messageId,
        text: 'Hello?',
        author: { type: 'contact', id: one.contactId },
        status: 'received',
        error: null,
        private: false,
      },
      replyWindowEndsAt: null,
      draft: null,
      lastActivityAt: '2026-04-01T10:00:00.000Z',
    })
  })

  test('of another workspace is as one that never was', async () => {
    const { talk, say } = await inbox()
    const one = await talk({ name: 'Hidden' })
    const messageId = await say(one, 'secret')
    for (const path of [`conversations/${one.conversationId}`, `conversations/${one.conversationId}/messages`, `messages/${messageId}`]) {
      const theirs = await stranger.call('GET', `/api/v1/${path}`)
      expect(theirs).toEqual(await stranger.call('GET', `/api/v1/${path.replace(/[0-9a-f-]{36}/, newId())}`))
      expect(theirs.status).toBe(404)
    }
  })
})

describe('its messages', () => {
  test('oldest first or newest first, page by page, each once, also within one moment', async () => {
    const { caller, talk, say } = await inbox()
    const one = await talk()
    for (let said = 0; said < 7; said += 1)
      await say(one, `m${said}`, said < 5 ? '2026-05-05T05:05:55.555Z' : `2026-05-05T05:05:0${said}.000Z`)
    const path = `/api/v1/conversations/${one.conversationId}/messages`
    const forth = await pages<Message>(caller, path, 'limit=3')
    const back = await pages<Message>(caller, path, 'limit=3&order=desc')
    expect(forth.map((page) => page.length)).toEqual([3, 3, 1])
    const [texts, backwards] = [forth, back].map((all) => all.flat().map((message) => message.text))
    expect(texts).toEqual(['m5', 'm6', 'm0', 'm1', 'm2', 'm3', 'm4'])
    expect(backwards).toEqual([...(texts ?? [])].reverse())
  })

  test('a cursor leads both ways', async () => {
    const { caller, talk, say } = await inbox()
    const one = await talk()
    for (let said = 0; said < 6; said += 1) await say(one, `m${said}`, `2026-05-05T05:05:0${said}.000Z`)
    const path = `/api/v1/conversations/${one.conversationId}/messages`
    const page = (await caller.call('GET', `${path}?limit=3`)).body as { data: Message[]; nextCursor: string }
    expect(page.data.map((message) => message.text)).toEqual(['m0', 'm1', 'm2'])
    const back = (await caller.call('GET', `${path}?limit=3&order=desc&cursor=${page.nextCursor}`)).body as { data: Message[] }
    expect(back.data.map((message) => message.text)).toEqual(['m1', 'm0'])
  })

  test('one by its id, and what was taken back keeps its place without its words', async () => {
    const { caller, talk, say } = await inbox()
    const one = await talk()
    const id = await say(one, 'regret')
    await app.database.ownerPool.query('update messages set text = null, deleted_at = now() where id = $1', [id])
    expect((await caller.call('GET', `/api/v1/messages/${id}`)).body).toMatchObject({ id, text: null, deletedAt: expect.any(String) })
  })
})

describe('when its channel is deleted', () => {
  test('it is still listed, read and handled, and nothing can be sent', async () => {
    const { caller, talk, say, channelId } = await inbox()
    const one = await talk({ name: 'Left Behind', unread: 1 })
    await say(one, 'Are you still there?')
    expect((await caller.call('DELETE', `/api/v1/channels/${channelId}`)).status).toBe(204)
    const [listed] = await list(caller, 'q=Behind')
    expect(listed).toMatchObject({
      id: one.conversationId,
      channelId,
      channelType: 'telegram',
      lastMessage: { text: 'Are you still there?' },
    })
    const path = `/api/v1/conversations/${one.conversationId}`
    expect((await caller.call('GET', path)).status).toBe(200)
    expect(((await caller.call('GET', `${path}/messages`)).body as { data: Message[] }).data).toHaveLength(1)
    const contact = (await caller.call('GET', `/api/v1/contacts/${one.contactId}`)).body as Contact
    expect(contact.identities).toMatchObject([{ channelType: 'telegram', channelId }])
    const refused = await caller.call('POST', `${path}/messages`, { text: 'Yes' })
    expect(refused).toMatchObject({
      status: 409,
      body: { type: expect.stringContaining('channel-deleted'), detail: expect.stringContaining('deleted') },
    })
    expect((await caller.call('POST', `${path}/messages`, { text: 'They cannot be reached', private: true })).status).toBe(201)
    for (const step of ['take', 'release', 'read', 'resolve', 'reopen'])
      expect([step, (await caller.call('POST', `${path}/${step}`)).status]).toEqual([step, 200])
    const after = (await caller.call('GET', path)).body as Conversation
    expect(after).toMatchObject({ status: 'open', handler: 'none' })
    const { rows } = await app.database.ownerPool.query('select from outbox')
    expect(rows).toEqual([])
  })
})
