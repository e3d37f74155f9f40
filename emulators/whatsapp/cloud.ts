import { createHash, randomBytes } from 'node:crypto'
import type { PhoneBook } from '../phone/phone-book.ts'
import { createExampleStore, type ExampleStore } from './example-store.ts'
import { createMediaStore, type MediaStore } from './media-store.ts'
import { createRateLimits, type RateLimitOptions, type RateLimits } from './rate-limits.ts'

export interface ProvisionedNumber {
  phoneNumberId: string
  businessAccountId: string
  accessToken: string
  appSecret: string
  displayPhoneNumber: string
  verifiedName: string
  /** Prefixed to recipients written without `+`, as the real API does; without it they are taken as they are. */
  countryCode?: string | undefined
  override?: { url: string; verifyToken: string } | undefined
  tokenProblem?: { subcode: number; message: string } | undefined
  profile: Record<string, unknown>
  /** False for a number that nobody has registered, or that was taken elsewhere. */
  isRegistered?: boolean
  /** Of its two-step verification, once it has one. */
  pin?: string
  quality?: 'GREEN' | 'YELLOW' | 'RED'
}

export interface BusinessAccount {
  id: string
  subscribed: boolean
  webhookUrl?: string | undefined
  verifyToken?: string | undefined
  override?: { url: string; verifyToken: string } | undefined
  templates: Template[]
  /** The products that can be sent, by the shop's own ids. */
  catalog?: { id: string; products: string[] } | undefined
  /** Names of approved templates that were deleted, by when: they cannot be taken again for 30 days. */
  deletedTemplates?: Map<string, number> | undefined
}

export interface Template {
  name: string
  language: string
  category: 'utility' | 'marketing' | 'authentication'
  status: 'APPROVED' | 'PENDING' | 'REJECTED' | 'PAUSED' | 'DISABLED' | 'ARCHIVED'
  /** The body, with `{{1}}` or `{{name}}` for its parameters. */
  body: string
  /** Given on first use where it is missing. */
  id?: string | undefined
  /** All parts in the API's own shape; without them there is only the body. */
  components?: Record<string, unknown>[] | undefined
  parameterFormat?: 'POSITIONAL' | 'NAMED' | undefined
  quality?: 'GREEN' | 'YELLOW' | 'RED' | undefined
  rejectedReason?: string | undefined
  /** When it was edited while it was approved. */
  edits?: number[] | undefined
}

export interface Person {
  waId: string
  userId: string
  parentUserId?: string | undefined
  username?: string | undefined
  name: string
  /** A username without a shared number: `from`, `wa_id` and `recipient_id` are then left out. */
  hidesNumber: boolean
  /** Numbers that lead to them though WhatsApp knows them by another (Brazil, Mexico). */
  dialled?: readonly string[] | undefined
  /** False once they blocked or left: sends fail with 131026. */
  reachable: boolean
  /** The numbers whose offers they no longer want: marketing templates fail with 131050. */
  refusesMarketingOf?: Set<string>
}

/** One message in either direction, as far as later calls refer to it. */
export interface KnownMessage {
  id: string
  phoneNumberId: string
  waId: string
  direction: 'inbound' | 'outbound'
  type: string
  at: number
}

export interface Cloud {
  clock: () => number
  book: PhoneBook
  /** The app with which businesses sign in; none: nobody can. */
  app?: { id: string; secret: string } | undefined
  numbers: Map<string, ProvisionedNumber>
  accounts: Map<string, BusinessAccount>
  people: Map<string, Person>
  messages: Map<string, KnownMessage>
  /** When a person last wrote to a number, by `phoneNumberId/waId`. */
  lastInbound: Map<string, number>
  media: MediaStore
  /** Files for those who review templates. */
  examples: ExampleStore
  limits: RateLimits
}

export function createCloud(options: { clock: () => number; book: PhoneBook; limits: RateLimitOptions }): Cloud {
  return {
    clock: options.clock,
    book: options.book,
    numbers: new Map(),
    accounts: new Map(),
    people: new Map(),
    messages: new Map(),
    lastInbound: new Map(),
    media: createMediaStore(options.clock),
    examples: createExampleStore(options.clock),
    limits: createRateLimits(options.clock, options.limits),
  }
}

export function newMessageId(): string {
  return `wamid.${randomBytes(30).toString('base64').replaceAll('+', 'A').replaceAll('/', 'B')}`
}

/** A business-scoped user id: country code, dot, digits; the same for the same person and portfolio. */
export function userIdFor(waId: string): string {
  const digest = createHash('sha256').update(`bsuid ${waId}`).digest()
  return `US.${digest.readBigUInt64BE(0).toString()}`
}

const keptMessages = 200_000

export function rememberMessage(cloud: Cloud, message: KnownMessage): void {
  cloud.messages.set(message.id, message)
  if (cloud.messages.size <= keptMessages) return
  for (const id of cloud.messages.keys()) {
    cloud.messages.delete(id)
    if (cloud.messages.size <= keptMessages * 0.9) break
  }
}

export function findPersonByNumber(cloud: Cloud, digits: string): Person | undefined {
  return cloud.people.get(digits) ?? [...cloud.people.values()].find((person) => person.dialled?.includes(digits))
}

export function findPersonByUserId(cloud: Cloud, userId: string): Person | undefined {
  for (const person of cloud.people.values()) {
    if (person.userId === userId || person.parentUserId === userId) return person
  }
  return undefined
}
