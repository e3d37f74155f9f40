import type { Readable } from 'node:stream'
import type { z } from 'zod'
import type { Capabilities } from '../../../contract/channels.ts'
import type { SendError } from '../../../contract/messages.ts'
import type { FieldWords } from './field-words.ts'
import type { HealthCheck } from './health-check.ts'
import type { InboundEvent } from './inbound-event.ts'
import type { FileSource, OutboundMessage, ProviderCall, Receipt } from './outbound-message.ts'
import type { ShownCall } from './shown-part.ts'
import type { SignIn } from './sign-in.ts'
import type { Surroundings } from './surroundings.ts'
import type { TemplateManagement } from './template-management.ts'

/** A provider's request as it came in: the raw bytes are what a signature is over. Header names are lower-case. */
export interface RawRequest {
  method: string
  /** Path and query as received. */
  url: string
  query: Record<string, string>
  headers: Record<string, string | undefined>
  body: Buffer
}

/** What an adapter knows of the connection it works for. */
export interface Connection<Settings, Credentials> {
  channelId: string
  workspaceId: string
  settings: Settings
  credentials: Credentials
  /** Where the provider reaches us: `${PUBLIC_URL}/webhooks/<type>/<channelId>`. */
  webhookUrl: string
}

/** `accepted`: go on to parse; `answer`: a challenge, answer it and stop; `refused`: 401/403, nothing is stored. */
export type Verdict =
  | { kind: 'accepted' }
  | { kind: 'answer'; status: number; body: string; contentType?: string }
  | { kind: 'refused'; reason: string; status: 401 | 403 | 404 }

/** How fast an account may send. */
export interface Pace {
  /** Messages. */
  perSecond: number
  burst: number
  /** Sounds and films, where fewer of them are taken. */
  mediaPerSecond?: number
}

/** What a connected account says of itself. */
export interface Account {
  externalId: string
  name: string
  /** Merged into the channel's config (read-only facts: bot username, display number…). */
  details: Record<string, unknown>
}

export interface Profile {
  name: string | null
  username: string | null
}

export interface ChannelAdapter<Settings = unknown, Credentials = unknown> {
  type: string
  /** The provider's own name, for the gallery. */
  title: string
  /** How the gallery draws it: an SVG path on 24 × 24, stroked, and the provider's colour. */
  sign?: { icon: string; color: string }
  capabilities: Capabilities
  settings: z.ZodType<Settings>
  credentials: z.ZodType<Credentials>
  /** Labels and help for the fields of the two schemas, drawn by the wizard; `later`: only by the settings. */
  fields: Record<string, FieldWords>
  /** Credentials that the server makes itself (verify tokens, identity secrets) when none are given. */
  generateCredentials?(): Partial<Credentials>
  /** The account this connection stands for: two connections of one account are refused. Null before `connect` could read it. */
  accountId(connection: Connection<Settings, Credentials>): string | null
  /** Subscribes webhooks and reads the profile. Throws ProviderError with a sentence for people. */
  connect(connection: Connection<Settings, Credentials>): Promise<Account>
  disconnect(connection: Connection<Settings, Credentials>, around?: Surroundings): Promise<void>
  health(connection: Connection<Settings, Credentials>, around?: Surroundings): Promise<HealthCheck[]>
  /** Over the raw bytes, in constant time; also answers challenges. Pure. */
  verify(request: RawRequest, connection: Connection<Settings, Credentials>): Verdict
  /** Pure. Never throws for one bad entry: that becomes `poison`. Throws only when the body as a whole is no body of this provider. */
  parse(request: RawRequest, connection: Connection<Settings, Credentials>): InboundEvent[]
  /** Pure. Whom a body concerns, where one address at the provider may stand for several accounts. */
  route?(body: Buffer): SharedTarget[]
  /** The setting in which connections agree that share an address at the provider: when one goes, the others are looked at. */
  sharesBy?: string
  /** Pure. A body that holds just this one entry of the journal, for `parse` to read again; null where an entry cannot stand alone. */
  restore?(kind: string, raw: unknown, connection: Connection<Settings, Credentials>): Buffer | null
  /** Pure. Degrades by the capabilities, never silently drops. */
  render(message: OutboundMessage, connection: Connection<Settings, Credentials>): ProviderCall[]
  /** Pure. What the customer sees of a call of `render`: shown to the team before sending, and by it is told what became of a message. */
  show(call: ProviderCall): ShownCall
  /** Pure. What a tap brings back of a choice with this id, where a button cannot carry every id as it is. */
  choiceId?(id: string): string
  /** The only call that sends. Throws ProviderError. `files` opens stored files. */
  send(call: ProviderCall, connection: Connection<Settings, Credentials>, files: FileSource, signal?: AbortSignal): Promise<Receipt>
  download?(
    media: Record<string, unknown>,
    connection: Connection<Settings, Credentials>,
    signal?: AbortSignal,
  ): Promise<{ stream: Readable; mimeType: string | null; size: number | null }>
  /** Shows the customer that an answer is being written, and marks their message as read where the provider couples the two. */
  typing?(to: { externalId: string; lastMessageExternalId: string | null }, connection: Connection<Settings, Credentials>): Promise<void>
  /** For how long the provider shows it; 5 s if it is not said. */
  typingMs?: number
  markRead?(to: { externalId: string; lastMessageExternalId: string }, connection: Connection<Settings, Credentials>): Promise<void>
  /** Fetches updates where no webhook can reach us. Runs until the signal aborts; hands over requests shaped as the webhook would be. */
  poll?(connection: Connection<Settings, Credentials>, deliver: (request: RawRequest) => Promise<void>, signal: AbortSignal): Promise<void>
  /** Tells the provider that we have this event, where it waits for that (a tapped button spins until then). Called after the commit; failing is harmless. */
  acknowledge?(event: InboundEvent, connection: Connection<Settings, Credentials>, signal?: AbortSignal): Promise<void>
  /** The snippet for a website. A channel that has one gets a public widget key, and no webhook address. */
  embed?(widgetKey: string, publicUrl: string): string
  /** What the provider knows of a person whose events carry no name. Null where it tells nothing (consent, blocked, gone). */
  profile?(externalId: string, connection: Connection<Settings, Credentials>): Promise<Profile | null>
  /** Only where the installation has an app of its own at the provider. */
  signIn?: SignIn | undefined
  /** New credentials for ones that would expire; null while that is not due. Throws ProviderError. */
  renew?(connection: Connection<Settings, Credentials>): Promise<Credentials | null>
  templates?: TemplateManagement<Settings, Credentials>
  /** Error of the provider → our words. Pure. */
  explain(error: unknown): SendError
  /** What one account takes: the outbox paces by it. */
  pace: Pace
  /** The same where it depends on the account. */
  paceOf?(connection: Connection<Settings, Credentials>): Pace
  /** How long this person may be answered after their last word, where it is not what the capabilities say of everybody. */
  replyWindowMs?(externalId: string): number | null
  /** How long after a crash to wait for a status that proves a send whose receipt we lost; 0 where the provider cannot tell (then it is sent again). */
  reconcileMs: number
}

/** Which connected account a piece of a shared webhook's body is for: by its id, else by the setting that names the account above it. */
export type SharedTarget = { type: string; accountId: string } | { type: string; setting: string; value: string }
