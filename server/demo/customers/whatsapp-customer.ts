import { sampleByName, type WhatsAppCustomer, type WhatsAppEmulator } from '../../../emulators/index.ts'
import type { Scene } from '../scene.ts'
import { type Customer, type CustomerStep, cannot } from './customer.ts'

/** Writes to one of the shop's WhatsApp numbers from a played phone. */
export function whatsAppCustomer(emulator: WhatsAppEmulator, phoneNumberId: string, who: Scene['customer']): Customer {
  if (!who.phone) throw new Error(`${who.name} has no phone number`)
  const customer = emulator.customer({ phone: who.phone, name: who.name, to: phoneNumberId })
  let ownLast = ''
  const send = async (message: Parameters<WhatsAppCustomer['send']>[0]): Promise<void> => {
    const sent = customer.send(message)
    if (message.type !== 'reaction' && message.type !== 'edit') ownLast = sent.id
    await sent.delivered
  }
  const act = async (step: CustomerStep): Promise<void> => {
    switch (step.kind) {
      case 'writes':
        return send({ type: 'text', text: step.text })
      case 'sends': {
        const { kind } = sampleByName(step.sample)
        const caption = step.caption === undefined ? {} : { caption: step.caption }
        return send(
          kind === 'voice' ? { type: 'audio', voice: true, sample: step.sample } : { type: kind, sample: step.sample, ...caption },
        )
      }
      case 'shares-location': {
        const { kind: _kind, ...place } = step
        return send({ type: 'location', ...place })
      }
      case 'orders': {
        const items = step.items.map(({ product, quantity, price }) => ({
          product_retailer_id: product,
          quantity,
          item_price: price,
          currency: 'KZT',
        }))
        return send({ type: 'order', catalogId: '7270001', text: step.note, items })
      }
      case 'reacts':
        return send({ type: 'reaction', messageId: customer.inbox.at(-1)?.id ?? '', emoji: step.emoji })
      case 'taps': {
        const sent = customer.tap(step.button)
        ownLast = sent.id
        return sent.delivered
      }
      case 'edits':
        return send({ type: 'edit', messageId: ownLast, text: step.text })
      case 'opens':
        customer.open()()
        return emulator.idle()
      case 'leaves':
        customer.person.reachable = false
        return
      default:
        throw cannot('WhatsApp', step)
    }
  }
  return {
    act,
    setBack: (minutes) => {
      const { waId } = customer.person
      for (const message of emulator.book.thread(phoneNumberId, waId).messages) message.at -= minutes * 60_000
      const place = `${phoneNumberId}/${waId}`
      const last = emulator.cloud.lastInbound.get(place)
      if (last !== undefined) emulator.cloud.lastInbound.set(place, last - minutes * 60_000)
    },
  }
}
