import type { WidgetMessage } from '../../../contract/widget.ts'
import type { Words } from './languages/en.ts'

/** Who answers changed: a thin line. */
export function eventLine(message: WidgetMessage, words: Words, hasAssistant: boolean): string {
  if (message.event === 'taken') return `${message.author.name ?? words.team} ${words.joined}`
  if (message.event === 'released' && hasAssistant) return words.backToAssistant
  return message.event === 'resolved' ? words.closed : words.handedOver
}

export function nameOf(author: WidgetMessage['author'], words: Words): string {
  if (author.type === 'contact') return words.you
  if (author.type === 'agent') return author.name ? `${author.name} · ${words.assistant}` : words.assistant
  return author.name ?? words.team
}
