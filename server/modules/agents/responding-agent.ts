import type { AgentMode, AgentSettings } from '../../../contract/agents.ts'
import type { ChatModel } from './models/chat-model.ts'
import type { OpenProvider } from './models/open-provider.ts'

/** An agent ready to answer: its settings, and the model that they come to. */
export interface RespondingAgent {
  workspaceId: string
  id: string
  name: string
  mode: AgentMode
  replyDelayMs: number
  settings: AgentSettings
  /** Null: answers from the knowledge alone. */
  model: ChatModel | null
  /** Transcribes and looks at images; null where nothing can. */
  provider: OpenProvider | null
  /** A random word in the instructions that no answer may contain: an answer with it repeats what it was told. */
  canary: string
}
