import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import type { MessagePreview, NewMessage } from '../../../lib/contract.ts'

/** So long after the last key the server is asked. */
const restMs = 300

interface Foreseen {
  /** The newest answer, also while the next one is awaited; null while there is nothing to foresee. */
  preview: MessagePreview | null
  error: unknown
  /** Whether the answer is about what is written now. */
  isCurrent: boolean
}

/** What the customer would see of a message, as the server would send it. Null asks for nothing. */
export function usePreview(conversationId: string, body: NewMessage | null): Foreseen {
  const wanted = body && JSON.stringify(body)
  const [asked] = useDebouncedValue(wanted, restMs)
  const { data, error, isPlaceholderData, isFetching } = useQuery({
    queryKey: ['message-preview', conversationId, asked],
    queryFn: () => api.post<MessagePreview>(`/conversations/${conversationId}/messages/preview`, JSON.parse(asked ?? '{}')),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
    retry: false,
  })
  if (wanted === null) return { preview: null, error: null, isCurrent: true }
  return { preview: data ?? null, error, isCurrent: asked === wanted && !isPlaceholderData && !isFetching }
}
