import type { PhoneButton, PhoneMessage } from '../phone/phone-book.ts'
import type { Cloud, Person, ProvisionedNumber } from './cloud.ts'
import { mediaOn } from './media-on-phone.ts'
import type { SentMessage } from './message-schema.ts'
import { templateOn } from './template-on-phone.ts'

/** Puts what the business sent on the customer's phone, or changes what is there (reactions). */
export function showOnPhone(cloud: Cloud, number: ProvisionedNumber, person: Person, id: string, message: SentMessage): void {
  const { book } = cloud
  const account = number.phoneNumberId
  if (message.type === 'reaction') {
    const target = book.find(account, person.waId, message.reaction.message_id)
    if (!target) return
    const reactions = { ...target.reactions }
    if (message.reaction.emoji === '') delete reactions.business
    else reactions.business = message.reaction.emoji
    book.change(account, person.waId, target.id, { reactions })
    return
  }
  const replyTo = message.context?.message_id
  book.put(account, person.waId, {
    id,
    direction: 'in',
    kind: message.type,
    text: '',
    at: cloud.clock(),
    status: 'pending',
    raw: message,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...contentOf(cloud, number, message),
  })
}

function contentOf(cloud: Cloud, number: ProvisionedNumber, message: SentMessage): Partial<PhoneMessage> {
  switch (message.type) {
    case 'text':
      return { text: message.text.body }
    case 'image':
      return { text: message.image.caption ?? '', ...mediaOn(cloud, message.image, 'image/*') }
    case 'video':
      return { text: message.video.caption ?? '', ...mediaOn(cloud, message.video, 'video/*') }
    case 'document':
      return {
        text: message.document.caption ?? '',
        ...mediaOn(cloud, message.document, 'application/octet-stream', message.document.filename),
      }
    case 'audio':
      return mediaOn(cloud, message.audio, 'audio/*')
    case 'sticker':
      return mediaOn(cloud, message.sticker, 'image/webp')
    case 'location': {
      const { latitude, longitude, name, address } = message.location
      return { text: name ?? '', location: { latitude, longitude, name, address } }
    }
    case 'contacts':
      return {
        text: message.contacts
          .map((card) => [card.name.formatted_name, ...(card.phones ?? []).map((one) => one.phone)].join(' '))
          .join('\n'),
      }
    case 'template':
      return templateOn(cloud, number, message.template)
    case 'interactive':
      return interactiveOn(cloud, message.interactive)
    case 'reaction':
      return {}
  }
}

type Interactive = Extract<SentMessage, { type: 'interactive' }>['interactive']

function interactiveOn(cloud: Cloud, interactive: Interactive): Partial<PhoneMessage> {
  const header = 'header' in interactive ? interactive.header : undefined
  const footer = 'footer' in interactive ? interactive.footer : undefined
  const media =
    header?.type === 'image'
      ? mediaOn(cloud, header.image, 'image/*')
      : header?.type === 'video'
        ? mediaOn(cloud, header.video, 'video/*')
        : header?.type === 'document'
          ? mediaOn(cloud, header.document, 'application/octet-stream')
          : {}
  return {
    text: interactive.body?.text ?? '',
    buttons: buttonsOf(interactive),
    ...media,
    ...(header?.type === 'text' ? { header: header.text } : {}),
    ...(footer ? { footer: footer.text } : {}),
  }
}

function buttonsOf(interactive: Interactive): PhoneButton[] {
  switch (interactive.type) {
    case 'button':
      return interactive.action.buttons.map(({ reply }) => ({ id: reply.id, title: reply.title, kind: 'reply' }))
    case 'list':
      return interactive.action.sections.flatMap((section) =>
        section.rows.map((row) => ({
          id: row.id,
          title: row.title,
          kind: 'row' as const,
          ...(row.description ? { description: row.description } : {}),
          ...(section.title ? { section: section.title } : {}),
        })),
      )
    case 'cta_url': {
      const { display_text, url } = interactive.action.parameters
      return [{ id: url, title: display_text, kind: 'link', url }]
    }
    case 'location_request_message':
      return [{ id: 'send_location', title: 'Send location', kind: 'reply' }]
    case 'request_contact_info':
      return [{ id: 'share_number', title: 'Share number', kind: 'reply' }]
    case 'flow':
      return [{ id: 'open_flow', title: interactive.action.parameters.flow_cta, kind: 'reply' }]
    default:
      return []
  }
}
