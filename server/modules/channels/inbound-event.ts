import type {
  AttachmentKind,
  ContactCard,
  Forwarded,
  Interactive,
  Location,
  MessageOrder,
  MessageType,
  Referral,
  SendError,
} from '../../../contract/messages.ts'
import type { TemplateNews } from './template-management.ts'

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
  /** It is about other accounts of the provider's too, or only about them: the body is handed on to their connections. */
  concernsOthers?: true
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
