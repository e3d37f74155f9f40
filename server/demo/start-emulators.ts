import {
  type OpenAiEmulator,
  startOpenAiEmulator,
  startTelegramEmulator,
  startWhatsAppEmulator,
  type TelegramEmulator,
  type WhatsAppEmulator,
} from '../../emulators/index.ts'
import type { Config } from '../platform/config.ts'
import { type DemoState, type NumberName, numberNames } from './demo-state.ts'
import { demoTemplates } from './templates.ts'

export interface DemoEmulators {
  whatsapp: WhatsAppEmulator
  telegram: TelegramEmulator
  openai: OpenAiEmulator
  close(): Promise<void>
}

const firstPort = 4001
const portsTried = 40

export const displayNumbers: Record<NumberName, { displayPhoneNumber: string; verifiedName: string }> = {
  shop: { displayPhoneNumber: '+7 727 000 01 01', verifiedName: 'Qamqor Home' },
  wholesale: { displayPhoneNumber: '+7 727 000 01 02', verifiedName: 'Qamqor Home Wholesale' },
}

/** The played providers, on ports 4001 to 4003 or the next free ones, knowing the shop's accounts before the server asks them. */
export async function startEmulators(config: Pick<Config, 'publicUrl'>, state: DemoState): Promise<DemoEmulators> {
  const closers: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    await Promise.all(closers.splice(0).map((one) => one()))
  }
  try {
    let port = firstPort
    const next = async <T extends { port: number; close(): Promise<void> }>(start: (port: number) => Promise<T>): Promise<T> => {
      const started = await onFreePort(port, start)
      closers.push(() => started.close())
      port = started.port + 1
      return started
    }
    const limits = { throughput: false, pair: false } as const
    const whatsapp = await next((free) => startWhatsAppEmulator({ port: free, limits }))
    const telegram = await next((free) => startTelegramEmulator({ port: free, allowHttpWebhook: true }))
    const openai = await next((free) => startOpenAiEmulator({ port: free, ledger: { entries: 500 } }))
    for (const name of numberNames) await whatsapp.provision(provisionOf(config, state, name))
    telegram.provision({ token: state.bot.token, username: 'qamqor_home_bot', name: 'Qamqor Home' })
    // Whoever opens a phone finds somebody who has not written yet.
    whatsapp.customer({ phone: '+7 701 555 00 00', name: 'New customer', to: state.numbers.shop.phoneNumberId })
    telegram.customer({ id: 4_999_999_999, name: 'New customer', username: 'new_customer', languageCode: 'en' })
    // Parley knows the numbers of updates that it has seen: those of this run come after them.
    telegram.network.nextUpdateId = Math.floor(Date.now() / 1000)
    return { whatsapp, telegram, openai, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** What the number's account at the provider looks like; once it is connected, with the address of its channel. */
export function provisionOf(
  { publicUrl }: Pick<Config, 'publicUrl'>,
  state: DemoState,
  name: NumberName,
): Parameters<WhatsAppEmulator['provision']>[0] {
  const { channelId, ...number } = state.numbers[name]
  return {
    ...number,
    ...displayNumbers[name],
    templates: demoTemplates,
    ...(channelId && { webhookUrl: `${publicUrl}/webhooks/whatsapp/${channelId}` }),
  }
}

/** The settings by which the played providers stand in for the real ones. A model of the visitor's own stays in its place. */
export function withEmulators(config: Config, { whatsapp, telegram, openai }: DemoEmulators): Config {
  const ownModel = config.ai.apiKey !== null || config.ai.baseUrl !== null
  const ai = ownModel ? config.ai : { apiKey: 'sk-demo', baseUrl: `${openai.url}/v1`, model: 'demo', name: 'demo stand-in, no real AI' }
  const providerUrls = {
    ...config.providerUrls,
    META_GRAPH_URL: whatsapp.url,
    TELEGRAM_API_URL: telegram.url,
    ...(ownModel ? {} : { OPENAI_BASE_URL: `${openai.url}/v1` }),
  }
  const allowedPrivateHosts = [whatsapp.url, telegram.url, openai.url].map((url) => new URL(url).host)
  return Object.freeze({ ...config, ai, providerUrls, allowedPrivateHosts })
}

async function onFreePort<T>(from: number, start: (port: number) => Promise<T>): Promise<T> {
  for (let port = from; ; port += 1) {
    try {
      return await start(port)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || port >= firstPort + portsTried) throw error
    }
  }
}
