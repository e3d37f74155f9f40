import { startTelegramEmulator, type TelegramCustomer, type TelegramEmulator } from '../../../../emulators/index.ts'
import { systemClock } from '../../../platform/clock.ts'
import type { ChannelAdapter } from '../adapter.ts'
import { httpForEmulator } from '../channel-contract/http-for-emulator.ts'
import type { FileSource, OutboundMedia, OutboundMessage, Receipt } from '../outbound-message.ts'
import { pictureFiles } from '../whatsapp/whatsapp-fixtures.ts'
import { createTelegramAdapter } from './create-telegram-adapter.ts'
import { telegramEgress } from './egress.ts'
import type { TelegramCredentials, TelegramSettings } from './settings.ts'
import { botToken, connection, person } from './telegram-fixtures.ts'

export interface EmulatedBot {
  emulator: TelegramEmulator
  adapter: ChannelAdapter<TelegramSettings, TelegramCredentials>
  /** Forgets all that was said. @returns somebody who has just written to the bot */
  begin(): TelegramCustomer
  /** To that person, with nothing in it. */
  plain: OutboundMessage
  send(message: Partial<OutboundMessage>, files?: FileSource): Promise<Receipt[]>
  /** Methods and the status that each was answered with, in their order. */
  methodsCalled(): string[]
  close(): Promise<void>
}

const plain: OutboundMessage = {
  id: '01993b5e-7c10-7000-8000-00000000000c',
  recipient: { externalId: String(person.id), phone: null },
  text: null,
  media: [],
  interactive: null,
  location: null,
  template: null,
  replyToExternalId: null,
  byHuman: true,
}

/** The adapter with Telegram's emulator behind it, for tests. */
export async function startEmulatedBot(): Promise<EmulatedBot> {
  const emulator = await startTelegramEmulator()
  emulator.provision({ token: botToken, username: 'mug_shop_bot', name: 'Mug Shop' })
  const http = httpForEmulator(telegramEgress, emulator.url)
  const adapter = createTelegramAdapter({ ...http, baseUrl: emulator.url, clock: systemClock })
  return {
    emulator,
    adapter,
    plain,
    begin() {
      emulator.reset()
      const customer = emulator.customer({ id: person.id, name: 'Aruzhan' })
      customer.start()
      return customer
    },
    async send(message, files = pictureFiles) {
      const receipts: Receipt[] = []
      for (const call of adapter.render({ ...plain, ...message }, connection)) receipts.push(await adapter.send(call, connection, files))
      return receipts
    },
    methodsCalled: () => emulator.ledger.entries().map((entry) => `${entry.path.split('/').at(-1)} ${entry.status}`),
    async close() {
      await http.close()
      await emulator.close()
    },
  }
}

export const picture = (fileId: string): OutboundMedia => ({
  fileId,
  kind: 'image',
  mimeType: 'image/png',
  name: `${fileId}.png`,
  size: 100,
  voice: false,
})
