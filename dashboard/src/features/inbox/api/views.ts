import type { ConversationCounts } from '../../../lib/contract.ts'
import type { InboxFilters } from './filters.ts'

export interface InboxView {
  name: 'open' | 'mine' | 'unassigned' | 'unread' | 'pending' | 'snoozed' | 'resolved' | 'all'
  filters: InboxFilters
  count?: keyof ConversationCounts
}

export const inboxViews: InboxView[] = [
  { name: 'all', filters: {} },
  { name: 'open', filters: { status: 'open' }, count: 'open' },
  { name: 'mine', filters: { status: 'open', assigneeId: 'me' }, count: 'mine' },
  { name: 'unassigned', filters: { status: 'open', assigneeId: 'none' }, count: 'unassigned' },
  { name: 'unread', filters: { unread: true }, count: 'unread' },
  { name: 'pending', filters: { status: 'pending' }, count: 'pending' },
  { name: 'snoozed', filters: { status: 'snoozed' } },
  { name: 'resolved', filters: { status: 'resolved' } },
]

/** The view that these filters are; the channel and the search narrow a view without making it another one. */
export function viewOf({ status, assigneeId, unread, handler }: InboxFilters): InboxView | undefined {
  if (handler) return undefined
  return inboxViews.find(({ filters }) => filters.status === status && filters.assigneeId === assigneeId && filters.unread === unread)
}
