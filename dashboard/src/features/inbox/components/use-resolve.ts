import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useUndoToast } from '../../../components/undo-toast.tsx'
import type { Conversation } from '../../../lib/contract.ts'
import { queryClient } from '../../../lib/query-client.ts'
import type { ConversationPages } from '../api/conversation-pages.ts'
import type { InboxFilters } from '../api/filters.ts'
import { useConversationAct } from '../api/use-conversation-act.ts'

/** Resolves, offers to take it back, and goes on to the next conversation if asked to. */
export function useResolve(filters: InboxFilters) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const undoToast = useUndoToast()
  const { mutate } = useConversationAct()
  return (conversation: Conversation, goesOn: boolean) => {
    const { id } = conversation
    const next = goesOn ? nextInList(filters, id) : undefined
    mutate({ id, act: { name: 'resolve' } })
    undoToast(t('thread.resolvedToast'), () => mutate({ id, act: { name: 'reopen' } }))
    if (goesOn)
      void navigate(
        next ? { to: '/inbox/$conversationId', params: { conversationId: next }, search: filters } : { to: '/inbox', search: filters },
      )
  }
}

function nextInList(filters: InboxFilters, id: string): string | undefined {
  const list = queryClient.getQueryData<ConversationPages>(['conversations', filters])
  const ids = list?.pages.flatMap(({ data }) => data.map((conversation) => conversation.id)) ?? []
  const at = ids.indexOf(id)
  return ids[at + 1] ?? ids[at - 1]
}
