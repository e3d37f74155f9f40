import { describe, expect, test } from 'vitest'
import { aMessage } from './inbox-fixtures.ts'
import { hasMessage, type MessagePages, oldestFirst, withMessage, withNewest } from './message-pages.ts'
import { threadItems } from './thread-items.ts'

const message = (number: number, patch = {}) =>
  aMessage({ id: `m${number}`, createdAt: `2026-01-01T10:${String(number).padStart(2, '0')}:00.000Z`, ...patch })
const thread = (...numbers: number[]): MessagePages => ({
  pages: [{ data: numbers.map((number) => message(number)), nextCursor: 'older' }],
  pageParams: [null],
})
const ids = (pages: MessagePages) => oldestFirst(pages).map(({ id }) => id)

describe('the newest page over what is loaded', () => {
  test('adds what is new and replaces what has changed', () => {
    const next = withNewest(thread(3, 2, 1), { data: [message(4), message(3, { status: 'read' })], nextCursor: 'x' })
    expect(ids(next)).toEqual(['m1', 'm2', 'm3', 'm4'])
    expect(oldestFirst(next)[2]?.status).toBe('read')
    expect(next.pages[0]?.nextCursor).toBe('older')
  })
  test('says nothing twice, however often it comes', () => {
    const fresh = { data: [message(4), message(3)], nextCursor: 'x' }
    expect(ids(withNewest(withNewest(thread(3, 2), fresh), fresh))).toEqual(['m2', 'm3', 'm4'])
  })
  test('replaces everything where the two do not touch, instead of hiding a gap', () => {
    const next = withNewest(thread(3, 2, 1), { data: [message(9), message(8)], nextCursor: 'x' })
    expect(ids(next)).toEqual(['m8', 'm9'])
    expect(next.pages[0]?.nextCursor).toBe('x')
  })
  test('puts a late message of an earlier time into its place', () => {
    expect(ids(withMessage(thread(5, 3), message(4)))).toEqual(['m3', 'm4', 'm5'])
  })
  test('changes a message on an older page too', () => {
    const pages: MessagePages = {
      pages: [thread(4, 3).pages[0], thread(2, 1).pages[0]].filter((page) => page !== undefined),
      pageParams: [null, 'older'],
    }
    expect(oldestFirst(withMessage(pages, message(1, { text: 'edited' })))[0]?.text).toBe('edited')
    expect(hasMessage(pages, 'm1')).toBe(true)
    expect(hasMessage(pages, 'm9')).toBe(false)
  })
  test('fills an empty thread', () => {
    expect(
      ids(withNewest({ pages: [{ data: [], nextCursor: null }], pageParams: [null] }, { data: [message(1)], nextCursor: null })),
    ).toEqual(['m1'])
  })
})

describe('what the thread shows', () => {
  test('joins messages of one author within five minutes, and parts days and notes', () => {
    const messages = [
      message(1),
      message(3),
      message(30),
      message(31, { private: true }),
      aMessage({ id: 'next', createdAt: '2026-01-03T12:00:00.000Z' }),
    ]
    const items = threadItems(messages, [], false)
    expect(items.map(({ kind }) => kind)).toEqual(['edge', 'day', 'message', 'message', 'message', 'message', 'day', 'message'])
    expect(items.filter((item) => item.kind === 'message').map(({ isJoined }) => isJoined)).toEqual([false, true, false, false, false])
  })
  test('draws events as lines, which part what is joined', () => {
    const event = message(2, { type: 'event', event: { name: 'taken', reason: null, actorName: 'Aidar' } })
    const items = threadItems([message(1), event, message(3)], [], true)
    expect(items.map(({ kind }) => kind)).toEqual(['edge', 'day', 'message', 'event', 'message'])
    expect(items.at(-1)).toMatchObject({ isJoined: false })
  })
  test('ends with what is not sent yet', () => {
    const unsent = { key: 'k', body: { text: 'x' }, fileNames: [], createdAt: '2026-01-01T11:00:00.000Z', error: null }
    expect(threadItems([message(1)], [unsent], false).at(-1)).toEqual({ kind: 'unsent', key: 'k', unsent })
  })
})
