import type { Capabilities } from '../../../contract/channels.ts'
import type { AnswerSource, AttachmentKind, AuthorType, Direction, Interactive, MessageType } from '../../../contract/messages.ts'

/** One message as a responder sees it. */
export interface TurnMessage {
  id: string
  direction: Direction
  author: { type: AuthorType; name: string | null }
  type: MessageType
  text: string | null
  attachments: readonly TurnAttachment[]
  /** What was tapped, shared or ordered, in one line of plain text; null when `text` says it all. */
  summary: string | null
  createdAt: Date
}

export interface TurnAttachment {
  id: string
  kind: AttachmentKind
  mimeType: string
  name: string | null
  fileId: string | null
  transcript: string | null
  description: string | null
}

/** Everything that a responder is told of the turn it is asked to answer. */
export interface TurnContext {
  workspaceId: string
  conversationId: string
  channelId: string
  /** Empty object for the playground. */
  capabilities: Capabilities
  contact: { id: string; name: string | null; language: string | null }
  conversation: {
    /** Language of the conversation as far as it is known (BCP 47). */
    language: string | null
    /** When the AI last said that it is one; null: not yet, or since then a person handled it. */
    disclosedAt: Date | null
    failedTurns: number
    /** When the last message before this turn was written, by anybody; null at the start. */
    previousActivityAt: Date | null
  }
  /** Oldest first, ends with the messages of `unanswered`. Private notes and deleted messages are left out. */
  history: readonly TurnMessage[]
  /** What the customer wrote since the last answer: this turn answers all of it. Never empty. */
  unanswered: readonly TurnMessage[]
  now: Date
  /** Aborted when the answer would be discarded anyway: a person took over, the lease is lost, the process stops. */
  signal: AbortSignal
}

export interface Reply {
  text: string | null
  interactive?: Interactive
  fileIds?: readonly string[]
}

export type HandoverReason =
  | 'asked-for-person'
  | 'does-not-know'
  | 'anger'
  | 'failed-turns'
  | 'outside-hours'
  | 'model-failed'
  | 'over-limit'
  | 'safety'
  | 'tool'

/** What a responder did, kept for "why this answer". */
export interface ResponderRun {
  /** Id of the row in `agent_runs`. */
  id: string
  agentId: string
  /** Null: answered from the knowledge without a model. */
  model: string | null
  sources: readonly AnswerSource[]
  toolCalls: readonly { name: string; input: unknown; output: unknown }[]
  inputTokens: number
  outputTokens: number
  durationMs: number
  /** Of it, how long models were waited for; measured, not kept. */
  modelMs: number
  /** Our code of what went wrong with the model, if something did. Never the customer's text. */
  error: string | null
}

/** The contract of everything that can answer a customer: agents today, workflows beside them. It drafts; the pipeline decides and sends. */
export type TurnOutcome =
  | {
      kind: 'reply'
      replies: readonly Reply[]
      run: ResponderRun
      language: string | null
      /** The replies say that an AI is talking. */
      disclosed: boolean
      /** The answer was an "I do not know": counts towards the handover rule. */
      failed: boolean
    }
  | {
      kind: 'handover'
      reason: HandoverReason
      replies: readonly Reply[]
      run: ResponderRun | null
      language: string | null
      disclosed: boolean
    }
  | { kind: 'nothing'; reason: string }
