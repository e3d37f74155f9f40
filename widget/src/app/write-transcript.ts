import type { WidgetMessage } from '../../../contract/widget.ts'
import { eventLine, nameOf } from './describe-message.ts'
import type { Words } from './languages/en.ts'

/** The conversation as plain text: one paragraph a message, with its time and who wrote it. Pure. */
export function writeTranscript(messages: readonly WidgetMessage[], words: Words, language: string, hasAssistant: boolean): string {
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  return messages
    .map((message) => {
      const at = time.format(new Date(message.createdAt))
      if (message.event) return `[${at}] ${eventLine(message, words, hasAssistant)}`
      return `[${at}] ${nameOf(message.author, words)}\n${contentOf(message, words)}`
    })
    .join('\n\n')
    .concat('\n')
}

function contentOf(message: WidgetMessage, words: Words): string {
  if (message.deleted) return words.deleted
  const { text, attachments, location, interactive } = message
  const lines = [
    text,
    ...attachments.map(({ name, mimeType }) => `📎 ${name ?? mimeType}`),
    location && `📍 ${[location.name, location.address, `${location.latitude}, ${location.longitude}`].filter(Boolean).join(', ')}`,
    interactive?.kind === 'link' && `${interactive.title}: ${interactive.url}`,
    interactive?.kind === 'buttons' && interactive.buttons.map(({ title }) => `• ${title}`).join('\n'),
    interactive?.kind === 'cards' &&
      interactive.cards.map(({ title, price, text: more }) => `• ${[title, price, more].filter(Boolean).join(', ')}`).join('\n'),
    interactive?.kind === 'form' && [interactive.name, ...interactive.fields.map(({ label }) => `• ${label}`)].join('\n'),
    interactive?.kind === 'list' && interactive.sections.flatMap(({ rows }) => rows.map(({ title }) => `• ${title}`)).join('\n'),
  ].filter(Boolean)
  return lines.length > 0 ? lines.join('\n') : words.unsupported
}
