/*
 * What happened in a run, as the outside saw it: what customers wrote and when it was acknowledged, what providers were asked and what they
 * answered, what the team did, what was broken. All times are Unix milliseconds of one clock, that of the driver's process.
 */

export type ChannelType = 'whatsapp' | 'telegram'

export interface ChaosChannel {
  /** Parley's id. */
  id: string
  type: ChannelType
  shop: string
  agentId: string
}

/** One message of a customer. `marker` is a word of its text and of the answer that takes it into account. */
export interface CustomerMessage {
  marker: string
  channelId: string
  customer: string
  /** The provider's id of the message, as Parley shows it in `externalId`. */
  externalId: string
  /** The provider's own time, in whole seconds; several of a customer's messages may share one, and then nothing says which was first. */
  at: number
  firstSentAt: number
  /** When the first HTTP 200 for a body that holds it came. */
  acknowledgedAt: number | null
  deliveries: number
}

export type AnswerKind =
  | 'accepted'
  | 'late'
  | 'twice'
  | 'too-many'
  | 'unavailable'
  | 'silence'
  | 'silence-after-effect'
  | 'half'
  | 'reset-before'
  | 'reset-after'

/** One request by which Parley asked a provider to send a message. */
export interface ProviderSend {
  at: number
  /** The process that asked. */
  by: string
  channelId: string
  customer: string
  text: string
  /** WhatsApp: our own id of the message and the number of the call, from `biz_opaque_callback_data`. */
  messageId: string | null
  call: number
  /** The provider's id, where the customer got the message. */
  externalId: string | null
  answer: AnswerKind
  /** When the whole answer had been handed to the network; null: it was withheld, or the caller was gone. */
  answeredAt: number | null
}

export type StatusName = 'sent' | 'delivered' | 'read' | 'failed'

export interface ProviderStatus {
  channelId: string
  externalId: string
  messageId: string | null
  status: StatusName
  acknowledgedAt: number | null
}

export type ActionKind = 'take' | 'assign' | 'release' | 'reply' | 'delete' | 'pause' | 'resume'

/** What a person of the team did through the API. */
export interface TeamAction {
  kind: ActionKind
  channelId: string | null
  agentId: string | null
  customer: string | null
  conversationId: string | null
  contactId: string | null
  startedAt: number
  /** When a success was answered; null: nobody knows whether it happened. */
  confirmedAt: number | null
  /** Of a reply: its text and the id that the API gave it. */
  text: string | null
  messageId: string | null
}

export type IncidentKind =
  | 'process-killed'
  | 'process-died'
  | 'process-started'
  /** SIGTERM, and what became of it: ended by itself with success, or was still there when patience was over. */
  | 'process-told-to-stop'
  | 'process-stopped'
  | 'process-stuck'
  | 'database-killed'
  | 'database-stopped'
  | 'database-back'
  | 'disk-full'
  | 'disk-freed'
  | 'healed'

export interface Incident {
  at: number
  kind: IncidentKind
  target: string
  detail: string | null
}

export interface History {
  channels: ChaosChannel[]
  messages: Map<string, CustomerMessage>
  sends: ProviderSend[]
  statuses: ProviderStatus[]
  actions: TeamAction[]
  incidents: Incident[]
}

export function createHistory(): History {
  return { channels: [], messages: new Map(), sends: [], statuses: [], actions: [], incidents: [] }
}

/** A message as the API shows it in the end. */
export interface FinalMessage {
  id: string
  direction: 'inbound' | 'outbound'
  author: 'contact' | 'agent' | 'user' | 'workflow' | 'system'
  type: string
  text: string | null
  externalId: string | null
  status: string
  errorTitle: string | null
  /** Name of the thread's event: `handed-over`, `taken`, … */
  event: string | null
  createdAt: number
}

export interface FinalConversation {
  id: string
  channelId: string
  contactId: string
  contactName: string | null
  handler: string
  /** In the order of the thread. */
  messages: FinalMessage[]
}

/** What the API says of a contact that was deleted. */
export interface Remains {
  contactId: string
  customer: string
  contactStatus: number
  conversationStatus: number
  foundByName: number
}

/** A word of a deleted person that is still somewhere. */
export interface Trace {
  customer: string
  /** A word of one of their messages; null: their name or an id of theirs. */
  marker: string | null
  /** A table or a file. */
  where: string
}

export interface FinalRecord {
  readAt: number
  conversations: FinalConversation[]
  remains: Remains[]
  /** Found in tables, logs and files. */
  traces: Trace[]
}

/** Words by which customers' messages are known in answers: `kq` + shop and customer + `x` + number. */
export const markerPattern = /\bkq[0-9a-z]+x\d+\b/g

export function markersIn(text: string | null): string[] {
  return text === null ? [] : (text.match(markerPattern) ?? [])
}

export function now(): number {
  return performance.timeOrigin + performance.now()
}
