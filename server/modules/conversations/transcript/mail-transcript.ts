import { countMailsTo, type MailLanguage, mailLanguageOf, queueMail } from '../../../platform/mail/index.ts'
import type { Deps, Tx } from '../../../platform/module.ts'
import { fail } from '../errors.ts'
import { readTranscript } from './read-transcript.ts'
import { transcriptWords } from './words.ts'
import { writeTranscript } from './write-transcript.ts'

export interface TranscriptOrder {
  conversationId: string
  to: string
  /** Under the same key it is sent once. */
  key: string
  /** As a visitor's browser or a contact's row says it. */
  language: string | null
  /** What the business is called where they talked. */
  business: string
  askedBy: 'customer' | 'team'
}

const dayMs = 24 * 3_600_000
/** Whoever types in somebody else's address must not be able to fill it. */
const mostADay = 5

/**
 * Sends what the customer has seen of a conversation to an address.
 * @throws AppError `mail-off`, `mail-address-invalid`, `transcript-empty`, `transcript-too-many`
 */
export async function mailTranscript(deps: Deps, tx: Tx, workspaceId: string, order: TranscriptOrder): Promise<void> {
  const { conversationId, to, business, askedBy } = order
  const language: MailLanguage = mailLanguageOf(order.language)
  const words = transcriptWords[language]
  // With a share of the contact's lock: whoever erases them waits, and finds this mail, or was first, and there is nobody any more.
  const conversation = await tx
    .selectFrom('conversations as c')
    .innerJoin('contacts as k', (join) => join.onRef('k.workspace_id', '=', 'c.workspace_id').onRef('k.id', '=', 'c.contact_id'))
    .select('c.contact_id')
    .where('c.workspace_id', '=', workspaceId)
    .where('c.id', '=', conversationId)
    .forKeyShare('k')
    .executeTakeFirst()
  if (!conversation) throw fail('conversation-not-found')
  const since = new Date(deps.clock.now().getTime() - dayMs)
  if ((await countMailsTo(deps, tx, workspaceId, to, since)) >= mostADay) throw fail('transcript-too-many')
  const lines = await readTranscript(tx, workspaceId, conversationId)
  if (lines.length === 0) throw fail('transcript-empty')
  const { time_zone: timeZone } = await tx
    .selectFrom('workspaces')
    .select('time_zone')
    .where('id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  await queueMail(deps, tx, workspaceId, {
    key: order.key,
    category: 'service',
    kind: 'conversations.transcript',
    to,
    contactId: conversation.contact_id,
    text: {
      language,
      subject: words.subject(business),
      paragraphs: [words.intro(business), ...writeTranscript(lines, language, timeZone)],
      footer: askedBy === 'customer' ? words.asked : words.sentByTeam(business),
    },
  })
}
