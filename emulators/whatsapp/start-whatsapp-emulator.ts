import { checked, controlRoutes } from '../control-routes.ts'
import { createFaults, type Faults } from '../faults.ts'
import { type RunningServer, startHttpServer } from '../http-server.ts'
import { createLedger, type Ledger, type LedgerLimits } from '../ledger.ts'
import { toEscapedJson } from '../meta/sign-webhook.ts'
import { createPhoneBook, type PhoneBook } from '../phone/phone-book.ts'
import { phoneRoutes } from '../phone/phone-routes.ts'
import { createWebhookSender, type WebhookDelivery } from '../webhook-sender.ts'
import { unknownObject } from './authorize.ts'
import { type Cloud, createCloud, newMessageId, type Person, type ProvisionedNumber, type Template, userIdFor } from './cloud.ts'
import { createWhatsAppCustomer, type WhatsAppCustomer } from './customer.ts'
import { fetchLinkedMedia } from './fetch-linked-media.ts'
import { faultEnvelope, refuseGraph } from './graph-error.ts'
import { graphRoutes } from './graph-routes.ts'
import { inboundChange } from './inbound-change.ts'
import { loginRoutes } from './login-routes.ts'
import type { StoredMedia } from './media-store.ts'
import { phoneBackend } from './phone-backend.ts'
import { provisionNumber, provisionSchema, type WhatsAppProvision } from './provision-number.ts'
import type { RateLimitOptions } from './rate-limits.ts'
import { sendMessage } from './send-message.ts'
import { createStatuses, type StatusOptions } from './statuses.ts'
import { createTemplateReviews, type ReviewOptions, type TemplateReviews, templateChangeSchema } from './template-reviews.ts'
import { type Change, createWebhooks } from './webhooks.ts'

export interface WhatsAppEmulatorOptions {
  port?: number
  host?: '127.0.0.1'
  clock?: () => number
  statuses?: Partial<StatusOptions>
  limits?: RateLimitOptions
  /** Whether a closed 24-hour window is refused at once or reported later; the real API does both. */
  windowErrors?: 'sync' | 'async'
  /** Seven days of webhook retries pass this many times faster. */
  timeCompression?: number
  /** Fetch media that is sent by link, and fail the message when it cannot be had; on by default. */
  fetchLinks?: boolean
  /** How templates are reviewed: approved after a moment unless said otherwise. */
  reviews?: Partial<ReviewOptions>
  ledger?: Partial<LedgerLimits>
  /** With it businesses can sign in (Embedded Signup). */
  app?: { id: string; secret: string }
}

export interface WhatsAppEmulator extends RunningServer {
  ledger: Ledger
  faults: Faults
  book: PhoneBook
  cloud: Cloud
  provision(input: WhatsAppProvision): Promise<{ ok: true }>
  addTemplate(businessAccountId: string, template: Template): void
  reviews: TemplateReviews
  /** The same phone is the same person; `to` is needed only with several numbers. */
  customer(input: {
    phone: string
    name?: string
    userId?: string
    parentUserId?: string
    username?: string
    hidesNumber?: boolean
    dialled?: readonly string[]
    to?: string
  }): WhatsAppCustomer
  /** Any webhook body, ASCII-escaped and signed (with the number's secret unless another is given). */
  deliver(body: unknown, options?: { phoneNumberId?: string; appSecret?: string }): Promise<void>
  /** Any change of any field for a number, in the usual envelope. */
  deliverChanges(changes: Change[], phoneNumberId?: string): Promise<void>
  /** All that customers send inside goes out as one body. */
  batch(act: () => void | Promise<void>): Promise<void>
  /** A person of the business answers on its phone (`smb_message_echoes`). */
  echo(customer: WhatsAppCustomer, text: string, phoneNumberId?: string): Promise<{ id: string }>
  /** From now on the token is refused: 463 expired, 458 app removed. Null mends it. */
  breakToken(phoneNumberId: string, subcode: 458 | 460 | 463 | 467 | null): void
  deliveries(): WebhookDelivery[]
  /** Resolves once no webhook is under way. */
  idle(): Promise<void>
  reset(): void
}

/** Retries double from one second up to an hour, for seven days (…/whatsapp/webhooks/overview). */
function retryDelay(compression: number): (attempt: number, sinceFirstMs: number) => number | undefined {
  return (attempt, sinceFirstMs) =>
    sinceFirstMs * compression > 7 * 24 * 3600_000 ? undefined : Math.min(1000 * 2 ** (attempt - 1), 3600_000) / compression
}

export async function startWhatsAppEmulator(options: WhatsAppEmulatorOptions = {}): Promise<WhatsAppEmulator> {
  const clock = options.clock ?? Date.now
  const ledger = createLedger(options.ledger)
  const faults = createFaults()
  const book = createPhoneBook(clock)
  const cloud = createCloud({ clock, book, limits: options.limits ?? {} })
  cloud.app = options.app
  const compression = options.timeCompression ?? 1
  const sender = createWebhookSender({
    clock,
    faults,
    isAccepted: (status) => status === 200,
    retryDelay: retryDelay(compression),
    timeoutMs: Math.max(10_000 / compression, 1000),
  })
  const webhooks = createWebhooks(cloud, sender)
  const reviews = createTemplateReviews(cloud, webhooks, { afterMs: 300, verdict: 'approve', ...options.reviews })
  const fetchLink = options.fetchLinks === false ? async () => undefined : fetchLinkedMedia
  const statuses = createStatuses(
    cloud,
    webhooks,
    { sentAfterMs: 20, deliveredAfterMs: 60, readAfterMs: 60, autoRead: false, readsAtOnce: false, enabled: true, ...options.statuses },
    fetchLink,
  )
  book.onView((account, waId) => statuses.readAll(account, waId))

  let collecting: { number: ProvisionedNumber; person: Person; body: Record<string, unknown> }[] | undefined
  let flushed: Promise<void> | undefined
  let flush = () => {}

  function numberFor(phoneNumberId?: string): ProvisionedNumber {
    const number = phoneNumberId === undefined ? [...cloud.numbers.values()][0] : cloud.numbers.get(phoneNumberId)
    if (!number) throw new Error('no such phone number has been provisioned')
    return number
  }

  async function carry(number: ProvisionedNumber, person: Person, body: Record<string, unknown>): Promise<void> {
    if (collecting) {
      collecting.push({ number, person, body })
      return flushed
    }
    await webhooks.send(number, [inboundChange(number, [{ person, body }])])
  }

  const mediaUrl = (media: StoredMedia) => `${server.url}${cloud.media.issuePath(media)}`

  const emulator: Omit<WhatsAppEmulator, keyof RunningServer> = {
    ledger,
    faults,
    book,
    cloud,
    reviews,
    provision: (input) => provisionNumber(cloud, input),
    addTemplate(businessAccountId, template) {
      // A copy: it is given an id of its own.
      cloud.accounts.get(businessAccountId)?.templates.push({ ...template })
    },
    customer({ phone, name, to, ...rest }) {
      const waId = phone.replace(/\D/g, '')
      const known = cloud.people.get(waId)
      const person: Person = known ?? { waId, userId: userIdFor(waId), name: name ?? `+${waId}`, hidesNumber: false, reachable: true }
      Object.assign(person, rest, name === undefined ? {} : { name })
      cloud.people.set(waId, person)
      const number = numberFor(to)
      book.thread(number.phoneNumberId, waId)
      const announce = (to: ProvisionedNumber, change: Change) => webhooks.send(to, [change])
      return createWhatsAppCustomer({ cloud, number, person, carry, mediaUrl, tell: statuses.tell, announce })
    },
    deliver: (body, { phoneNumberId, appSecret } = {}) =>
      webhooks.sendRaw(numberFor(phoneNumberId), Buffer.from(toEscapedJson(body)), appSecret),
    deliverChanges: (changes, phoneNumberId) => webhooks.send(numberFor(phoneNumberId), changes),
    async batch(act) {
      flushed = new Promise((resolve) => {
        flush = resolve
      })
      collecting = []
      await act()
      const collected = collecting
      collecting = undefined
      for (const number of new Set(collected.map((one) => one.number))) {
        await webhooks.send(number, [
          inboundChange(
            number,
            collected.filter((one) => one.number === number),
          ),
        ])
      }
      flush()
    },
    async echo(customer, text, phoneNumberId) {
      const number = numberFor(phoneNumberId)
      const id = newMessageId()
      const from = number.displayPhoneNumber.replace(/\D/g, '')
      const message = {
        from,
        to: customer.person.waId,
        to_user_id: customer.person.userId,
        id,
        timestamp: String(Math.floor(clock() / 1000)),
        type: 'text',
        text: { body: text },
      }
      book.put(number.phoneNumberId, customer.person.waId, {
        id,
        direction: 'in',
        kind: 'text',
        text,
        at: clock(),
        status: 'delivered',
        raw: message,
      })
      const value = {
        messaging_product: 'whatsapp',
        metadata: { display_phone_number: from, phone_number_id: number.phoneNumberId },
        message_echoes: [message],
      }
      await webhooks.send(number, [{ field: 'smb_message_echoes', value }])
      return { id }
    },
    breakToken(phoneNumberId, subcode) {
      const message = 'Error validating access token: the session is no longer valid'
      numberFor(phoneNumberId).tokenProblem = subcode === null ? undefined : { subcode, message }
    },
    deliveries: () => sender.deliveries(),
    idle: () => sender.idle(),
    reset() {
      ledger.clear()
      faults.clear()
      book.clear()
      sender.clear()
      cloud.messages.clear()
      cloud.lastInbound.clear()
      cloud.people.clear()
      cloud.media.clear()
      cloud.examples.clear()
      cloud.limits.clear()
    },
  }

  const server = await startHttpServer({
    provider: 'whatsapp',
    port: options.port,
    host: options.host,
    clock,
    ledger,
    faults,
    routes: () => [
      {
        method: 'POST',
        pattern: /^(?:\/v\d+\.\d+)?\/(\d+)\/messages$/,
        handle: sendMessage(cloud, statuses, options.windowErrors ?? 'sync'),
      },
      ...loginRoutes(cloud),
      ...controlRoutes({
        ledger,
        faults,
        reset: emulator.reset,
        provision: { schema: provisionSchema, apply: (input) => emulator.provision(input as WhatsAppProvision) },
      }),
      {
        method: 'POST',
        pattern: /^\/_templates$/,
        internal: true,
        handle: ({ body }) => checked(templateChangeSchema, body.json, (change) => reviews.decide(change)),
      },
      ...phoneRoutes(book, phoneBackend(cloud, emulator)),
      ...graphRoutes(cloud, () => server.url, reviews),
    ],
    refuse: refuseGraph,
    answerFault: (fault) => ({ status: fault.status ?? 500, json: faultEnvelope(fault.status ?? 500, fault.code) }),
    notFound: (exchange) => refuseGraph(unknownObject(exchange.path, exchange)),
  })

  return {
    ...emulator,
    ...server,
    async close() {
      statuses.close()
      reviews.close()
      sender.close()
      await server.close()
    },
  }
}
