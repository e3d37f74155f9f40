import type { MailLanguage } from '../../../platform/mail/index.ts'
import { summarise } from '../message-content.ts'
import { longestTranscript, type TranscriptLine } from './read-transcript.ts'
import { transcriptWords } from './words.ts'

/** Sealed and sent as one: half a million characters are more than anybody reads. */
const mostCharacters = 500_000

/** One paragraph a message: when, who, and what was said. Pure; nothing in it is markup. */
export function writeTranscript(lines: readonly TranscriptLine[], language: MailLanguage, timeZone: string): string[] {
  const words = transcriptWords[language]
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone })
  const shown = lines.slice(-longestTranscript)
  const paragraphs: string[] = []
  let left = mostCharacters
  for (const line of shown.toReversed()) {
    const said = [line.text, summarise(line.type, line.content, line.attachments)].filter(Boolean).join('\n') || words.unsupported
    const paragraph = `[${time.format(line.at)}] ${nameOf(line, language)}\n${said}`
    left -= paragraph.length
    if (left < 0) break
    paragraphs.unshift(paragraph)
  }
  return paragraphs.length < lines.length ? [words.shortened, ...paragraphs] : paragraphs
}

function nameOf({ isCustomer, authorType, authorName }: TranscriptLine, language: MailLanguage): string {
  const words = transcriptWords[language]
  if (isCustomer) return words.you
  if (authorType === 'agent' || authorType === 'workflow') return authorName ? `${authorName} (${words.assistant})` : words.assistant
  return authorName ?? words.team
}
