import { queryOptions, useQuery } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import type { Member, Page } from '../../../lib/contract.ts'

export const membersQuery = queryOptions({
  queryKey: ['members'],
  queryFn: async ({ signal }) => (await api.get<Page<Member>>('/members', { limit: 100 }, signal)).data,
})

export function useMembers(): Member[] | undefined {
  return useQuery(membersQuery).data
}
