import { controlRoutes } from '../control-routes.ts'
import { createFaults, type Faults } from '../faults.ts'
import { type RunningServer, startHttpServer } from '../http-server.ts'
import { createLedger, type Ledger, type LedgerLimits } from '../ledger.ts'
import { toEscapedJson } from '../meta/sign-webhook.ts'
import { type SignedRequestClaims, type SignedRequestFlaw, signRequest } from '../meta/signed-request.ts'
import { createPhoneBook, type PhoneBook } from '../phone/phone-book.ts'
import { phoneRoutes } from '../phone/phone-routes.ts'
import { createWebhookSender, type WebhookDelivery } from '../webhook-sender.ts'
import { enforcePolicy, writeAsBusiness } from './act-as-business.ts'
import { type CallbackAnswer, type CallbackInput, postSignedRequest } from './app-callbacks.ts'
import { unknownObject } from './authorize.ts'
import type { WindowErrors } from './check-window.ts'
import { createMetaCustomer, type MetaCustomer } from './customer.ts'
import { findAccount, findApp, makePerson, type PersonInput } from './find-parts.ts'
import { faultEnvelope, refuseMeta } from './graph-error.ts'
import { createHandover } from './handover.ts'
import type { InstagramTokenShape } from './instagram-oauth.ts'
import type { LoginAnswer } from './login-routes.ts'
import { metaRoutes } from './meta-routes.ts'
import { phoneBackend } from './phone-backend.ts'
import { createPlatform, type Platform, threadOf } from './platform.ts'
import { createProgress, type ProgressOptions } from './progress.ts'
import { type MetaProvision, provisionMeta, provisionSchema } from './provision.ts'
import type { RateLimitOptions } from './rate-limits.ts'
import type { TokenSubcode } from './tokens.ts'
import { createWebhooks } from './webhooks.ts'

export interface MetaMessagingEmulatorOptions {
  port?: number
  host?: '127.0.0.1'
  clock?: () => number
  progress?: Partial<ProgressOptions>
  limits?: RateLimitOptions
  /** How a closed window is told: code 10 with a subcode, or code 1545041. */
  windowErrors?: WindowErrors
  /** The hour of webhook retries passes this many times faster. */
  timeCompression?: number
  instagramTokenShape?: InstagramTokenShape
  /** Names of webhook fields that are refused all the same: Meta's pages spell some in two ways, and which of them a version takes is written nowhere. */
  refusedFields?: readonly string[]
  /** False: the feature "Human Agent" has not been approved, and a message with its tag is refused. */
  mayTagPeople?: boolean
  ledger?: Partial<LedgerLimits>
}

/** graph.facebook.com, graph.instagram.com and api.instagram.com in one server: the token tells which one is meant. */
export interface MetaMessagingEmulator extends RunningServer {
  ledger: Ledger
  faults: Faults
  book: PhoneBook
  platform: Platform
  provision(input: MetaProvision): Promise<{ ok: true }>
  /** The same key (or the same id with the account) is the same person; `account` is needed only with several. */
  customer(input?: PersonInput & { account?: string }): MetaCustomer
  /** Any webhook body, ASCII-escaped and signed with the app's secret unless another is given. */
  deliver(body: { object: 'page' | 'instagram' } & Record<string, unknown>, options?: { appId?: string; secret?: string }): Promise<void>
  /** All that happens inside goes out as one body with many entries. */
  batch(act: () => void | Promise<void>): Promise<void>
  /** Somebody of the business answers in the page's inbox or on the phone. */
  writeAsBusiness(customer: MetaCustomer, text: string): Promise<{ id: string }>
  /** Another app of the account takes the conversation; null gives it back to nobody. */
  setOwner(customer: MetaCustomer, appId: string | null): Promise<void>
  /** Conversation routing: who answers while nobody has the conversation. Null switches routing off. */
  setDefaultApp(accountId: string, appId: string | null): void
  enforcePolicy(action: 'warning' | 'block' | 'unblock', reason: string, accountId?: string): Promise<void>
  /** From now on the account's tokens are refused: 463 expired, 458 app removed… Null mends them. */
  breakToken(accountId: string, subcode: TokenSubcode | null): void
  /** Every call for the account is refused as too many (80006, 80002) for so long; 0 ends it. */
  throttle(accountId: string, minutes: number): void
  /** Moves the emulator's clock on: windows close, tokens and addresses of files expire. */
  passTime(ms: number): void
  /** How the next person answers a login dialog. */
  answerNextLogin(answer: LoginAnswer): void
  signedRequest(claims: SignedRequestClaims, options?: { appId?: string; flaw?: SignedRequestFlaw }): string
  deauthorize(input: CallbackInput): Promise<CallbackAnswer>
  requestDeletion(input: CallbackInput): Promise<CallbackAnswer>
  deliveries(): WebhookDelivery[]
  /** Resolves once no webhook is under way or about to be. */
  idle(): Promise<void>
  reset(): void
}

/** At once, then a few more times with growing pauses, and after an hour never again (…/messenger-platform/webhooks). */
function retryDelay(compression: number): (attempt: number, sinceFirstMs: number) => number | undefined {
  return (attempt, sinceFirstMs) => {
    if (sinceFirstMs * compression > 3600_000) return undefined
    return attempt === 1 ? 0 : Math.min(5000 * 2 ** (attempt - 2), 600_000) / compression
  }
}

const progressDefaults: ProgressOptions = { echoAfterMs: 20, deliveredAfterMs: 60, readAfterMs: 60, autoRead: false, enabled: true }

export async function startMetaMessagingEmulator(options: MetaMessagingEmulatorOptions = {}): Promise<MetaMessagingEmulator> {
  let passedMs = 0
  const clock = () => (options.clock ?? Date.now)() + passedMs
  const ledger = createLedger(options.ledger)
  const faults = createFaults()
  const book = createPhoneBook(clock)
  const platform = createPlatform({ clock, baseUrl: () => server.url, book, limits: options.limits ?? {} })
  platform.refusedFields = new Set(options.refusedFields)
  platform.mayTagPeople = options.mayTagPeople ?? true
  const compression = options.timeCompression ?? 1
  const sender = createWebhookSender({
    clock,
    faults,
    isAccepted: (status) => status === 200,
    retryDelay: retryDelay(compression),
    timeoutMs: Math.max(5000 / compression, 1000),
  })
  const webhooks = createWebhooks(platform, sender)
  const handover = createHandover(platform, webhooks)
  const progress = createProgress(platform, webhooks, { ...progressDefaults, ...options.progress })
  book.onView((accountId, personKey) => progress.readAll(accountId, personKey))

  let nextLogin: LoginAnswer = {}
  function takeLogin(): LoginAnswer {
    const answer = nextLogin
    nextLogin = {}
    return answer
  }

  const threadWith = ({ person, account }: MetaCustomer) => threadOf(platform, findAccount(platform, account), person)

  const emulator: Omit<MetaMessagingEmulator, keyof RunningServer> = {
    ledger,
    faults,
    book,
    platform,
    provision: (input) => provisionMeta(platform, input),
    customer({ account: accountId, ...input } = {}) {
      const account = findAccount(platform, accountId)
      const person = makePerson(platform, account, input)
      book.thread(account.id, person.key)
      return createMetaCustomer({ platform, webhooks, thread: threadOf(platform, account, person) })
    },
    deliver: (body, { appId, secret } = {}) =>
      webhooks.sendRaw(findApp(platform, appId), body.object, Buffer.from(toEscapedJson(body)), secret),
    batch: (act) => webhooks.batch(act),
    writeAsBusiness: (customer, text) => writeAsBusiness({ platform, webhooks, handover }, threadWith(customer), text),
    async setOwner(customer, appId) {
      const thread = threadWith(customer)
      if (appId === null) thread.owner = undefined
      else await handover.take(thread, appId)
    },
    setDefaultApp(accountId, appId) {
      findAccount(platform, accountId).defaultAppId = appId ?? undefined
    },
    enforcePolicy: (action, reason, accountId) => enforcePolicy({ platform, webhooks }, findAccount(platform, accountId), action, reason),
    breakToken(accountId, subcode) {
      for (const token of platform.tokens.ofAccount(accountId)) token.problem = subcode ?? undefined
    },
    throttle(accountId, minutes) {
      findAccount(platform, accountId).throttledUntil = clock() + minutes * 60_000
    },
    passTime(ms) {
      passedMs += ms
    },
    answerNextLogin(answer) {
      nextLogin = answer
    },
    signedRequest: (claims, { appId, flaw } = {}) => signRequest(claims, findApp(platform, appId).secret, flaw),
    deauthorize: (input) => postSignedRequest(platform, findApp(platform, input.appId), 'deauthorize', input),
    requestDeletion: (input) => postSignedRequest(platform, findApp(platform, input.appId), 'deletion', input),
    deliveries: () => sender.deliveries(),
    async idle() {
      await progress.idle()
      await sender.idle()
    },
    reset() {
      for (const part of [
        ledger,
        faults,
        book,
        sender,
        platform.people,
        platform.threads,
        platform.messages,
        platform.comments,
        platform.orderNumbers,
        platform.files,
        platform.limits,
      ]) {
        part.clear()
      }
    },
  }

  const server = await startHttpServer({
    provider: 'meta-messaging',
    port: options.port,
    host: options.host,
    clock,
    ledger,
    faults,
    routes: () => [
      ...controlRoutes({
        ledger,
        faults,
        reset: emulator.reset,
        provision: { schema: provisionSchema, apply: (input) => emulator.provision(input as MetaProvision) },
      }),
      ...phoneRoutes(book, phoneBackend(platform, emulator.customer)),
      ...metaRoutes(
        { platform, progress, handover, windowErrors: options.windowErrors ?? 10 },
        { takeLogin, instagramTokenShape: options.instagramTokenShape ?? 'list' },
      ),
    ],
    refuse: refuseMeta,
    answerFault: (fault) => ({ status: fault.status ?? 500, json: faultEnvelope(fault.status ?? 500, fault.code) }),
    notFound: (exchange) => refuseMeta(unknownObject(exchange, exchange.path)),
  })

  return {
    ...emulator,
    ...server,
    async close() {
      progress.close()
      sender.close()
      await server.close()
    },
  }
}
