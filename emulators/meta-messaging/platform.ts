import { createHash, randomBytes } from 'node:crypto'
import type { PhoneBook } from '../phone/phone-book.ts'
import { createFileStore, type FileStore } from './file-store.ts'
import { createRateLimits, type RateLimitOptions, type RateLimits } from './rate-limits.ts'
import { createTokens, type Tokens } from './tokens.ts'
import type { WebhookObject } from './webhook-fields.ts'

export type Product = 'messenger' | 'instagram'

export interface App {
  id: string
  secret: string
  name: string
  /** An app with Instagram login has an id and a secret of their own for it. */
  instagramAppId: string
  instagramSecret: string
  /** Nowhere written which of the two secrets signs `object:"instagram"`. */
  signsInstagramWith: 'app' | 'instagram'
  webhooks: Map<WebhookObject, AppWebhook>
  redirectUris: string[] | undefined
  deauthorizeUrl: string | undefined
  deletionUrl: string | undefined
  /** Takes calls with an `appsecret_proof` only. */
  requiresProof: boolean
}

export interface AppWebhook {
  url: string
  fields: Set<string>
}

/** A Facebook page, or an Instagram professional account. */
export interface Account {
  product: Product
  id: string
  name: string
  username: string | undefined
  category: string
  /** What `id` is in `/me` by Instagram login; everywhere else `id` is the account's own. */
  scopedId: string
  /** Of an Instagram account: the page through which it is reached by Facebook login. */
  pageId: string | undefined
  /** Of a page: the Instagram account behind it. */
  instagramId: string | undefined
  /** Fields by the app that is subscribed to them. */
  subscriptions: Map<string, Set<string>>
  /** Who answers when nobody has the conversation; without one every app hears everything. */
  defaultAppId: string | undefined
  isBlockedByPolicy: boolean
  /** While it lies ahead every call is refused as too many. */
  throttledUntil: number
  messengerProfile: Map<string, unknown>
}

/** A human being; every account knows them by an id of its own. */
export interface Person {
  key: string
  name: string
  username: string | undefined
  phone: string | undefined
  email: string | undefined
  ids: Map<string, string>
  /** Accounts that they have blocked. */
  blocks: Set<string>
  /** Region or settings keep the name from businesses. */
  hidesProfile: boolean
  photoId: string | undefined
}

export interface Thread {
  account: Account
  person: Person
  scopedId: string
  /** When the person last did what opens the window. */
  lastInboundAt: number | undefined
  owner: { appId: string; until: number } | undefined
}

/** What somebody wrote below a post. It can be answered to its author alone, once. */
export interface PostComment {
  id: string
  account: Account
  person: Person
  postId: string
  at: number
  isAnswered: boolean
}

export interface KnownMessage {
  mid: string
  thread: Thread
  direction: 'inbound' | 'outbound'
  at: number
  text: string | undefined
  edits: number
}

export interface Platform {
  clock: () => number
  /** Of the running server: files have whole addresses in events. */
  baseUrl: () => string
  book: PhoneBook
  apps: Map<string, App>
  accounts: Map<string, Account>
  people: Map<string, Person>
  /** By `accountId/scopedId`. */
  threads: Map<string, Thread>
  messages: Map<string, KnownMessage>
  comments: Map<string, PostComment>
  /** Of receipts, by `accountId/number`. */
  orderNumbers: Set<string>
  tokens: Tokens
  files: FileStore
  limits: RateLimits
  /** Names of webhook fields that this version does not take. */
  refusedFields: ReadonlySet<string>
  /** Whether the apps' use of the tag for people has been approved. */
  mayTagPeople: boolean
}

export function createPlatform(options: {
  clock: () => number
  baseUrl: () => string
  book: PhoneBook
  limits: RateLimitOptions
}): Platform {
  const { clock, baseUrl, book } = options
  return {
    clock,
    baseUrl,
    book,
    apps: new Map(),
    accounts: new Map(),
    people: new Map(),
    threads: new Map(),
    messages: new Map(),
    comments: new Map(),
    orderNumbers: new Set(),
    tokens: createTokens(clock),
    files: createFileStore(clock),
    limits: createRateLimits(clock, options.limits),
    refusedFields: new Set(),
    mayTagPeople: true,
  }
}

/** The thread of a person with an account; made when they first meet. */
export function threadOf(platform: Platform, account: Account, person: Person): Thread {
  const scopedId = scopedIdOf(account, person)
  const key = `${account.id}/${scopedId}`
  const known = platform.threads.get(key)
  if (known) return known
  const thread: Thread = { account, person, scopedId, lastInboundAt: undefined, owner: undefined }
  platform.threads.set(key, thread)
  return thread
}

/** PSID or IGSID: the same person is another id to another account. */
function scopedIdOf(account: Account, person: Person): string {
  const known = person.ids.get(account.id)
  if (known) return known
  const digits = createHash('sha256').update(`${account.id} ${person.key}`).digest().readBigUInt64BE(0).toString()
  const id = `${account.product === 'messenger' ? '7' : '9'}${digits.padStart(15, '0').slice(0, 15)}`
  person.ids.set(account.id, id)
  return id
}

export function newMid(product: Product): string {
  return product === 'messenger' ? `m_${randomBytes(48).toString('base64url')}` : `aWdfZAG1f${randomBytes(60).toString('base64url')}`
}

const keptMessages = 200_000

export function rememberMessage(platform: Platform, message: Omit<KnownMessage, 'edits'>): void {
  platform.messages.set(message.mid, { ...message, edits: 0 })
  if (platform.messages.size <= keptMessages) return
  const [oldest] = platform.messages.keys()
  if (oldest !== undefined) platform.messages.delete(oldest)
}

/** App ids are numbers in events, as far as JSON can carry them. */
export function numericId(id: string): number | string {
  return Number.isSafeInteger(Number(id)) ? Number(id) : id
}
