import { nameOfField } from '../../../contract/pre-chat-name.ts'
import type { WidgetDetails } from '../../../contract/widget.ts'
import type { PreChatField } from '../../../contract/widget-settings.ts'
import type { FieldError } from '../../platform/errors.ts'
import { publish } from '../../platform/events.ts'
import { isMailSetUp } from '../../platform/mail/index.ts'
import type { Deps } from '../../platform/module.ts'
import { isWithinHours } from '../../platform/opening-hours.ts'
import type { webchat } from '../channels/index.ts'
import { listenForAnswers } from './answers/note-answer.ts'
import type { AuthenticatedVisitor } from './authenticate-visitor.ts'
import { fail } from './errors.ts'
import { fillContact, mergeVisitorAttributes, setContactAttributes, updateVisitor, type VisitorRow } from './queries.ts'

/** Is the form before the first message still to be filled in? Whoever the website vouches for is not asked. */
export function asksDetails({ preChat }: webchat.WebchatSettings, visitor: Pick<VisitorRow, 'verified' | 'details_at'>): boolean {
  return preChat.fields.length > 0 && !visitor.verified && visitor.details_at === null
}

/**
 * Takes what the visitor filled in, for themselves and for the contact they have become. Of a person whom the website vouches for it fills
 * only what is empty. An address left outside the hours is where answers go that are not seen in the chat.
 * @throws AppError `details-invalid` naming each field that is missing or was not asked for
 */
export async function takeDetails(deps: Deps, { visitor, widget }: AuthenticatedVisitor, details: WidgetDetails): Promise<void> {
  const { workspaceId, settings } = widget
  const faults = findFaults(settings.preChat.fields, details, asksDetails(settings, visitor))
  if (faults.length > 0) throw fail('details-invalid', { errors: faults })
  const said = { name: details.name ?? null, email: details.email ?? null, phone: details.phone ?? null }
  const now = (of: 'name' | 'email' | 'phone') => (visitor.verified ? (visitor[of] ?? said[of]) : (said[of] ?? visitor[of]))
  const answers = Object.fromEntries(Object.entries(details.answers ?? {}).filter(([, answer]) => answer !== ''))
  const wantsMail = said.email !== null && isAway(settings, deps.clock.now()) && isMailSetUp(deps)
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    await updateVisitor(tx, workspaceId, visitor.id, {
      name: now('name'),
      email: now('email'),
      phone: now('phone'),
      details_at: deps.clock.now(),
      ...(now('email') !== visitor.email && { email_vouched: false }),
      ...(wantsMail && { answers_by_mail: true }),
    })
    if (wantsMail) await listenForAnswers(tx, workspaceId)
    if (Object.keys(answers).length > 0) await mergeVisitorAttributes(tx, workspaceId, visitor.id, answers)
    const changed = [await fillContact(tx, workspaceId, visitor, said), await setContactAttributes(tx, workspaceId, visitor, answers)].find(
      (id) => id !== null,
    )
    if (changed) await publish(tx, workspaceId, 'contact.updated', { contactId: changed })
  })
}

function isAway({ hours }: webchat.WebchatSettings, now: Date): boolean {
  return hours?.asksEmail === true && !isWithinHours(hours, now)
}

function findFaults(fields: readonly PreChatField[], details: WidgetDetails, isForm: boolean): FieldError[] {
  const asked = new Set(fields.map(nameOfField))
  const unasked = Object.keys(details.answers ?? {}).filter((attribute) => !asked.has(`attribute:${attribute}`))
  const missing = isForm ? fields.filter((field) => field.required && !answerTo(field, details)) : []
  return [
    ...missing.map((field) => ({ path: pathOf(field), message: 'Please fill this in.' })),
    ...unasked.map((attribute) => ({ path: `answers.${attribute}`, message: 'This was not asked.' })),
  ]
}

function answerTo(field: PreChatField, details: WidgetDetails): string | null | undefined {
  return field.kind === 'question' ? details.answers?.[field.attribute] : details[field.kind]
}

function pathOf(field: PreChatField): string {
  return field.kind === 'question' ? `answers.${field.attribute}` : field.kind
}
