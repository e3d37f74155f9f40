import type { Interactive } from '../../../contract/messages.ts'
import type { WidgetMessage, WidgetNewMessage } from '../../../contract/widget.ts'
import type { Deps } from '../../platform/module.ts'
import type { webchat } from '../channels/index.ts'
import { recordConsent } from '../contacts/index.ts'
import { kindOf } from '../conversations/index.ts'
import type { AuthenticatedVisitor } from './authenticate-visitor.ts'
import { findConversation, findMessageId, loadMessages, type ShownMessage } from './conversation-queries.ts'
import { fail } from './errors.ts'
import type { RecordEvent } from './open-session.ts'
import { presentMessage } from './present-message.ts'
import { findUploads, setContactAttributes } from './queries.ts'
import { readForm } from './read-form.ts'
import { recordGreeting } from './record-greeting.ts'
import { asksDetails } from './take-details.ts'
import { visitorOf } from './visitor-of.ts'
import { visitorTopic } from './visitor-topic.ts'

/**
 * Records what a visitor sends and gives it back as it now stands in the record. Sending the same client id again records nothing and gives
 * the same answer.
 * @throws AppError `details-missing`, `upload-unknown`, `choice-unknown`
 */
export async function sendMessage(
  deps: Deps,
  { visitor, widget }: AuthenticatedVisitor,
  message: WidgetNewMessage,
  record: RecordEvent,
): Promise<WidgetMessage> {
  const { workspaceId, channelId } = widget
  const externalId = `${visitor.id}/${message.clientId}`
  const before = await deps.db.withWorkspace(workspaceId, (tx) => findMessageId(tx, workspaceId, channelId, externalId))
  if (!before) {
    await requireDetails(deps, { visitor, widget })
    const parts = await readParts(deps, { visitor, widget }, message)
    await record(widget, {
      kind: 'message',
      visitor: visitorOf(visitor),
      at: deps.clock.now().getTime(),
      externalId,
      ...parts,
    })
  }
  const sent = await deps.db.withWorkspace(workspaceId, async (tx) => {
    if (!before && Object.keys(visitor.attributes).length > 0) await setContactAttributes(tx, workspaceId, visitor, visitor.attributes)
    if (visitor.consent) await recordConsent(tx, workspaceId, { channelId, externalId: visitor.external_id }, visitor.consent)
    const conversation = await findConversation(tx, visitor)
    const id = await findMessageId(tx, workspaceId, channelId, externalId)
    if (message.greetingId && id) await recordGreeting(tx, widget, { greetingId: message.greetingId, messageId: id, externalId })
    return conversation && id ? (await loadMessages(tx, workspaceId, conversation.id, [id]))[0] : undefined
  })
  if (!sent) throw new Error('A recorded message is not in the record')
  deps.live.wake(visitorTopic(visitor.id))
  return presentMessage(sent)
}

/** What the form must have before the first message, it must have here too. */
async function requireDetails({ db }: Deps, { visitor, widget }: AuthenticatedVisitor): Promise<void> {
  if (!asksDetails(widget.settings, visitor) || !widget.settings.preChat.fields.some(({ required }) => required)) return
  const conversation = await db.withWorkspace(widget.workspaceId, (tx) => findConversation(tx, visitor))
  if (!conversation) throw fail('details-missing')
}

type Parts = Pick<Extract<webchat.WidgetEvent, { kind: 'message' }>, 'text' | 'files' | 'reply' | 'form'>

async function readParts(deps: Deps, { visitor, widget }: AuthenticatedVisitor, message: WidgetNewMessage): Promise<Parts> {
  const { workspaceId } = widget
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    if (message.reply) {
      const conversation = await findConversation(tx, visitor)
      const asked = conversation ? (await loadMessages(tx, workspaceId, conversation.id, [message.reply.messageId]))[0] : undefined
      return { reply: { externalId: asked?.externalId ?? null, ...findChoice(asked, message.reply.id) } }
    }
    if (message.form) {
      const conversation = await findConversation(tx, visitor)
      const asked = conversation ? (await loadMessages(tx, workspaceId, conversation.id, [message.form.messageId]))[0] : undefined
      return { form: { externalId: asked?.externalId ?? null, ...fillForm(asked, message.form.values) } }
    }
    const fileIds = message.attachments?.map((attachment) => attachment.fileId) ?? []
    const files = fileIds.length > 0 ? await findUploads(tx, workspaceId, visitor.id, fileIds) : []
    if (files.length !== fileIds.length) throw fail('upload-unknown')
    return {
      text: message.text ?? null,
      files: files.map(({ id, mime_type, name, size }) => ({ id, kind: kindOf(mime_type), mimeType: mime_type, name, size })),
    }
  })
}

/** Asked for and answered, in the order of the form. */
function fillForm(asked: ShownMessage | undefined, values: Record<string, string>): { name: string; answers: FormAnswer[] } {
  const form = asked?.direction === 'outbound' ? asked.content?.interactive : undefined
  if (form?.kind !== 'form') throw fail('choice-unknown')
  const answers = readForm(form, values)
  return {
    name: form.name,
    answers: form.fields.flatMap(({ name, label }) => (name in answers ? { name, label, value: answers[name] ?? '' } : [])),
  }
}

interface FormAnswer {
  name: string
  label: string
  value: string
}

/** The title comes from what we asked, not from what the browser says was on the button. */
function findChoice(asked: ShownMessage | undefined, id: string): { id: string; title: string } {
  const interactive = asked?.direction === 'outbound' ? asked.content?.interactive : undefined
  const choice = interactive && choicesOf(interactive).find((one) => one.id === id)
  if (!choice) throw fail('choice-unknown')
  return { id: choice.id, title: choice.title }
}

function choicesOf(interactive: Interactive): { id: string; title: string }[] {
  switch (interactive.kind) {
    case 'buttons':
      return interactive.buttons
    case 'list':
      return interactive.sections.flatMap((section) => section.rows)
    case 'actions':
      return interactive.buttons.flatMap((button) => ('id' in button ? button : []))
    case 'cards':
      return interactive.cards.flatMap((card) =>
        card.buttons.flatMap((button) => ('id' in button ? { id: button.id, title: `${button.title}: ${card.title}` } : [])),
      )
    default:
      return []
  }
}
