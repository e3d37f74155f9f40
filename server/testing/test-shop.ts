import {
  type OpenAiEmulator,
  startOpenAiEmulator,
  startWhatsAppEmulator,
  type WhatsAppEmulator,
  type WhatsAppEmulatorOptions,
} from '../../emulators/index.ts'
import type { Config } from '../platform/config.ts'
import type { Logger } from '../platform/log.ts'
import { type TestApp, testApp } from './test-app.ts'
import { type TestCaller, testWorkspace } from './test-workspace.ts'

export const shopNumber = {
  phoneNumberId: '100200300',
  businessAccountId: '900800700',
  accessToken: 'EAAG-test',
  appSecret: 'test_app_secret',
  displayPhoneNumber: '+1 555 000 0000',
}
export const verifyToken = 'verify-me'

/** Settings that make the owner of a program in a process of its own. */
export const shopOwner = { OWNER_EMAIL: 'owner@example.test', OWNER_PASSWORD: 'a good long password', WORKSPACE_NAME: 'Shop' }

export interface TestShop {
  app: TestApp
  owner: TestCaller & { email: string; userId: string }
  whatsapp: WhatsAppEmulator
  openai: OpenAiEmulator
  agentId: string
  channelId: string
  webhookUrl: string
  /** A request of the owner that must succeed; its answer's body. */
  ask<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<T>
  close(): Promise<void>
}

/** A workspace with an agent whose model is the emulator's, connected to WhatsApp's emulator. Close it in `afterAll`. */
export async function testShop(
  options: {
    config?: Partial<Config>
    agent?: object
    whatsapp?: WhatsAppEmulatorOptions
    withoutModel?: boolean
    log?: Logger
    /** Further addresses on this machine that may be spoken to. */
    hosts?: readonly string[]
  } = {},
): Promise<TestShop> {
  const whatsapp = await startWhatsAppEmulator({ timeCompression: 10, limits: { throughput: false, pair: false }, ...options.whatsapp })
  const openai = await startOpenAiEmulator()
  const settings = emulated(whatsapp, options.withoutModel ? null : openai)
  const allowedPrivateHosts = [...(settings.allowedPrivateHosts ?? []), ...(options.hosts ?? [])]
  const app = await testApp({
    config: { ...settings, allowedPrivateHosts, ...options.config },
    ...(options.log && { log: options.log }),
  })
  const owner = await testWorkspace(app)
  const ask: TestShop['ask'] = async <T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object) => {
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
  const { phoneNumberId, businessAccountId, accessToken, appSecret } = shopNumber
  await whatsapp.provision(shopNumber)
  const channel = await ask<{ id: string }>('POST', '/api/v1/channels', {
    type: 'whatsapp',
    name: 'Shop',
    agentId: agent.id,
    config: { phoneNumberId, businessAccountId },
    credentials: { accessToken, appSecret, verifyToken },
  })
  const webhookUrl = `${app.url}/webhooks/whatsapp/${channel.id}`
  await whatsapp.provision({ ...shopNumber, webhookUrl, verifyToken, verify: true })
  return {
    app,
    owner,
    whatsapp,
    openai,
    agentId: agent.id,
    channelId: channel.id,
    webhookUrl,
    ask,
    close: async () => {
      await whatsapp.close()
      await app.close()
      await openai.close()
    },
  }
}

/** The settings by which the emulators stand in for the providers. */
export function emulated(whatsapp: WhatsAppEmulator, openai: OpenAiEmulator | null): Partial<Config> {
  const urls = { META_GRAPH_URL: whatsapp.url, ...(openai && { OPENAI_BASE_URL: `${openai.url}/v1` }) }
  return {
    providerUrls: { ...urls } as Config['providerUrls'],
    ...(openai && { ai: { apiKey: 'sk-test', baseUrl: `${openai.url}/v1`, model: 'demo' } }),
    allowedPrivateHosts: [whatsapp.url, openai?.url].filter((url) => url !== undefined).map((url) => new URL(url).host),
  }
}

/** Signs in at a program that runs in a process of its own and connects it to WhatsApp's emulator. @returns the channel's id */
export async function connectShop(url: string, whatsapp: WhatsAppEmulator): Promise<string> {
  const signedIn = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email: shopOwner.OWNER_EMAIL, password: shopOwner.OWNER_PASSWORD }),
  })
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';', 1)[0])
    .join('; ')
  const ask = async (pathname: string, body: object): Promise<{ id: string }> => {
    const answer = await fetch(`${url}/api/v1${pathname}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie, origin: url },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${pathname} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as { id: string }
  }
  const agent = await ask('/agents', { name: 'Sam', replyDelayMs: 0, disclosure: { enabled: false, reason: 'test' } })
  const { phoneNumberId, businessAccountId, accessToken, appSecret } = shopNumber
  await whatsapp.provision(shopNumber)
  const channel = await ask('/channels', {
    type: 'whatsapp',
    name: 'Shop',
    agentId: agent.id,
    config: { phoneNumberId, businessAccountId },
    credentials: { accessToken, appSecret, verifyToken },
  })
  await whatsapp.provision({ ...shopNumber, webhookUrl: `${url}/webhooks/whatsapp/${channel.id}`, verifyToken, verify: true })
  return channel.id
}
