import type { PhoneButton, PhoneMessage } from '../phone/phone-book.ts'
import type { Cloud, ProvisionedNumber } from './cloud.ts'
import { mediaOn } from './media-on-phone.ts'
import type { SentMessage } from './message-schema.ts'
import { fillTemplate, findTemplate } from './templates.ts'

type SentTemplate = Extract<SentMessage, { type: 'template' }>['template']

/** A template as the customer sees it: header, text and the buttons with what they were given. */
export function templateOn(cloud: Cloud, number: ProvisionedNumber, sent: SentTemplate): Partial<PhoneMessage> {
  const footer = textOf(cloud, number, sent, 'FOOTER')
  return {
    text: fillTemplate(cloud, number, sent),
    ...headerOn(cloud, number, sent),
    ...(footer ? { footer } : {}),
    buttons: buttonsOn(cloud, number, sent),
  }
}

function textOf(cloud: Cloud, number: ProvisionedNumber, sent: SentTemplate, type: 'HEADER' | 'FOOTER'): string | null {
  const part = findTemplate(cloud, number, sent)?.components?.find((one) => String(one.type).toUpperCase() === type)
  return typeof part?.text === 'string' ? part.text : null
}

function headerOn(cloud: Cloud, number: ProvisionedNumber, sent: SentTemplate): Partial<PhoneMessage> {
  const [parameter] = sent.components?.find((one) => one.type === 'header')?.parameters ?? []
  const text = textOf(cloud, number, sent, 'HEADER')
  switch (parameter?.type) {
    // A header takes one parameter.
    case 'text':
      return { header: text?.replace(/\{\{[^{}]*\}\}/, parameter.text) ?? parameter.text }
    case undefined:
      return text === null ? {} : { header: text }
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
