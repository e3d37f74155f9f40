import type { PhoneButton, PhoneMessage } from '../phone/phone-book.ts'
import type { Cloud, ProvisionedNumber } from './cloud.ts'
import { mediaOn } from './media-on-phone.ts'
import type { SentMessage } from './message-schema.ts'
import { fillTemplate, findTemplate } from './templates.ts'

type SentTemplate = Extract<SentMessage, { type: 'template' }>['template']

/** A template as the customer sees it: header, text and the buttons with what they were given. */
export function templateOn(cloud: Cloud, number: ProvisionedNumber, sent: SentTemplate): Partial<PhoneMessage> {
  return { text: fillTemplate(cloud, number, sent), ...headerOn(cloud, sent), buttons: buttonsOn(cloud, number, sent) }
}

function headerOn(cloud: Cloud, sent: SentTemplate): Partial<PhoneMessage> {
  const [parameter] = sent.components?.find((one) => one.type === 'header')?.parameters ?? []
  switch (parameter?.type) {
    case 'text':
      return { header: parameter.text }
    case 'image':
      return mediaOn(cloud, parameter.image, 'image/*')
    case 'video':
      return mediaOn(cloud, parameter.video, 'video/*')
    case 'document':
      return mediaOn(cloud, parameter.document, 'application/octet-stream', parameter.document.filename)
    case 'location': {
      const { latitude, longitude, name, address } = parameter.location
      return { location: { latitude: Number(latitude), longitude: Number(longitude), name, address } }
    }
    default:
      return {}
  }
}

function buttonsOn(cloud: Cloud, number: ProvisionedNumber, sent: SentTemplate): PhoneButton[] {
  const parts = findTemplate(cloud, number, sent)?.components ?? []
  const buttons = parts.flatMap((part) => (Array.isArray(part.buttons) ? (part.buttons as Record<string, unknown>[]) : []))
  return buttons.map((button, index) => {
    const title = String(button.text ?? button.type)
    const given = sent.components?.find((one) => one.type === 'button' && Number(one.index) === index)
    if (String(button.type).toUpperCase() === 'URL') {
      const suffix = given?.type === 'button' && given.sub_type === 'url' ? given.parameters[0]?.text : ''
      const url = String(button.url).replace(/\{\{\w+\}\}/, suffix ?? '')
      return { id: url, title, kind: 'link', url }
    }
    const payload = given?.type === 'button' && given.sub_type === 'quick_reply' ? given.parameters[0]?.payload : undefined
    return { id: payload ?? title, title, kind: 'reply' }
  })
}
