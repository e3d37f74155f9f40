import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MetaMessagingEmulator, startMetaMessagingEmulator } from '../../../../../emulators/index.ts'
import { httpForEmulator } from '../../channel-contract/http-for-emulator.ts'
import { createMessengerAdapter } from '../../messenger/create-messenger-adapter.ts'
import { messengerEgress } from '../../messenger/egress.ts'
import { connection } from '../../messenger/messenger-fixtures.ts'
import type { OutboundMessage } from '../../outbound-message.ts'
import { fixedClock, pictureFiles } from '../../whatsapp/whatsapp-fixtures.ts'

const { pageId } = connection.settings
let emulator: MetaMessagingEmulator
let adapter: ReturnType<typeof createMessengerAdapter>
let closeHttp: () => Promise<unknown>

beforeAll(async () => {
  emulator = await startMetaMessagingEmulator({ progress: { enabled: false }, mayTagPeople: false })
  await emulator.provision({
    app: { id: '1200', secret: 'test_app_secret' },
    pages: [{ id: pageId, name: 'Shop', accessToken: connection.credentials.accessToken }],
  })
  const http = httpForEmulator(messengerEgress, emulator.url)
  closeHttp = http.close
  adapter = createMessengerAdapter({ ...http, baseUrl: emulator.url, clock: fixedClock })
})
afterAll(async () => {
  await closeHttp()
  await emulator.close()
})

test('meta 4.3, 5.2: an app without the feature for people loses that message, and not its channel', async () => {
  const customer = emulator.customer({ name: 'Aruzhan' })
  await customer.send({ type: 'text', text: 'Hello' }).delivered
  const message: OutboundMessage = {
    id: '01993b5e-7c10-7000-8000-00000000000a',
    recipient: { externalId: customer.id, phone: null },
    text: 'Still there?',
    media: [],
    interactive: null,
    location: null,
    template: null,
    replyToExternalId: null,
    byHuman: true,
  }
  const send = async (isLate: boolean) => {
    const [call] = adapter.render({ ...message, isLate }, connection)
    if (!call) throw new Error('nothing to send')
    return adapter.send(call, connection, pictureFiles).catch((error: unknown) => adapter.explain(error))
  }
  expect(await send(true)).toMatchObject({ code: 'outside-window', retryable: false, title: expect.stringContaining('Human Agent') })
  expect(await send(false)).toHaveProperty('externalId')
  emulator.breakToken(pageId, 463)
  expect(await send(true)).toMatchObject({ code: 'unauthorized' })
})
