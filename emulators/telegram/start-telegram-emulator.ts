import { z } from 'zod'
import { controlRoutes } from '../control-routes.ts'
import { createFaults, type Faults } from '../faults.ts'
import { type Answer, type Exchange, type RunningServer, startHttpServer } from '../http-server.ts'
import { createLedger, type Ledger, type LedgerLimits } from '../ledger.ts'
import { createPhoneBook, type PhoneBook } from '../phone/phone-book.ts'
import { phoneRoutes } from '../phone/phone-routes.ts'
import { createWebhookSender, type WebhookDelivery } from '../webhook-sender.ts'
import { announceBusiness, createTelegramBusiness, type TelegramBusiness } from './business.ts'
import { createTelegramCustomer, type TelegramCustomer } from './customer.ts'
import { createTelegramGroup, type TelegramGroup } from './group.ts'
import { callMethod } from './methods.ts'
import { type Bot, createNetwork, type Network, type TelegramPerson } from './network.ts'
import { phoneBackend } from './phone-backend.ts'
import { faultEnvelope, refuseTelegram, TelegramError } from './telegram-error.ts'
import { createUpdates } from './updates.ts'

const provisionSchema = z.strictObject({
  token: z.string().regex(/^\d+:[A-Za-z0-9_-]{10,}$/, 'a token looks like 123456789:AAE…'),
  username: z.string().regex(/^[A-Za-z0-9_]{4,32}$/),
  name: z.string().min(1).max(64),
})
export type TelegramProvision = z.infer<typeof provisionSchema>

export interface TelegramEmulatorOptions {
  port?: number
  host?: '127.0.0.1'
  clock?: () => number
  /** The real API takes https only; tests and the demo have none. */
  allowHttpWebhook?: boolean
  /** Webhook retries pass this many times faster. */
  timeCompression?: number
  ledger?: Partial<LedgerLimits>
  /** Is a server in local mode, which keeps the files it gets here instead of serving them. */
  localFolder?: string
}

export interface TelegramEmulator extends RunningServer {
  ledger: Ledger
  faults: Faults
  book: PhoneBook
  network: Network
  provision(input: TelegramProvision): { id: number }
  /** The same id is the same person; `bot` (a username) is needed only with several bots. */
  customer(input: {
    id?: number
    name?: string
    lastName?: string
    username?: string
    languageCode?: string
    bot?: string
  }): TelegramCustomer
  /** A group, in which the bot is once it has been invited; with `isForum` a supergroup whose members open topics. */
  group(input: { id: number; title: string; type?: 'group' | 'supergroup' | 'channel'; isForum?: boolean; bot?: string }): TelegramGroup
  /** A person lets the bot act for their own account. */
  business(input: { id: string; owner: TelegramPerson; bot?: string }): TelegramBusiness
  /** Any update of any kind; it gets the next update_id unless it has one. */
  deliver(kind: string, value: unknown, bot?: string): Promise<void>
  deliveries(): WebhookDelivery[]
  idle(): Promise<void>
  reset(): void
}

export async function startTelegramEmulator(options: TelegramEmulatorOptions = {}): Promise<TelegramEmulator> {
  const clock = options.clock ?? Date.now
  const ledger = createLedger(options.ledger)
  const faults = createFaults()
  const book = createPhoneBook(clock)
  const network = createNetwork(clock, book)
  const compression = options.timeCompression ?? 1
  const sender = createWebhookSender({
    clock,
    faults,
    isAccepted: (status) => status >= 200 && status < 300,
    // One attempt at a time: the queue of the bot decides when the next one is due.
    retryDelay: () => undefined,
    timeoutMs: Math.max(30_000 / compression, 1000),
  })
  const updates = createUpdates(network, sender, (attempt) => Math.min(1000 * 2 ** (attempt - 1), 60_000) / compression)

  function botFor(username?: string): Bot {
    const bots = [...network.bots.values()]
    const bot = username === undefined ? bots[0] : bots.find((one) => one.username === username)
    if (!bot) throw new Error('no such bot has been provisioned')
    return bot
  }

  function botOf(token: string): Bot {
    const bot = [...network.bots.values()].find((one) => one.token === token)
    if (!bot) throw new TelegramError(401, 'Unauthorized')
    return bot
  }

  async function call(exchange: Exchange): Promise<Answer> {
    const [token = '', name = ''] = exchange.params
    const context = {
      network,
      bot: botOf(token),
      updates,
      exchange,
      allowHttpWebhook: options.allowHttpWebhook ?? false,
      localFolder: options.localFolder,
    }
    return { status: 200, json: { ok: true, result: await callMethod(context, name) } }
  }

  function download(exchange: Exchange): Answer {
    const [token = '', path = ''] = exchange.params
    botOf(token)
    const file = [...network.files.values()].find((one) => one.path === path)
    if (!file) throw new TelegramError(404, 'Not Found')
    return { status: 200, bytes: file.bytes, headers: { 'content-type': 'application/octet-stream' } }
  }

  function provision(input: TelegramProvision): { id: number } {
    const { token, username, name } = provisionSchema.parse(input)
    const id = Number(token.split(':')[0])
    const fresh: Bot = {
      id,
      token,
      username,
      name,
      webhook: undefined,
      allowedUpdates: undefined,
      queue: [],
      lastError: undefined,
      commands: new Map(),
      waiting: undefined,
      sending: 0,
    }
    network.bots.set(id, Object.assign(network.bots.get(id) ?? fresh, { token, username, name }))
    return { id }
  }

  function customer(input: Parameters<TelegramEmulator['customer']>[0]): TelegramCustomer {
    const id = input.id ?? 5_000_000_000 + network.people.size + 1
    const known = network.people.get(id)
    const person: TelegramPerson = known ?? { id, firstName: input.name ?? `Customer ${id}`, started: new Set(), blocked: new Set() }
    if (input.name !== undefined) person.firstName = input.name
    if (input.lastName !== undefined) person.lastName = input.lastName
    if (input.username !== undefined) person.username = input.username
    if (input.languageCode !== undefined) person.languageCode = input.languageCode
    network.people.set(id, person)
    const bot = botFor(input.bot)
    book.thread(String(bot.id), String(id))
    return createTelegramCustomer({ network, bot, person, updates })
  }

  function group(input: Parameters<TelegramEmulator['group']>[0]): TelegramGroup {
    const known = network.people.get(input.id)
    const fresh: TelegramPerson = {
      id: input.id,
      firstName: input.title,
      started: new Set(),
      blocked: new Set(),
      group: {
        title: input.title,
        type: input.isForum ? 'supergroup' : (input.type ?? 'group'),
        ...(input.isForum && { topics: new Map() }),
      },
    }
    network.people.set(input.id, known ?? fresh)
    const bot = botFor(input.bot)
    // A forum's first message is that it was made; no topic can have its number.
    if (!known && input.isForum) network.nextMessageId.set(`${bot.id}/${input.id}`, 1)
    return createTelegramGroup({ network, bot, updates, group: known ?? fresh })
  }

  function business({ id, owner, bot: username }: Parameters<TelegramEmulator['business']>[0]): TelegramBusiness {
    const bot = botFor(username)
    const known = network.businesses.get(id)
    const connection = known ?? { id, botId: bot.id, owner, isEnabled: true, canReply: true, heardAt: new Map() }
    network.businesses.set(id, connection)
    const announced = known ? Promise.resolve() : announceBusiness(network, updates, bot, connection)
    return createTelegramBusiness({ network, bot, updates, connection, announced })
  }

  function reset(): void {
    ledger.clear()
    faults.clear()
    book.clear()
    sender.clear()
    network.people.clear()
    network.files.clear()
    network.messages.clear()
    network.callbacks.clear()
    network.businesses.clear()
    for (const bot of network.bots.values()) bot.queue = []
  }

  const server = await startHttpServer({
    provider: 'telegram',
    port: options.port,
    host: options.host,
    clock,
    ledger,
    faults,
    routes: () => [
      { method: '*', pattern: /^\/bot([^/]+)\/([A-Za-z]+)$/, handle: call },
      { method: 'GET', pattern: /^\/file\/bot([^/]+)\/(.+)$/, handle: download },
      ...controlRoutes({
        ledger,
        faults,
        reset,
        provision: { schema: provisionSchema, apply: (input) => provision(input as TelegramProvision) },
      }),
      ...phoneRoutes(book, phoneBackend(network, customer)),
    ],
    refuse: refuseTelegram,
    answerFault: (fault) => faultEnvelope(fault.status ?? 500, fault.retryAfter),
    notFound: () => refuseTelegram(new TelegramError(404, 'Not Found')),
    redactPath: (path) => path.replace(/\/bot(\d+):[^/]+/, '/bot$1:[redacted]'),
  })

  return {
    ...server,
    ledger,
    faults,
    book,
    network,
    provision,
    customer,
    group,
    business,
    deliver: (kind, value, bot) => updates.publish(botFor(bot), kind, value),
    deliveries: () => sender.deliveries(),
    idle: () => sender.idle(),
    reset,
    async close() {
      updates.close()
      sender.close()
      await server.close()
    },
  }
}
