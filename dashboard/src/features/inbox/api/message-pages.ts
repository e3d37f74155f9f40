import type { InfiniteData } from '@tanstack/react-query'
import type { Message, Page } from '../../../lib/contract.ts'

/** Newest first, as the server pages backwards; the thread turns them round. */
export type MessagePages = InfiniteData<Page<Message>>

/**
 * Lays the newest page over what is loaded: known messages are replaced, new ones put in front. Where the two do not touch (many messages
 * came while the stream was away), the loaded ones are dropped rather than showing a gap as if nothing were missing.
 */
export function withNewest(thread: MessagePages, fresh: Page<Message>): MessagePages {
  const known = new Set(thread.pages.flatMap(({ data }) => data.map(({ id }) => id)))
  const touches = fresh.data.some(({ id }) => known.has(id))
  if (known.size > 0 && fresh.data.length > 0 && !touches && fresh.nextCursor !== null) return { pages: [fresh], pageParams: [null] }
  const byId = new Map(fresh.data.map((message) => [message.id, message]))
  const added = fresh.data.filter(({ id }) => !known.has(id))
  const pages = thread.pages.map((page, index) => ({
    ...page,
    data: [...(index === 0 ? added : []), ...page.data.map((message) => byId.get(message.id) ?? message)],
  }))
  pages[0] = pages[0] ? { ...pages[0], data: pages[0].data.toSorted(newestFirst) } : fresh
  return { ...thread, pages }
}

export function hasMessage(thread: MessagePages, messageId: string): boolean {
  return thread.pages.some(({ data }) => data.some(({ id }) => id === messageId))
}

export function withMessage(thread: MessagePages, message: Message): MessagePages {
  return withNewest(thread, { data: [message], nextCursor: null })
}

/** Oldest first, each message once. */
export function oldestFirst(thread: MessagePages): Message[] {
  const seen = new Set<string>()
  return thread.pages
    .flatMap(({ data }) => data)
    .filter(({ id }) => !seen.has(id) && Boolean(seen.add(id)))
    .toReversed()
}

function newestFirst(a: Message, b: Message): number {
  return a.createdAt === b.createdAt ? (a.id < b.id ? 1 : -1) : a.createdAt < b.createdAt ? 1 : -1
}
