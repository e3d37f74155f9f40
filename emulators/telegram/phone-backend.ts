import type { PhoneBackend, PhoneOutgoing } from '../phone/phone-routes.ts'
import { sampleByName } from '../samples/sample-media.ts'
import type { TelegramCustomer, TelegramCustomerMessage } from './customer.ts'
import type { Network } from './network.ts'
import type { TelegramEmulator } from './start-telegram-emulator.ts'

/** The phone page's actions in terms of the programmatic customer. */
export function phoneBackend(network: Network, makeCustomer: TelegramEmulator['customer']): PhoneBackend {
  const find = (account: string, id: string): TelegramCustomer => {
    const bot = network.bots.get(Number(account))
    if (!bot) throw new Error('no such bot')
    return makeCustomer({ id: Number(id), bot: bot.username })
  }
  return {
    provider: 'Telegram',
    accounts: () => [...network.bots.values()].map((one) => ({ id: String(one.id), name: `${one.name} · @${one.username}` })),
    customers: () =>
      [...network.people.values()].map((one) => ({
        id: String(one.id),
        name: one.firstName,
        address: one.username ? `@${one.username}` : String(one.id),
      })),
    createCustomer({ name, address }) {
      const username = address?.replace(/^@/, '')
      const { person } = makeCustomer({ name, ...(username ? { username } : {}) })
      return { id: String(person.id) }
    },
    send(account, id, message) {
      find(account, id).send(toMessage(message))
    },
    tap(account, id, messageId, buttonId) {
      void find(account, id).tap(buttonId, messageId)
    },
    react(account, id, messageId, emoji) {
      void find(account, id).react(Number(messageId), emoji === '' ? null : emoji)
    },
    media: (id) => network.files.get(id),
  }
}

const kinds = { image: 'photo', voice: 'voice', audio: 'audio', video: 'video', document: 'document' } as const

function toMessage(message: PhoneOutgoing): TelegramCustomerMessage {
  switch (message.kind) {
    case 'text':
      return { type: 'text', text: message.text, ...(message.replyTo ? { replyTo: Number(message.replyTo) } : {}) }
    case 'location':
      return { type: 'location', latitude: message.latitude, longitude: message.longitude }
    case 'sample':
      return { type: kinds[sampleByName(message.sample).kind], sample: message.sample }
    default: {
      const file = Buffer.from(message.base64, 'base64')
      return {
        type: kinds[message.kind],
        file,
        mimeType: message.mimeType,
        filename: message.name,
        ...(message.text ? { caption: message.text } : {}),
      }
    }
  }
}
