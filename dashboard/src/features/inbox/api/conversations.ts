import { infiniteQueryOptions, queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from '../../../lib/api.ts'
import type { Conversation, Me, Message, Page } from '../../../lib/contract.ts'
import { queryClient } from '../../../lib/query-client.ts'
import { type ConversationPages, withConversation } from './conversation-pages.ts'
import { type InboxFilters, matchesFilters } from './filters.ts'
import { oldestFirst } from './message-pages.ts'

export const pageSize = 50

export const conversationsQuery = (filters: InboxFilters) =>
  infiniteQueryOptions({
    queryKey: ['conversations', filters],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Conversation>>('/conversations', { ...filters, limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })

export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: ['conversation', id],
    queryFn: ({ signal }) => api.get<Conversation>(`/conversations/${id}`, undefined, signal),
  })

export const messagesQuery = (conversationId: string) =>
  infiniteQueryOptions({
    queryKey: ['messages', conversationId],
    queryFn: ({ pageParam, signal }) => newestMessages(conversationId, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })

export function newestMessages(conversationId: string, cursor: string | null, signal?: AbortSignal): Promise<Page<Message>> {
  return api.get<Page<Message>>(`/conversations/${conversationId}/messages`, { order: 'desc', limit: pageSize, cursor }, signal)
}

export function useConversations(filters: InboxFilters) {
  const query = useInfiniteQuery(conversationsQuery(filters))
  const conversations = useMemo(() => query.data?.pages.flatMap(({ data }) => data), [query.data])
  return { ...query, conversations }
}

/** Known at once when the list has it already; fetched besides. */
export function useConversation(id: string) {
  return useQuery({ ...conversationQuery(id), placeholderData: () => findListed(id) })
}

export function useMessages(conversationId: string) {
  const query = useInfiniteQuery(messagesQuery(conversationId))
  const messages = useMemo(() => query.data && oldestFirst(query.data), [query.data])
  return { ...query, messages }
}

export function findListed(id: string): Conversation | undefined {
  for (const [, list] of queryClient.getQueriesData<ConversationPages>({ queryKey: ['conversations'] })) {
    const found = list?.pages.flatMap(({ data }) => data).find((conversation) => conversation.id === id)
    if (found) return found
  }
  return undefined
}

/** Writes a changed conversation to every place that shows it. */
export function showConversation(conversation: Conversation): void {
  const me = queryClient.getQueryData<Me>(['me'])
  queryClient.setQueryData(['conversation', conversation.id], conversation)
  for (const [key, list] of queryClient.getQueriesData<ConversationPages>({ queryKey: ['conversations'] })) {
    if (!list) continue
    const belongs = matchesFilters(conversation, (key[1] ?? {}) as InboxFilters, me?.user.id ?? '')
    queryClient.setQueryData(key, withConversation(list, conversation, belongs))
  }
}
