import { useMutation } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import type { Message, NewMessage } from '../../../lib/contract.ts'
import { queryClient } from '../../../lib/query-client.ts'
import { refreshThread } from './apply-event.ts'
import { type MessagePages, withMessage } from './message-pages.ts'
import { changeUnsent, countSending, type Unsent } from './unsent.ts'

export function newUnsent(body: NewMessage, fileNames: string[]): Unsent {
  return { key: crypto.randomUUID(), body, fileNames, createdAt: new Date().toISOString(), error: null }
}

/** Shows the message at once; if it cannot be handed over it stays in the thread with the reason and can be tried again. */
export function useSendMessage(conversationId: string) {
  return useMutation({
    mutationFn: (unsent: Unsent) => api.post<Message>(`/conversations/${conversationId}/messages`, unsent.body, unsent.key),
    onMutate: (unsent) => {
      countSending(conversationId, 1)
      changeUnsent(conversationId, (list) => [...list.filter(({ key }) => key !== unsent.key), { ...unsent, error: null }])
    },
    onSuccess: (message, unsent) => {
      queryClient.setQueryData<MessagePages>(['messages', conversationId], (thread) => thread && withMessage(thread, message))
      changeUnsent(conversationId, (list) => list.filter(({ key }) => key !== unsent.key))
    },
    onError: (error, unsent) =>
      changeUnsent(conversationId, (list) => list.map((item) => (item.key === unsent.key ? { ...item, error } : item))),
    onSettled: () => {
      countSending(conversationId, -1)
      void refreshThread(conversationId)
    },
  })
}

export function useRetryMessage(conversationId: string) {
  return useMutation({
    mutationFn: (messageId: string) => api.post<Message>(`/messages/${messageId}/retry`),
    onSettled: () => refreshThread(conversationId),
  })
}
