import { isMailSetUp, mailLanguageOf, queueMail } from '../../../platform/mail/index.ts'
import type { Deps } from '../../../platform/module.ts'
import { findWidget } from '../find-widget.ts'
import { type AbsentVisitor, findAbsentVisitor, noteMailed, unseenAnswers } from './queries.ts'
import { makeResumeLink } from './resume-link.ts'
import { answerWords } from './words.ts'

/** Sends the visitor by mail what the team has answered and they have not seen, with a link back into the chat. Seen meanwhile: nothing. */
export async function mailAnswers(deps: Deps, workspaceId: string, conversationId: string): Promise<void> {
  if (!isMailSetUp(deps)) return
  const absent = await deps.db.withWorkspace(workspaceId, (tx) => findAbsentVisitor(tx, workspaceId, conversationId))
  if (!absent) return
  const { settings, open } = await findWidget(deps, workspaceId, absent.channelId)
  const business = settings.title || open.channel.name
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const visitor = await findAbsentVisitor(tx, workspaceId, conversationId)
    if (!visitor) return
    const language = mailLanguageOf(visitor.language)
    const words = answerWords[language]
    const answers = await unseenAnswers(tx, workspaceId, conversationId, visitor.mailedUpTo)
    const newest = answers.at(-1)
    if (!newest) return
    await queueMail(deps, tx, workspaceId, {
      key: `answer:${conversationId}:${newest.id}`,
      category: 'service',
      kind: 'widget.answer',
      to: visitor.email,
      contactId: visitor.contactId,
      text: {
        language,
        subject: words.subject(business),
        paragraphs: [
          words.intro(business),
          ...answers.map(({ authorName, text, files }) => {
            const said = [text, files > 0 ? words.files(files) : null].filter(Boolean).join('\n') || words.look
            return authorName ? `${authorName}:\n${said}` : said
          }),
        ],
        link: { label: words.open, url: addressOf(deps, workspaceId, visitor) },
        footer: words.why,
      },
    })
    await noteMailed(tx, workspaceId, visitor, newest.id)
  })
}

function addressOf({ config, clock }: Deps, workspaceId: string, visitor: AbsentVisitor): string {
  const link = makeResumeLink(config, { workspaceId, channelId: visitor.channelId }, visitor.id, clock.now())
  return `${config.publicUrl}/widget/app/?key=${encodeURIComponent(visitor.widgetKey)}#resume=${link}`
}
