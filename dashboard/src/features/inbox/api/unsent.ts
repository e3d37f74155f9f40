import { useQuery } from '@tanstack/react-query'
import type { NewMessage } from '../../../lib/contract.ts'
import { queryClient } from '../../../lib/query-client.ts'

/** A message on its way to the server, or one that did not get there: kept with its words until it does or is given up. */
export interface Unsent {
  /** Also the idempotency key: a second try never makes a second message. */
  key: string
  body: NewMessage
  fileNames: string[]
  createdAt: string
  error: unknown
}

const sending = new Map<string, number>()

/** While a message is on its way, the thread waits for that answer, so that it is never shown twice. */
export function isSending(conversationId: string): boolean {
  return (sending.get(conversationId) ?? 0) > 0
}

export function countSending(conversationId: string, change: 1 | -1): void {
  sending.set(conversationId, Math.max(0, (sending.get(conversationId) ?? 0) + change))
}

export function changeUnsent(conversationId: string, change: (list: Unsent[]) => Unsent[]): void {
  queryClient.setQueryData<Unsent[]>(['unsent', conversationId], (list) => change(list ?? []))
}

export function useUnsent(conversationId: string): Unsent[] {
  const { data } = useQuery<Unsent[]>({
    queryKey: ['unsent', conversationId],
    queryFn: () => [],
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  })
  return data ?? noUnsent
}
const noUnsent: Unsent[] = []
