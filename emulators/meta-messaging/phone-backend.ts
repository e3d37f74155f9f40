import type { PhoneBackend, PhoneOutgoing } from '../phone/phone-routes.ts'
import { sampleByName } from '../samples/sample-media.ts'
import type { CustomerMessage } from './customer-act.ts'
import type { Platform } from './platform.ts'
import type { MetaMessagingEmulator } from './start-meta-messaging-emulator.ts'

/** The phone page's actions in terms of the programmatic customer. */
export function phoneBackend(platform: Platform, makeCustomer: MetaMessagingEmulator['customer']): PhoneBackend {
  const find = (account: string, key: string) => makeCustomer({ key, account })
  return {
    provider: 'Messenger and Instagram',
    accounts: () =>
      [...platform.accounts.values()].map(({ id, product, name, username }) => ({
        id,
        name: product === 'messenger' ? `Messenger · ${name}` : `Instagram · @${username ?? name}`,
      })),
    customers: () =>
      [...platform.people.values()].map(({ key, name, username }) => ({ id: key, name, address: username ? `@${username}` : name })),
    createCustomer({ name, address }) {
      const username = address?.replace(/^@/, '')
      return { id: makeCustomer({ name, ...(username ? { username } : {}) }).person.key }
    },
    send(account, key, message) {
      find(account, key).send(toMessage(message))
    },
    tap(account, key, messageId, buttonId) {
      find(account, key).tap(buttonId, messageId)
    },
    react(account, key, messageId, emoji) {
      find(account, key).send({ type: 'reaction', messageId, emoji: emoji === '' ? null : emoji })
    },
    media: (id) => platform.files.find(id),
  }
}

const kinds = { image: 'image', voice: 'audio', audio: 'audio', video: 'video', document: 'file' } as const

function toMessage(message: PhoneOutgoing): CustomerMessage {
  switch (message.kind) {
    case 'text':
      return { type: 'text', text: message.text, ...(message.replyTo ? { replyTo: message.replyTo } : {}) }
    case 'location': {
      // Places arrive as a link to a map since neither product shares them any more.
      const { latitude, longitude, name } = message
      return { type: 'text', text: [name, `https://maps.google.com/?q=${latitude},${longitude}`].filter(Boolean).join(' ') }
    }
    case 'sample':
      return { type: kinds[sampleByName(message.sample).kind], sample: message.sample }
    default: {
      const file = Buffer.from(message.base64, 'base64')
      const text = message.text ? { text: message.text } : {}
      return { type: kinds[message.kind], file, mimeType: message.mimeType, filename: message.name, ...text }
    }
  }
}
