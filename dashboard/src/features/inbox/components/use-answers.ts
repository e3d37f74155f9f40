import type { Conversation, Message } from '../../../lib/contract.ts'
import { useNow } from '../../../lib/use-now.ts'
import { useChannel } from '../../channels/api/channels.ts'
import { replyWindowOf } from '../api/reply-window.ts'

interface Answers {
  onReply: ((message: Message) => void) | null
  canReact: boolean
}

/** How a message may be answered where it stands: what the channel can, while its window is open. */
export function useAnswers(conversation: Conversation, onReply: Answers['onReply']): Answers {
  const now = useNow()
  const capabilities = useChannel(conversation.channelId)?.capabilities
  const window = replyWindowOf(conversation, capabilities)
  const isOpen = onReply !== null && (window === null || window.closesAt > now)
  return {
    onReply: isOpen && capabilities?.replies ? onReply : null,
    canReact: isOpen && capabilities?.sendsReactions === true,
  }
}
