import { api } from '../../../lib/api.ts'
import type { Conversation, ParleyEvent } from '../../../lib/contract.ts'
import { queryClient } from '../../../lib/query-client.ts'
import { newestMessages, showConversation } from './conversations.ts'
import { hasMessage, type MessagePages, withNewest } from './message-pages.ts'
import { endTyping } from './typing-now.ts'
import { isSending } from './unsent.ts'

/** Events of so many milliseconds are answered together: a burst of ten messages is one question to the server. */
const gatherMs = 40
/** Beyond so many changed conversations at once, the lists are asked for instead of each conversation. */
const maxSingle = 15

const changedConversations = new Set<string>()
const changedMessages = new Map<string, Set<string>>()
/** Channels of whose templates something was told. */
const changedTemplates = new Set<string>()
let timer: ReturnType<typeof setTimeout> | undefined

/** Fetches exactly what an event says has changed, and only where it is shown. */
export function applyEvent(event: ParleyEvent): void {
  switch (event.type) {
    case 'message.received':
    case 'message.created':
    case 'message.updated': {
      const { conversationId, messageId } = event.payload
      const messages = changedMessages.get(conversationId) ?? new Set()
      changedMessages.set(conversationId, messages.add(messageId))
      changedConversations.add(conversationId)
      if (event.type !== 'message.updated') endTyping(conversationId)
      gather()
      break
    }
    case 'conversation.created':
    case 'conversation.updated':
      changedConversations.add(event.payload.conversationId)
      gather()
      break
    case 'contact.created':
    case 'contact.updated':
    case 'contact.erased':
      refetch(['contacts'], ['contact', event.payload.contactId])
      break
    case 'contact.merged':
      refetch(['contacts'], ['contact', event.payload.contactId], ['conversations'])
      break
    case 'channel.updated':
      refetch(
        ['channels'],
        ['channel', event.payload.channelId],
        ['channel-events', event.payload.channelId],
        ['channel-health', event.payload.channelId],
      )
      break
    // A first look at an account tells of hundreds at once.
    case 'template.updated': {
      const { channelId, templateId, status } = event.payload
      if (status !== 'deleted') refetch(['templates', channelId, 'one', templateId])
      changedTemplates.add(channelId)
      gather()
      break
    }
    case 'agent.updated':
      refetch(['agents'], ['agent', event.payload.agentId])
      break
    case 'agent.failed':
      changedConversations.add(event.payload.conversationId)
      gather()
      break
    case 'knowledge.source-updated':
      refetch(['knowledge'])
      break
    case 'member.updated':
      refetch(['members'], ['me'])
      break
  }
}

/** After a break nobody knows what was missed. */
export function refreshShown(): void {
  void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'channel-types' })
}

function refetch(...keys: string[][]): void {
  for (const queryKey of keys) void queryClient.invalidateQueries({ queryKey })
}

function gather(): void {
  if (timer) return
  timer = setTimeout(() => {
    timer = undefined
    void fetchChanged()
  }, gatherMs)
}

async function fetchChanged(): Promise<void> {
  const conversations = [...changedConversations]
  const threads = [...changedMessages]
  changedConversations.clear()
  changedMessages.clear()
  refetch(...[...changedTemplates].map((channelId) => ['templates', channelId, 'list']))
  changedTemplates.clear()
  void queryClient.invalidateQueries({ queryKey: ['conversation-counts'] })
  if (conversations.length > maxSingle) refetch(['conversations'], ['conversation'])
  else await Promise.all(conversations.map(refreshConversation))
  await Promise.all(threads.map(([conversationId, messageIds]) => refreshThread(conversationId, messageIds)))
}

async function refreshConversation(id: string): Promise<void> {
  const conversation = await api.get<Conversation>(`/conversations/${id}`).catch(() => null)
  if (conversation) showConversation(conversation)
}

export async function refreshThread(conversationId: string, messageIds: ReadonlySet<string> = new Set()): Promise<void> {
  const queryKey = ['messages', conversationId]
  // Not opened yet: it is fetched when somebody looks. Being sent: the answer of that call shows it, once.
  if (!queryClient.getQueryData<MessagePages>(queryKey) || isSending(conversationId)) return
  const fresh = await newestMessages(conversationId, null).catch(() => null)
  const thread = queryClient.getQueryData<MessagePages>(queryKey)
  if (!fresh || !thread || isSending(conversationId)) return
  const inFresh = new Set(fresh.data.map(({ id }) => id))
  const isOlder = [...messageIds].some((id) => !inFresh.has(id) && hasMessage(thread, id))
  if (isOlder) void queryClient.invalidateQueries({ queryKey })
  else queryClient.setQueryData(queryKey, withNewest(thread, fresh))
}
