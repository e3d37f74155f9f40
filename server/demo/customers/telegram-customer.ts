import { sampleByName, type TelegramEmulator } from '../../../emulators/index.ts'
import type { Scene } from '../scene.ts'
import { type Customer, type CustomerStep, cannot } from './customer.ts'

/** Writes to the shop's bot from a played Telegram account. */
export function telegramCustomer(emulator: TelegramEmulator, who: Scene['customer']): Customer {
  const [name = who.name, ...rest] = who.name.split(' ')
  const customer = emulator.customer({
    name,
    ...(rest.length > 0 && { lastName: rest.join(' ') }),
    ...(who.username && { username: who.username }),
    ...(who.language && { languageCode: who.language }),
  })
  let ownLast = 0
  const send = async (message: Parameters<typeof customer.send>[0]): Promise<void> => {
    const sent = customer.send(message)
    ownLast = sent.messageId
    await sent.delivered
  }
  const act = async (step: CustomerStep): Promise<void> => {
    switch (step.kind) {
      case 'writes':
        return send({ type: 'text', text: step.text })
      case 'sends': {
        const { kind } = sampleByName(step.sample)
        const caption = step.caption === undefined ? {} : { caption: step.caption }
        return send({ type: kind === 'image' ? 'photo' : kind, sample: step.sample, ...caption })
      }
      case 'shares-location': {
        const { latitude, longitude, name: title, address } = step
        return send({ type: 'venue', latitude, longitude, title, address })
      }
      case 'reacts':
        return customer.react(Number(customer.inbox.at(-1)?.id), step.emoji)
      case 'taps':
        return customer.tap(step.button)
      case 'edits':
        return customer.edit(ownLast, step.text)
      case 'opens':
        return
      case 'leaves':
        return customer.block()
      default:
        throw cannot('Telegram', step)
    }
  }
  return {
    act,
    setBack: (minutes) => {
      for (const bot of emulator.network.bots.values()) {
        for (const message of emulator.book.thread(String(bot.id), String(customer.person.id)).messages) message.at -= minutes * 60_000
      }
    },
  }
}
