import { queryOptions, useQuery } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import type { ConversationCounts } from '../../../lib/contract.ts'

export const countsQuery = queryOptions({
  queryKey: ['conversation-counts'],
  queryFn: ({ signal }) => api.get<ConversationCounts>('/conversations/counts', undefined, signal),
})

export function useCounts(): ConversationCounts | undefined {
  return useQuery(countsQuery).data
}
