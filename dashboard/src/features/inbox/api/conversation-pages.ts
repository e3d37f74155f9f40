import type { InfiniteData } from '@tanstack/react-query'
import type { Conversation, Page } from '../../../lib/contract.ts'

export type ConversationPages = InfiniteData<Page<Conversation>>

/**
 * The list with a changed conversation: newest activity first. `belongs` null means that only the server knows, so it is changed where it
 * stands and neither added nor removed.
 */
export function withConversation(list: ConversationPages, conversation: Conversation, belongs: boolean | null): ConversationPages {
  const isListed = list.pages.some(({ data }) => data.some(({ id }) => id === conversation.id))
  if (belongs === null)
    return isListed ? mapPages(list, (data) => data.map((item) => (item.id === conversation.id ? conversation : item))) : list
  if (!belongs && !isListed) return list
  const without = mapPages(list, (data) => data.filter(({ id }) => id !== conversation.id))
  return belongs ? insert(without, conversation) : without
}

function insert(list: ConversationPages, conversation: Conversation): ConversationPages {
  const last = list.pages.length - 1
  let isPlaced = false
  const pages = list.pages.map((page, index) => {
    if (isPlaced) return page
    const at = page.data.findIndex(({ lastActivityAt }) => lastActivityAt <= conversation.lastActivityAt)
    // Older than all that is loaded: it comes with its own page, unless this is the end.
    if (at === -1 && !(index === last && page.nextCursor === null)) return page
    isPlaced = true
    return { ...page, data: page.data.toSpliced(at === -1 ? page.data.length : at, 0, conversation) }
  })
  return isPlaced ? { ...list, pages } : list
}

function mapPages(list: ConversationPages, change: (data: Conversation[]) => Conversation[]): ConversationPages {
  return { ...list, pages: list.pages.map((page) => ({ ...page, data: change(page.data) })) }
}
