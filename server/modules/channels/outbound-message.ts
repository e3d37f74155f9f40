import type { Readable } from 'node:stream'
import type { AttachmentKind, ContactCard, Interactive, LinkedFile, Location } from '../../../contract/messages.ts'
import type { MessageTemplate } from '../../../contract/new-message.ts'

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

export interface FileSource {
  open(fileId: string): Promise<{ stream: Readable; size: number; mimeType: string; name: string | null }>
  /** An address for providers that fetch files themselves: works for some minutes, without a login, for this one file. */
  link(fileId: string): Promise<string>
}
