import { useMutation } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import type { Conversation } from '../../../lib/contract.ts'
import { useNotifyError } from '../../../lib/notify.ts'
import { queryClient } from '../../../lib/query-client.ts'
import { useMe } from '../../accounts/api/session.ts'
import { type ConversationAct, callOf, foresee } from './conversation-acts.ts'
import { findListed, showConversation } from './conversations.ts'

function shownConversation(id: string): Conversation | undefined {
  return queryClient.getQueryData<Conversation>(['conversation', id]) ?? findListed(id)
}

/** Does something with a conversation: shown at once, taken back with a word if the server refuses. */
export function useConversationAct() {
  const me = useMe()
  const notifyError = useNotifyError()
  return useMutation({
    mutationFn: ({ id, act }: { id: string; act: ConversationAct }) => {
      const { path, body } = callOf(act)
      return api.post<Conversation | undefined>(`/conversations/${id}${path}`, body)
    },
    onMutate: ({ id, act }) => {
      const before = shownConversation(id)
      if (before) showConversation(foresee(before, act, me.user.id))
      return { before }
    },
    onSuccess: (conversation) => {
      if (conversation?.id) showConversation(conversation)
      void queryClient.invalidateQueries({ queryKey: ['conversation-counts'] })
    },
    onError: (error, { act }, context) => {
      if (context?.before) showConversation(context.before)
      // Marking as read happens by itself; its failure is no news to anybody.
      if (act.name !== 'read') notifyError(error)
    },
  })
}

export function useDraftAct(conversationId: string) {
  const notifyError = useNotifyError()
  return useMutation({
    mutationFn: (act: { name: 'approve'; text?: string } | { name: 'discard' }) =>
      act.name === 'approve'
        ? api.post(`/conversations/${conversationId}/draft/approve`, act.text === undefined ? {} : { text: act.text })
        : api.delete(`/conversations/${conversationId}/draft`),
    onMutate: () => {
      const before = shownConversation(conversationId)
      if (before) showConversation({ ...before, draft: null })
      return { before }
    },
    onError: (error, _act, context) => {
      if (context?.before) showConversation(context.before)
      notifyError(error)
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['messages', conversationId] }),
  })
}
