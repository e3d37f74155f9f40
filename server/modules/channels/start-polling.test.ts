import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Channel } from '../../../contract/channels.ts'
import { startTelegramEmulator, type TelegramEmulator } from '../../../emulators/index.ts'
import type { Stoppable } from '../../platform/module.ts'
import { type TestApp, testApp } from '../../testing/test-app.ts'
import { type TestCaller, testWorkspace } from '../../testing/test-workspace.ts'
import { startPolling } from './start-polling.ts'

const botToken = '123456789:AAEtestTokenOfABot_0123456789abcdef'
let app: TestApp
let owner: TestCaller
let emulator: TelegramEmulator
let channel: Channel

beforeAll(async () => {
  emulator = await startTelegramEmulator()
  emulator.provision({ token: botToken, username: 'mug_shop_bot', name: 'Mug Shop' })
  const providerUrls = {
    META_GRAPH_URL: null,
    TELEGRAM_API_URL: emulator.url,
    TWILIO_API_URL: null,
    STRIPE_API_URL: null,
    OPENAI_BASE_URL: null,
  }
  app = await testApp({ config: { providerUrls }, run: false })
  owner = await testWorkspace(app)
  channel = (await owner.call('POST', '/api/v1/channels', { type: 'telegram', name: 'Bot', credentials: { botToken } })).body as Channel
})

afterAll(async () => {
  await app.close()
  await emulator.close()
})

test('of two processes one polls; when it goes the other takes over, and nothing is taken twice', async () => {
  const taken: string[] = []
  const poller = (name: string): Promise<Stoppable> =>
    startPolling(app.deps, async (request, open) => {
      expect(open.channel.id).toBe(channel.id)
      taken.push(`${name} ${(JSON.parse(request.body.toString()) as { message: { text: string } }).message.text}`)
    })
  const first = await poller('first')
  const customer = emulator.customer({ id: 7, name: 'Aru' })
  await customer.send({ type: 'text', text: 'one' }).delivered
  const second = await poller('second')
  await customer.send({ type: 'text', text: 'two' }).delivered
  await first.stop()
  await customer.send({ type: 'text', text: 'three' }).delivered
  expect(taken).toEqual(['first one', 'first two', 'second three'])
  await owner.call('POST', `/api/v1/channels/${channel.id}/disconnect`)
  await second.stop()
})

test('a bot whose token is taken back goes to error, with the reason', async () => {
  await owner.call('POST', `/api/v1/channels/${channel.id}/connect`)
  emulator.faults.add({ match: { path: '/getUpdates' }, kind: 'status', status: 401 })
  const polling = await startPolling(app.deps, async () => {})
  const status = async () => (await owner.call('GET', `/api/v1/channels/${channel.id}`)).body
  await expect.poll(status, { timeout: 10_000 }).toMatchObject({ status: 'error', statusReason: expect.stringMatching(/bot token/) })
  await polling.stop()
})

test('a bot for which another program fetches as well goes to error, and says so', async () => {
  emulator.faults.clear()
  await owner.call('POST', `/api/v1/channels/${channel.id}/connect`)
  emulator.faults.add({ match: { path: '/getUpdates' }, kind: 'status', status: 409 })
  const polling = await startPolling(app.deps, async () => {})
  const status = async () => (await owner.call('GET', `/api/v1/channels/${channel.id}`)).body
  await expect
    .poll(status, { timeout: 20_000 })
    .toMatchObject({ status: 'error', statusReason: expect.stringMatching(/Another program receives/) })
  await polling.stop()
}, 30_000)
