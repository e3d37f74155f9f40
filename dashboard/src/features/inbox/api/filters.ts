import type { Conversation } from '../../../lib/contract.ts'

const statuses = ['open', 'pending', 'snoozed', 'resolved', 'all'] as const
const handlers = ['agent', 'user', 'workflow', 'none'] as const

/** What the inbox shows: lives in the address, so that a view can be kept and passed on. */
export interface InboxFilters {
  status?: (typeof statuses)[number]
  channelId?: string
  /** A user's id, `me` or `none`. */
  assigneeId?: string
  handler?: (typeof handlers)[number]
  unread?: true
  q?: string
}

export function readFilters(search: Record<string, unknown>): InboxFilters {
  const filters: InboxFilters = {}
  const status = statuses.find((name) => name === search.status)
  const handler = handlers.find((name) => name === search.handler)
  if (status) filters.status = status
  if (handler) filters.handler = handler
  if (typeof search.channelId === 'string' && search.channelId) filters.channelId = search.channelId
  if (typeof search.assigneeId === 'string' && search.assigneeId) filters.assigneeId = search.assigneeId
  if (search.unread === true || search.unread === 'true') filters.unread = true
  if (search.q !== undefined && String(search.q).trim()) filters.q = String(search.q)
  return filters
}

/** Whether a conversation belongs into the list; `null` where only the server can tell. */
export function matchesFilters(conversation: Conversation, filters: InboxFilters, ownUserId: string): boolean | null {
  if (filters.status && filters.status !== 'all' && conversation.status !== filters.status) return false
  if (filters.channelId && conversation.channelId !== filters.channelId) return false
  if (filters.handler && conversation.handler !== filters.handler) return false
  if (filters.assigneeId) {
    const wanted = filters.assigneeId === 'none' ? null : filters.assigneeId === 'me' ? ownUserId : filters.assigneeId
    if (conversation.assigneeId !== wanted) return false
  }
  if (filters.q) return null
  // A conversation that one reads stays where it is until the list is asked for anew.
  if (filters.unread && conversation.unreadCount === 0) return null
  return true
}
