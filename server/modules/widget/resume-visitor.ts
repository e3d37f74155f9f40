import { newId } from '../../platform/ids.ts'
import type { Deps } from '../../platform/module.ts'
import { readResumeLink } from './answers/resume-link.ts'
import { fail } from './errors.ts'
import type { Widget } from './find-widget.ts'
import { findVisitor, insertVisitor, updateVisitor } from './queries.ts'
import { hashVisitorToken, newVisitorToken } from './visitor-token.ts'

/**
 * Lets the browser in which the link of a mail is opened see that conversation: as the same visitor, with a token of its own. Who has been erased, or
 * has taken back what they agreed to, is not there any more, and the link leads nowhere.
 * @throws AppError `link-unknown`
 */
export async function resumeVisitor(deps: Deps, widget: Widget, link: string): Promise<{ token: string; language: string | null }> {
  const { workspaceId, channelId } = widget
  const visitorId = readResumeLink(deps.config, widget, link, deps.clock.now())
  if (!visitorId) throw fail('link-unknown')
  const token = newVisitorToken()
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const known = await findVisitor(tx, workspaceId, visitorId)
    if (!known || known.channel_id !== channelId) throw fail('link-unknown')
    const { external_id: externalId, verified, language, consent } = known
    const made = await insertVisitor(tx, workspaceId, {
      id: newId(),
      channelId,
      tokenHash: hashVisitorToken(token) as Buffer,
      externalId,
      verified,
      language,
      pageUrl: null,
      consent,
    })
    await updateVisitor(tx, workspaceId, made.id, {
      claimed_id: known.claimed_id,
      name: known.name,
      email: known.email,
      email_vouched: known.email_vouched,
      phone: known.phone,
      answers_by_mail: known.answers_by_mail,
      ...(known.details_at && { details_at: known.details_at }),
      ...(known.mailed_up_to && { mailed_up_to: known.mailed_up_to }),
    })
    return { token, language }
  })
}
