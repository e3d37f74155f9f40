import type { WidgetTranscript } from '../../../contract/widget.ts'
import { requireMail } from '../../platform/mail/index.ts'
import type { Deps } from '../../platform/module.ts'
import { mailTranscript } from '../conversations/index.ts'
import type { AuthenticatedVisitor } from './authenticate-visitor.ts'
import { findConversation } from './conversation-queries.ts'
import { fail } from './errors.ts'
import type { VisitorRow } from './queries.ts'

/**
 * The visitor's own conversation by mail. Whom the website vouches for gets it at the address that it has proved, wherever the browser is; everybody
 * else at the address that they have just entered.
 * @throws AppError `mail-off`, `address-missing`, `nothing-said`, `transcript-too-many`
 */
export async function sendTranscript(deps: Deps, { visitor, widget }: AuthenticatedVisitor, order: WidgetTranscript): Promise<void> {
  requireMail(deps)
  const to = vouchedAddress(visitor) ?? order.email
  if (!to) throw fail('address-missing')
  const { workspaceId, settings, open } = widget
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const conversation = await findConversation(tx, visitor)
    if (!conversation) throw fail('nothing-said')
    await mailTranscript(deps, tx, workspaceId, {
      conversationId: conversation.id,
      to,
      key: `transcript:${visitor.id}:${order.clientId}`,
      language: visitor.language,
      business: settings.title || open.channel.name,
      askedBy: 'customer',
    })
  })
}

/** The address that stands in the website's signed token; one that was only claimed beside a hash, or typed in, is none. */
export function vouchedAddress({
  verified,
  email,
  email_vouched,
}: Pick<VisitorRow, 'verified' | 'email' | 'email_vouched'>): string | null {
  return verified && email_vouched ? email : null
}
