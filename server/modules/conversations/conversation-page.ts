import { type RawBuilder, sql } from 'kysely'
import { conversationHandlers, conversationStatuses } from '../../../contract/conversations.ts'
import type { Place } from '../../platform/time-cursor.ts'

export interface PageFilter {
  status?: string | undefined
  channelId?: string | undefined
  contactId?: string | undefined
  handler?: string | undefined
  unread?: boolean | undefined
  /** A user's id, or `none`. */
  assigneeId?: string | undefined
  /** Only these. */
  ids?: readonly string[] | undefined
}

/**
 * The ids of a page of the inbox, as a query: newest activity first. The indexes that hold the order begin with status and handler, or with the
 * channel or the assignee and then the status. Where one of them is not asked for, the lists of all its values are merged, each read just as far
 * as the page may need it: so few indexes answer every filter, and few is what a message has to change.
 */
export function conversationPage(
  workspaceId: string,
  filter: PageFilter,
  page: { from: Place | null; limit: number },
): RawBuilder<{ id: string }> {
  const { status, channelId, contactId, handler, unread, assigneeId, ids } = filter
  const conditions = [sql<boolean>`c.workspace_id = ${workspaceId}`]
  if (status) conditions.push(sql`c.status = ${status}`)
  if (handler) conditions.push(sql`c.handler = ${handler}`)
  if (channelId) conditions.push(sql`c.channel_id = ${channelId}`)
  if (contactId) conditions.push(sql`c.contact_id = ${contactId}`)
  if (unread) conditions.push(sql`c.unread_count > 0`)
  if (assigneeId) conditions.push(assigneeId === 'none' ? sql`c.assignee_id is null` : sql`c.assignee_id = ${assigneeId}`)
  if (ids) conditions.push(sql`c.id = any(${[...ids]}::uuid[])`)
  if (page.from) conditions.push(sql`(c.last_activity_at, c.id) < (${page.from.at}, ${page.from.id})`)
  const narrowed = Boolean(contactId ?? ids) || unread === true
  const merged = narrowed ? [] : mergedLists(filter)
  const lists = (merged.length > 0 ? merged : [{ from: [], where: [] }]).map(({ from, where }) => {
    const list = sql`
      select c.id, c.last_activity_at from conversations c where ${sql.join([...conditions, ...where], sql` and `)}
      order by c.last_activity_at desc, c.id desc limit ${page.limit}`
    return from.length > 0 ? sql`(select p.* from ${sql.join(from, sql` cross join `)} cross join lateral (${list}) p)` : sql`(${list})`
  })
  return sql`
    select p.id from (${sql.join(lists, sql` union all `)}) p
    order by p.last_activity_at desc, p.id desc limit ${page.limit}`
}

interface MergedList {
  from: RawBuilder<unknown>[]
  where: RawBuilder<boolean>[]
}

function mergedLists({ status, handler, channelId, assigneeId }: PageFilter): MergedList[] {
  const eachStatus: MergedList = status
    ? { from: [], where: [] }
    : { from: [sql`unnest(${[...conversationStatuses]}::text[]) as s(status)`], where: [sql`c.status = s.status`] }
  const { from, where } = eachStatus
  if (channelId || (assigneeId && assigneeId !== 'none')) return [eachStatus]
  if (assigneeId === 'none') {
    // What people handle and nobody has taken is rare and has an index of its own.
    const byPeople = { from, where: [...where, sql<boolean>`c.handler <> 'agent'`] }
    const byAgent = { from, where: [...where, sql<boolean>`c.handler = 'agent'`] }
    return handler ? [handler === 'agent' ? byAgent : byPeople] : [byAgent, byPeople]
  }
  if (handler) return [eachStatus]
  const eachHandler = sql`unnest(${[...conversationHandlers]}::text[]) as h(handler)`
  return [{ from: [...from, eachHandler], where: [...where, sql<boolean>`c.handler = h.handler`] }]
}
