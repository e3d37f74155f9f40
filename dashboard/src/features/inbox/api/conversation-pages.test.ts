import { describe, expect, test } from 'vitest'
import { foresee } from './conversation-acts.ts'
import { type ConversationPages, withConversation } from './conversation-pages.ts'
import { matchesFilters, readFilters } from './filters.ts'
import { aConversation } from './inbox-fixtures.ts'
import { viewOf } from './views.ts'

const at = (hour: number) => `2026-01-01T${String(hour).padStart(2, '0')}:00:00.000Z`
const listed = (id: string, hour: number) => aConversation({ id, lastActivityAt: at(hour) })
const list = (nextCursor: string | null): ConversationPages => ({
  pages: [
    { data: [listed('a', 12), listed('b', 10)], nextCursor: 'x' },
    { data: [listed('c', 8), listed('d', 6)], nextCursor },
  ],
  pageParams: [null, 'x'],
})
const ids = (pages: ConversationPages) => pages.pages.map(({ data }) => data.map(({ id }) => id).join(''))

describe('a changed conversation', () => {
  test('moves to the top with newer activity, over the borders of pages', () => {
    expect(ids(withConversation(list('y'), listed('d', 13), true))).toEqual(['dab', 'c'])
  })
  test('stays where its activity puts it', () => {
    expect(ids(withConversation(list('y'), listed('c', 9), true))).toEqual(['ab', 'cd'])
  })
  test('is added when it is new here', () => {
    expect(ids(withConversation(list('y'), listed('e', 11), true))).toEqual(['aeb', 'cd'])
  })
  test('older than all that is loaded waits for its page, unless this is the end', () => {
    expect(ids(withConversation(list('y'), listed('e', 1), true))).toEqual(['ab', 'cd'])
    expect(ids(withConversation(list(null), listed('e', 1), true))).toEqual(['ab', 'cde'])
  })
  test('leaves a list that it no longer belongs to', () => {
    expect(ids(withConversation(list('y'), listed('b', 14), false))).toEqual(['a', 'cd'])
  })
  test('is changed in place where only the server knows, and never added', () => {
    expect(ids(withConversation(list('y'), listed('d', 14), null))).toEqual(['ab', 'cd'])
    expect(ids(withConversation(list('y'), listed('e', 14), null))).toEqual(['ab', 'cd'])
  })
  test('leaves the list before as it was, so that it can be taken back', () => {
    const before = list('y')
    withConversation(before, listed('d', 13), true)
    expect(ids(before)).toEqual(['ab', 'cd'])
  })
})

describe('an act', () => {
  const before = aConversation({
    handler: 'agent',
    status: 'pending',
    unreadCount: 3,
    draft: { id: 'd', text: 'x', agentId: 'a', createdAt: at(1) },
  })
  test('is foreseen and can be taken back exactly', () => {
    const after = foresee(before, { name: 'take' }, 'me')
    expect(after).toMatchObject({ handler: 'user', assigneeId: 'me', status: 'open', draft: null })
    const shown = withConversation({ pages: [{ data: [before], nextCursor: null }], pageParams: [null] }, after, true)
    expect(withConversation(shown, before, true).pages[0]?.data).toEqual([before])
  })
  test.each([
    [{ name: 'release' } as const, { handler: 'agent', assigneeId: null, status: 'pending' }],
    [{ name: 'resolve' } as const, { status: 'resolved', unreadCount: 0 }],
    [{ name: 'read' } as const, { unreadCount: 0, status: 'pending' }],
    [{ name: 'snooze', until: at(9) } as const, { status: 'snoozed', snoozedUntil: at(9) }],
    [{ name: 'assign', assigneeId: 'u2' } as const, { assigneeId: 'u2', handler: 'user' }],
  ])('%o', (act, expected) => expect(foresee(before, act, 'me')).toMatchObject(expected))
})

describe('filters', () => {
  test('are read from the address, and only what they know', () => {
    expect(readFilters({ status: 'open', assigneeId: 'me', unread: true, q: 'lamp', evil: 1 })).toEqual({
      status: 'open',
      assigneeId: 'me',
      unread: true,
      q: 'lamp',
    })
    expect(readFilters({ status: 'nonsense', handler: 'ghost', q: '  ' })).toEqual({})
    expect(readFilters({ q: 42 })).toEqual({ q: '42' })
  })
  test('say whether a conversation belongs', () => {
    const mine = aConversation({ assigneeId: 'u1', status: 'open', unreadCount: 1 })
    expect(matchesFilters(mine, {}, 'u1')).toBe(true)
    expect(matchesFilters(mine, { assigneeId: 'me' }, 'u1')).toBe(true)
    expect(matchesFilters(mine, { assigneeId: 'me' }, 'u2')).toBe(false)
    expect(matchesFilters(mine, { assigneeId: 'none' }, 'u1')).toBe(false)
    expect(matchesFilters(mine, { status: 'resolved' }, 'u1')).toBe(false)
    expect(matchesFilters(mine, { status: 'all' }, 'u1')).toBe(true)
    expect(matchesFilters(mine, { q: 'lamp' }, 'u1')).toBeNull()
  })
  test('a conversation that was just read stays in the list of unread ones', () => {
    expect(matchesFilters(aConversation({ unreadCount: 0 }), { unread: true }, 'u1')).toBeNull()
  })
  test('name the view', () => {
    expect(viewOf({})?.name).toBe('all')
    expect(viewOf({ status: 'open', assigneeId: 'me', channelId: 'x', q: 'y' })?.name).toBe('mine')
    expect(viewOf({ handler: 'agent' })).toBeUndefined()
  })
})
