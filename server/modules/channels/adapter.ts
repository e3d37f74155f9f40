import type { Readable } from 'node:stream'
import type { z } from 'zod'
import type { Capabilities } from '../../../contract/channels.ts'
import type {
  AttachmentKind,
  ContactCard,
  Forwarded,
  Interactive,
  LinkedFile,
  Location,
  MessageOrder,
  MessageType,
  Referral,
  SendError,
} from '../../../contract/messages.ts'
import type { MessageTemplate } from '../../../contract/new-message.ts'
import type { HealthCheck } from './health-check.ts'
import type { ShownCall } from './shown-part.ts'
import type { SignIn } from './sign-in.ts'
import type { TemplateManagement, TemplateNews } from './template-management.ts'

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

/** The person on the other side as this connection knows them. */
export interface InboundSender {
  /** The provider's own id of the person: the identity. */
  externalId: string
  /** Further ids of the same person (for example a phone-based id beside a business-scoped one): any of them finds the contact. */
  alternateIds?: readonly string[]
  name?: string | null
  username?: string | null
  phone?: string | null
  email?: string | null
  language?: string | null
  /** Whether the person proved to be who they say: absent where the provider vouches for its ids. */
  verified?: boolean
}

export interface InboundMedia {
  kind: AttachmentKind
  mimeType: string | null
  name: string | null
  size: number | null
  /** What `download` needs to fetch it: kept as it is. */
  reference: Record<string, unknown>
  /** The file is already ours (uploaded through the widget). */
  fileId?: string
  voice?: boolean
}

export interface InboundContent {
  type: MessageType
  text?: string | null
  media?: readonly InboundMedia[]
  location?: Location
  contactCards?: readonly ContactCard[]
  interactive?: Interactive
  order?: MessageOrder
  referral?: Referral
  forwarded?: Forwarded
  /** Of type `unsupported`: what it was, in the provider's own word. */
  unsupported?: string
  replyToExternalId?: string | null
  /** One of several that are one message to people, such as pictures sent together: `key` names them all, `part` says in which order. */
  album?: { key: string; part: number }
}

interface EventBase {
  /** Unique per connection, the same at each redelivery: the proof against doubles. */
  eventId: string
  /** The provider's own time, Unix milliseconds. */
  at: number
  /** The piece of the body that this event came from: kept in the journal. */
  raw: unknown
}

/** What a provider told us, in one vocabulary. */
export type InboundEvent =
  | (EventBase & {
      kind: 'message'
      sender: InboundSender
      externalId: string
      content: InboundContent
      /** Who of several people speaks, where the sender is a group. */
      speaker?: string | null
      /** Answers go there instead of to the sender, until the person is heard of otherwise: a comment is answered by its own id. */
      answerTo?: string
      /** What the person asks of the business itself, by a command of the channel: no agent answers it. */
      command?: 'privacy' | 'forget-me'
      /** Synced history, or said to another program: stored, not answered. */
      historical?: boolean
      /** Said while another program has the conversation: answered if that one passes it to us. */
      standby?: boolean
    })
  /** A reply typed in the provider's own app: an outbound message by a person, who thereby takes over; `historical`: nobody does. */
  | (EventBase & {
      kind: 'echo'
      recipient: InboundSender
      externalId: string
      content: InboundContent
      historical?: boolean
      standby?: boolean
    })
  | (EventBase & {
      kind: 'status'
      externalId: string
      /** Our own key that we sent along, where the provider gives it back: the message's id. */
      clientId?: string | null
      /** Which of the message's provider calls, counted from 0, where the provider gives our key back. */
      clientCall?: number | null
      status: 'sent' | 'delivered' | 'read' | 'failed'
      error?: SendError
      /** Of a voice message that is `read`: it was listened to. */
      played?: boolean
      /** Whom it went to, where the provider says under which other ids it knows them. */
      recipient?: InboundSender
    })
  /** Everything sent up to `at` was delivered or read (watermarks). */
  | (EventBase & { kind: 'watermark'; sender: InboundSender; status: 'delivered' | 'read' })
  /** `externalId`: the provider's id of the reaction itself, where it has one. */
  | (EventBase & { kind: 'reaction'; sender: InboundSender; externalId?: string; targetExternalId: string; emoji: string | null })
  /** `media`: the files that it has now, where an edit can change them. */
  | (EventBase & { kind: 'edit'; sender: InboundSender; targetExternalId: string; text: string | null; media?: readonly InboundMedia[] })
  /** `inJournal`: shapes of the bodies that told of the message, for ids that stand in no body as they are. */
  | (EventBase & { kind: 'delete'; sender: InboundSender; targetExternalId: string; inJournal?: readonly Record<string, unknown>[] })
  /**
   * The person is the same, the id is new: the contact is re-keyed. `joins`: what was said under the new ids before we heard of it is the person's too;
   * `reusable` are those of the ids that somebody else may have had before, as phone numbers are given anew.
   */
  | (EventBase & {
      kind: 'identity'
      previousIds: readonly string[]
      sender: InboundSender
      note: string | null
      joins?: { reusable: readonly string[] }
    })
  /** The person blocked or unblocked us. */
  | (EventBase & { kind: 'reachability'; sender: InboundSender; blocked: boolean })
  /** What the person lets the business send them by this channel, as they told the provider. */
  | (EventBase & { kind: 'consent'; sender: InboundSender; purpose: 'marketing'; given: boolean })
  | (EventBase & { kind: 'typing'; sender: InboundSender })
  /** Several programs serve the account, and who has this conversation has changed: we have it now, or have it no more. */
  | (EventBase & { kind: 'control'; sender: InboundSender; isOurs: boolean })
  /** Opened the conversation by a link or an advertisement, without a word yet: we may write from then on. */
  | (EventBase & { kind: 'opened'; sender: InboundSender; referral: Referral })
  /** Something about the connection itself (token revoked, quality). `status` moves the channel. */
  | (EventBase & {
      kind: 'account'
      name: string
      status?: 'connected' | 'error' | 'disconnected'
      reason?: string
      /** A message template has changed: what has become of it is then asked. */
      template?: TemplateNews
      /** Stands with the channel until it is looked at the next time, which does not mark it as not working. */
      concern?: Concern
      /** What the provider knows of the account has changed: it is looked at now, not only within the hour. */
      look?: boolean
      /** Facts about the account, merged into the channel's config as those that `connect` reads. */
      details?: Record<string, unknown>
    })
  /** Understood as an event but of no consequence, or an unknown kind: journal only. */
  | (EventBase & { kind: 'ignored'; name: string })
  /** This entry could not be read. It stays in the journal with the error and can be replayed. */
  | (EventBase & { kind: 'poison'; error: string })

/** Something about an account that its owner should know and mend, though messages go on. */
export interface Concern {
  name: string
  detail: string
}

export interface OutboundMedia {
  kind: AttachmentKind
  mimeType: string
  name: string | null
  size: number
  fileId: string
  voice: boolean
}

export type OutboundTemplate = MessageTemplate & { variables: Record<string, string> }

/** A message of ours, already one delivery: what `render` turns into provider calls. */
export interface OutboundMessage {
  id: string
  recipient: { externalId: string; phone: string | null }
  text: string | null
  media: readonly OutboundMedia[]
  /** Files elsewhere: the provider is given their addresses. */
  linkedFiles?: readonly LinkedFile[]
  interactive: Interactive | null
  location: Location | null
  contactCards?: readonly ContactCard[]
  template: OutboundTemplate | null
  /** Ours, to a message that the provider knows; null takes it back. */
  reaction?: { targetExternalId: string; emoji: string | null }
  replyToExternalId: string | null
  /** Written by a person of the team (some providers' rules depend on it); set by the server, never by a client. */
  byHuman: boolean
  /** The customer has written nothing for longer than anybody may answer; only people of the team may, where the provider lets them. */
  isLate?: boolean
}

/** One request to the provider, as data: what is sent can be looked at, validated and tested without sending it. */
export interface ProviderCall {
  method: string
  path: string
  /** JSON body, or form fields where `files` is given. */
  body: Record<string, unknown>
  /** Files that must be streamed along or uploaded first; the adapter's `send` reads them by `openFile`. `field`: where in the body, with dots. */
  files?: readonly { field: string; fileId: string; name: string; mimeType: string }[]
  /** Text part of the message in this call, for the ledger of what was degraded. */
  note?: string
}

export interface Receipt {
  /** The provider's id of the message, null where it gives none. */
  externalId: string | null
  /** Where one call became several messages: the ids of the others. */
  furtherIds?: readonly string[]
  /** The recipient has this id from now on; the old one is no longer to be written to. */
  movedTo?: string
  /** An `answerTo` is used up, and this is who was behind it: further answers go to that id. */
  answersTo?: { from: string; to: string }
  /** Every id under which the answer names the recipient: whoever writes under one of them is the same person. */
  recipientIds?: readonly string[]
  at: number
}

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

export interface FileSource {
  open(fileId: string): Promise<{ stream: Readable; size: number; mimeType: string; name: string | null }>
  /** An address for providers that fetch files themselves: works for some minutes, without a login, for this one file. */
  link(fileId: string): Promise<string>
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
  fields: Record<string, { label: string; help?: string; placeholder?: string; secret?: boolean; later?: boolean }>
  /** Credentials that the server makes itself (verify tokens, identity secrets) when none are given. */
  generateCredentials?(): Partial<Credentials>
  /** The account this connection stands for: two connections of one account are refused. Null before `connect` could read it. */
  accountId(connection: Connection<Settings, Credentials>): string | null
  /** Subscribes webhooks and reads the profile. Throws ProviderError with a sentence for people. */
  connect(connection: Connection<Settings, Credentials>): Promise<Account>
  disconnect(connection: Connection<Settings, Credentials>): Promise<void>
  health(connection: Connection<Settings, Credentials>): Promise<HealthCheck[]>
  /** Over the raw bytes, in constant time; also answers challenges. Pure. */
  verify(request: RawRequest, connection: Connection<Settings, Credentials>): Verdict
  /** Pure. Never throws for one bad entry: that becomes `poison`. Throws only when the body as a whole is no body of this provider. */
  parse(request: RawRequest, connection: Connection<Settings, Credentials>): InboundEvent[]
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
