/** What a model is asked. Instructions are ours; everything in `messages` is material. */
export interface ModelRequest {
  instructions: string
  messages: readonly ModelMessage[]
  tools: readonly ModelTool[]
  maxOutputTokens: number
  signal: AbortSignal
}

export type ModelMessage =
  | { role: 'user' | 'assistant'; text: string; images?: readonly ModelImage[] }
  | { role: 'tool-call'; id: string; name: string; input: string }
  | { role: 'tool-result'; id: string; name: string; output: string }

export interface ModelImage {
  mimeType: string
  bytes: Uint8Array
}

export interface ModelTool {
  name: string
  description: string
  /** JSON schema of the arguments; every field required, nothing besides. */
  parameters: {
    type: 'object'
    properties: Record<string, { type: 'string'; description: string }>
    required: string[]
    additionalProperties: false
  }
}

export interface ModelToolCall {
  id: string
  name: string
  /** JSON as the model wrote it: it may be broken. */
  input: string
}

export interface ModelAnswer {
  text: string
  toolCalls: readonly ModelToolCall[]
  finish: 'stop' | 'length' | 'tool-calls' | 'refused'
  inputTokens: number
  outputTokens: number
}

/** @throws ProviderError with one of `modelFailureCodes` */
export interface ChatModel {
  /** As people read it: "OpenAI", or the name given to the provider. */
  provider: string
  name: string
  generate(request: ModelRequest): Promise<ModelAnswer>
}

export const modelFailureCodes = [
  'unauthorized',
  'rate-limited',
  'quota',
  'timeout',
  'unreachable',
  'unavailable',
  'invalid',
  'bad-answer',
] as const
export type ModelFailureCode = (typeof modelFailureCodes)[number]
