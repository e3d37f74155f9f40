/** A request for a reply, the same for Chat Completions and Responses. */
export interface Conversation {
  api: 'chat' | 'responses'
  model: string
  turns: Turn[]
  tools: OfferedTool[]
  toolChoice: 'auto' | 'none' | 'required' | { name: string }
  /** A JSON Schema that the reply has to follow, or `true` for any JSON. */
  format: Record<string, unknown> | true | undefined
  maxTokens: number | undefined
}

export interface Turn {
  role: 'system' | 'user' | 'assistant' | 'tool'
  text: string
  /** `data:` or `http(s):` addresses. */
  images: string[]
  /** Calls that the assistant made in this turn. */
  calls: { id: string; name: string; arguments: string }[]
  /** For a tool's result: which call it answers, and the tool's name if known. */
  callId?: string
  toolName?: string
}

export interface OfferedTool {
  name: string
  description: string
  parameters: Record<string, unknown>
}

export interface Reply {
  text?: string
  toolCalls?: { name: string; arguments: Record<string, unknown> }[]
}

/** What the customer said since the last answer. */
export function unanswered(conversation: Conversation): Turn[] {
  const last = conversation.turns.findLastIndex((turn) => turn.role === 'assistant' && turn.calls.length === 0)
  return conversation.turns.slice(last + 1).filter((turn) => turn.role === 'user')
}

/** Results of tools that were called since then. */
export function toolResults(conversation: Conversation): Turn[] {
  const lastUser = conversation.turns.findLastIndex((turn) => turn.role === 'user')
  return conversation.turns.slice(lastUser + 1).filter((turn) => turn.role === 'tool')
}

/** Repeats every user message since the last answer: what load tests match replies with. */
export function echoReply(conversation: Conversation): Reply {
  const texts = unanswered(conversation).map((turn) => turn.text)
  return { text: `Echo: ${texts.join('\n')}` }
}
