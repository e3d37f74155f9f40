import { queryOptions } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import type { Operations } from '../../../lib/contract.ts'

const pollMs = 5_000

/** The whole installation for who runs it, else the workspace's own part; anew every few seconds while somebody looks. */
export function operationsQuery(isOperator: boolean) {
  return queryOptions({
    queryKey: ['operations', isOperator],
    queryFn: ({ signal }) => api.get<Operations>(isOperator ? '/operations' : '/operations/workspace', undefined, signal),
    refetchInterval: pollMs,
    staleTime: pollMs,
    // Away from the page the last numbers say nothing any more.
    gcTime: 0,
  })
}
