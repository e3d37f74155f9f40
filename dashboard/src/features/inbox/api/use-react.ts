import { useMutation } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import type { Message } from '../../../lib/contract.ts'
import { useNotifyError } from '../../../lib/notify.ts'
import { queryClient } from '../../../lib/query-client.ts'
import { refreshThread } from './apply-event.ts'
import { type MessagePages, withMessage } from './message-pages.ts'

/** The team's mark on a message; the provider knows one for all of the team. */
export function ownReaction({ reactions }: Pick<Message, 'reactions'>): string | null {
  return reactions?.find(({ authorType }) => authorType === 'user')?.emoji ?? null
}

/** As it looks with the team's reaction; null takes it away. */
export function withReaction(message: Message, emoji: string | null): Message {
  const others = (message.reactions ?? []).filter(({ authorType }) => authorType !== 'user')
  return { ...message, reactions: emoji === null ? others : [...others, { emoji, authorType: 'user' }] }
}

/** Reacts to a message, shown at once; what the server refuses is taken back with a word. */
export function useReact(conversationId: string) {
  const notifyError = useNotifyError()
  return useMutation({
    mutationFn: ({ message, emoji }: { message: Message; emoji: string | null }) =>
      api.post<Message>(`/conversations/${conversationId}/messages`, { reaction: { messageId: message.id, emoji } }, crypto.randomUUID()),
    onMutate: ({ message, emoji }) => {
      queryClient.setQueryData<MessagePages>(
        ['messages', conversationId],
        (thread) => thread && withMessage(thread, withReaction(message, emoji)),
      )
    },
    onError: notifyError,
    onSettled: (_reaction, _error, { message }) => refreshThread(conversationId, new Set([message.id])),
  })
}
