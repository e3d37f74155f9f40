import type { SendErrorCode } from '../../../../contract/messages.ts'
import type { ChannelAdapter, Connection, RawRequest } from '../adapter.ts'
import type { FileSource, OutboundMessage, ProviderCall } from '../outbound-message.ts'

/** What one check found wrong. An adapter that keeps the contract has none. */
export interface Failure {
  check: string
  detail: string
}

/** One provider call as the customer would see it. */
export interface SeenCall {
  /** Text or caption; what stands beside buttons too. */
  text: string
  isCaption: boolean
  buttons: readonly { id: string; title: string }[]
  rows: readonly { id: string; title: string; description?: string | undefined }[]
  fileIds: readonly string[]
  url: string | null
  location: { latitude: number; longitude: number } | null
}

/** A running stand-in for the provider, for the checks that really send. */
export interface ContractEmulator<Settings, Credentials> {
  adapter: ChannelAdapter<Settings, Credentials>
  connection: Connection<Settings, Credentials>
  /** Somebody who may be written to. */
  recipient: OutboundMessage['recipient']
  files: FileSource
  /** How many messages the provider has taken. */
  taken(): number
  /** The next call meets this. `half`: it takes effect, but the answer breaks off. */
  strike(fault: 'rate-limit' | 'server-error' | 'unauthorized' | 'reset' | 'half' | 'empty'): void
  close(): Promise<void>
}

/** What the suite must know of a provider to put its adapter to the test. Payloads are documented or recorded ones. */
export interface ContractFixtures<Settings, Credentials> {
  connection: Connection<Settings, Credentials>
  /** `signature`: over the body's bytes; `secret`: repeated in a header; `none`: takes no webhooks, so everything is refused. */
  authentication: 'signature' | 'secret' | 'none'
  /** The header that proves the sender. */
  proofHeader: string
  /** An authentic request with exactly these bytes. */
  sign(body: Buffer, connection: Connection<Settings, Credentials>): RawRequest
  /** Requests with their proof as the provider documents it, word for word. */
  vectors: readonly { name: string; request: RawRequest; connection: Connection<Settings, Credentials>; accepted: boolean }[]
  /** Bodies that carry these pieces, in one or in several requests, as the provider would. */
  bodies(pieces: readonly unknown[]): Buffer[]
  /** A text message of a customer. The same `id` is the same message. */
  textPiece(id: string, text: string): unknown
  /** A message of a type that nobody has heard of. */
  unknownPiece(id: string): unknown
  /** Pieces that cannot be read. */
  brokenPieces: readonly unknown[]
  /** Everything else that the provider sends, with the kind of event it must become. */
  samples: readonly { name: string; piece: unknown; kind: string }[]
  look(call: ProviderCall): SeenCall
  failures: readonly { name: string; error: unknown; code: SendErrorCode; retryable: boolean }[]
  emulator?: () => Promise<ContractEmulator<Settings, Credentials>>
}
