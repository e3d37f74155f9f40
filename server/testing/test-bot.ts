import { type OpenAiEmulator, startOpenAiEmulator, startTelegramEmulator, type TelegramEmulator } from '../../emulators/index.ts'
import { type TestApp, testApp } from './test-app.ts'
import { type TestCaller, testWorkspace } from './test-workspace.ts'

const botToken = '123456789:AAEtestTokenOfABot_0123456789abcdef'
const webhookSecret = 'a-secret-of-our-own_01'

export interface TestBot {
  app: TestApp
  owner: TestCaller
  telegram: TelegramEmulator
  openai: OpenAiEmulator
  agentId: string
  channelId: string
  /** A request of the owner that must succeed; its answer's body. */
  ask<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<T>
  /** Posts one update as Telegram would. @returns the status of the answer */
  post(update: object): Promise<number>
  close(): Promise<void>
}

/** A workspace whose bot is connected to Telegram's emulator and answered by an agent whose model is the emulator's. Close it in `afterAll`. */
export async function testBot(options: { agent?: object; config?: object; workspace?: string } = {}): Promise<TestBot> {
  const telegram = await startTelegramEmulator()
  const openai = await startOpenAiEmulator()
  telegram.provision({ token: botToken, username: 'mug_shop_bot', name: 'Mug Shop' })
  const app = await testApp({
    config: {
      providerUrls: {
        META_GRAPH_URL: null,
        TELEGRAM_API_URL: telegram.url,
        TWILIO_API_URL: null,
        STRIPE_API_URL: null,
        OPENAI_BASE_URL: `${openai.url}/v1`,
      },
      ai: { apiKey: 'sk-test', baseUrl: `${openai.url}/v1`, model: 'demo' },
      allowedPrivateHosts: [telegram.url, openai.url].map((url) => new URL(url).host),
    },
  })
  const owner = await testWorkspace(app, options.workspace)
  const ask: TestBot['ask'] = async <T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object) => {
    const answer = await owner.call(method, path, body)
    if (answer.status >= 400) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body as T
  }
  const agent = await ask<{ id: string }>('POST', '/api/v1/agents', {
    name: 'Sam',
    replyDelayMs: 0,
    disclosure: { enabled: false, reason: 'test' },
    ...options.agent,
  })
  const channel = await ask<{ id: string }>('POST', '/api/v1/channels', {
    type: 'telegram',
    name: 'Bot',
    agentId: agent.id,
    config: options.config ?? {},
    credentials: { botToken, webhookSecret },
  })
  const post = async (update: object): Promise<number> => {
    const headers = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': webhookSecret }
    return (await fetch(`${app.url}/webhooks/telegram/${channel.id}`, { method: 'POST', headers, body: JSON.stringify(update) })).status
  }
  return {
    app,
    owner,
    telegram,
    openai,
    agentId: agent.id,
    channelId: channel.id,
    ask,
    post,
    close: async () => {
      await telegram.close()
      await app.close()
      await openai.close()
    },
  }
}
