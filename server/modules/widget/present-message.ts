import type { Interactive } from '../../../contract/messages.ts'
import type { WidgetInteractive, WidgetMessage, WidgetState } from '../../../contract/widget.ts'
import { webchat } from '../channels/index.ts'
import type { ShownMessage, VisitorConversation } from './conversation-queries.ts'

/** A message in the visitor's words: no ids of the team, no internal reasons. */
export function presentMessage(message: ShownMessage): WidgetMessage {
  const deleted = message.deletedAt !== null
  const { content } = message
  const { text, interactive } = message.direction === 'inbound' ? written(message) : drawn(message)
  return {
    id: message.id,
    clientId: message.direction === 'inbound' && message.authorType === 'contact' ? clientIdOf(message.externalId) : null,
    author: { type: authorOf(message), name: content?.event ? content.event.actorName : message.authorName },
    type: message.type,
    text: deleted ? null : text,
    attachments: deleted ? [] : message.attachments,
    interactive: deleted ? null : interactive,
    location: (!deleted && content?.location) || null,
    event: eventOf(message),
    status: message.status,
    edited: message.editedAt !== null,
    deleted,
    createdAt: message.createdAt.toISOString(),
  }
}

export function presentState(
  conversation: VisitorConversation | undefined,
  assistantName: string | null,
  { rating }: Pick<webchat.WebchatSettings, 'rating'>,
): WidgetState {
  if (!conversation) return { handler: 'none', handlerName: null, unread: 0, started: false, asksRating: false }
  // Until the first answer the conversation is nobody's; where an AI agent is on duty it is the one to come.
  const waits = conversation.handler === 'none' && assistantName !== null && !conversation.awaitingPerson
  const handler = waits || conversation.handler === 'workflow' ? 'agent' : conversation.handler
  return {
    handler,
    handlerName: conversation.handlerName ?? (handler === 'agent' ? assistantName : null),
    unread: conversation.unread,
    started: true,
    asksRating: rating.asks && conversation.ratingDue,
  }
}

function authorOf({ authorType }: ShownMessage): WidgetMessage['author']['type'] {
  // A workflow is no person either: it carries the same mark.
  return authorType === 'workflow' ? 'agent' : authorType
}

function clientIdOf(externalId: string | null): string | null {
  return externalId?.slice(externalId.lastIndexOf('/') + 1) ?? null
}

function eventOf({ content }: ShownMessage): WidgetMessage['event'] {
  const name = content?.event?.name
  return name === 'taken' || name === 'released' || name === 'handed-over' || name === 'resolved' ? name : null
}

type Words = Pick<WidgetMessage, 'text' | 'interactive'>

/** The visitor's own words, and what they tapped. */
function written({ text, content }: ShownMessage): Words {
  return { text, interactive: content?.interactive ? presentInteractive(content.interactive) : null }
}

function drawn({ text, content }: ShownMessage): Words {
  const { interactive = null, linkedFiles = [], contactCards = [], template = null, reaction } = content ?? {}
  const target = reaction && { targetExternalId: reaction.externalMessageId, emoji: reaction.emoji }
  const shown = webchat.drawMessage({ text, interactive, linkedFiles, contactCards, template, ...(target && { reaction: target }) })
  return { text: shown.text || null, interactive: shown.interactive && presentInteractive(shown.interactive) }
}

function presentInteractive(interactive: Interactive): WidgetInteractive | null {
  switch (interactive.kind) {
    case 'buttons':
    case 'list':
    case 'link':
    case 'cards':
    case 'form':
      return interactive
    case 'reply':
      return { kind: 'reply', id: interactive.id, title: interactive.title }
    default:
      return null
  }
}
