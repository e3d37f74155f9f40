import type { AuthorType, Direction, MessageStatus } from '../../../contract/messages.ts'
import type { InboundContent, InboundSender } from '../channels/index.ts'
import type { MessageContent } from '../conversations/index.ts'
import type { ChannelFacts, Entry } from './recording.ts'

/** A message on its way into `messages`, inbound or an echo of what a person typed in the provider's own app. */
export interface NewMessageRow {
  entry: Entry
  channel: ChannelFacts
  id: string
  contactId: string
  conversationId: string
  direction: Direction
  authorType: AuthorType
  status: MessageStatus
  externalId: string
  sender: InboundSender
  /** Where answers go, where that is not the sender. */
  answerTo?: string
  /** Who speaks, where the sender is a group. */
  authorName?: string
  content: InboundContent
  /** Where each of `content.media` stands, for those that do not simply follow one another. */
  mediaPositions?: readonly number[]
  extra: MessageContent | null
  /** The AI is to answer it. False for synced history, echoes, reactions. */
  answerable: boolean
  at: number
}
