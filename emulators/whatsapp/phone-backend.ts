import { randomInt } from 'node:crypto'
import type { PhoneBackend, PhoneOutgoing } from '../phone/phone-routes.ts'
import { sampleByName } from '../samples/sample-media.ts'
import type { Cloud } from './cloud.ts'
import type { CustomerMessage } from './customer-message.ts'
import type { WhatsAppEmulator } from './start-whatsapp-emulator.ts'

/** The phone page's actions in terms of the programmatic customer. */
export function phoneBackend(cloud: Cloud, emulator: Pick<WhatsAppEmulator, 'customer'>): PhoneBackend {
  const customer = (account: string, waId: string) => emulator.customer({ phone: waId, to: account })
  return {
    provider: 'WhatsApp',
    accounts: () =>
      [...cloud.numbers.values()].map((one) => ({ id: one.phoneNumberId, name: `${one.verifiedName} · ${one.displayPhoneNumber}` })),
    customers: () => [...cloud.people.values()].map((one) => ({ id: one.waId, name: one.name, address: `+${one.waId}` })),
    createCustomer({ name, address }) {
      const phone = (address ?? '').replace(/\D/g, '') || `1555${randomInt(1_000_000, 9_999_999)}`
      return { id: emulator.customer({ phone, name }).person.waId }
    },
    send(account, waId, message) {
      customer(account, waId).send(toMessage(message))
    },
    tap(account, waId, messageId, buttonId) {
      customer(account, waId).tap(buttonId, messageId)
    },
    react(account, waId, messageId, emoji) {
      customer(account, waId).send({ type: 'reaction', messageId, emoji: emoji === '' ? null : emoji })
    },
    media: (id) => cloud.media.find(id),
  }
}

function toMessage(message: PhoneOutgoing): CustomerMessage {
  switch (message.kind) {
    case 'text':
      return { type: 'text', text: message.text, ...(message.replyTo ? { replyTo: message.replyTo } : {}) }
    case 'location':
      return { type: 'location', latitude: message.latitude, longitude: message.longitude, ...(message.name ? { name: message.name } : {}) }
    case 'sample': {
      const { kind } = sampleByName(message.sample)
      return kind === 'voice' ? { type: 'audio', voice: true, sample: message.sample } : { type: kind, sample: message.sample }
    }
    default: {
      const file = Buffer.from(message.base64, 'base64')
      const media = { file, mimeType: message.mimeType, filename: message.name, ...(message.text ? { caption: message.text } : {}) }
      if (message.kind === 'voice' || message.kind === 'audio') return { type: 'audio', voice: message.kind === 'voice', ...media }
      return { type: message.kind, ...media }
    }
  }
}
