import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogle } from '@ai-sdk/google'
import { APICallError, embedMany, generateText, jsonSchema, type LanguageModel, type ModelMessage as SdkMessage, tool } from 'ai'
import type { ProviderError } from '../../../platform/errors.ts'
import { connectionFailure, failure, parseJson, retryAfter, retryOnce } from './call-provider.ts'
import type { ModelAnswer, ModelMessage, ModelRequest } from './chat-model.ts'

// The SDK's warnings would go to stdout between our log lines.
globalThis.AI_SDK_LOG_WARNINGS = false

export interface SdkConnection {
  /** As people read it. */
  provider: string
  kind: 'anthropic' | 'google'
  apiKey: string
  baseUrl: string | null
  fetch: typeof fetch
}

/**
 * A provider with an interface of its own, through the AI SDK's model for it. Always model objects: a bare name would go to a public gateway. The retry is ours:
 * the SDK's waits for up to a minute where the provider asks for it, and the customer with it.
 */
export async function sdkGenerate(connection: SdkConnection, name: string, request: ModelRequest): Promise<ModelAnswer> {
  const options = optionsOf(connection)
  const model = connection.kind === 'anthropic' ? createAnthropic(options)(name) : createGoogle(options)(name)
  return retryOnce(() => explained(connection, request.signal, () => ask(model, request)), request.signal)
}

export async function sdkEmbed(
  connection: SdkConnection,
  name: string,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<number[][]> {
  const model = createGoogle(optionsOf(connection)).embedding(name)
  const embed = () => embedMany({ model, values: [...texts], maxRetries: 0, abortSignal: signal })
  return (await retryOnce(() => explained(connection, signal, embed), signal)).embeddings
}

/** @throws ProviderError, or the signal's reason */
async function explained<T>({ provider }: SdkConnection, signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw explain(provider, error, signal)
  }
}

function optionsOf({ apiKey, baseUrl, fetch }: SdkConnection) {
  return { apiKey, fetch, ...(baseUrl ? { baseURL: baseUrl } : {}) }
}

async function ask(model: LanguageModel, request: ModelRequest): Promise<ModelAnswer> {
  const result = await generateText({
    model,
    instructions: request.instructions,
    messages: withQuestionFirst(request.messages).map(sdkMessage),
    tools: Object.fromEntries(
      request.tools.map(({ name, description, parameters }) => [
        name,
        tool({ description, inputSchema: jsonSchema<Record<string, string>>(parameters) }),
      ]),
    ),
    maxOutputTokens: request.maxOutputTokens,
    maxRetries: 0,
    abortSignal: request.signal,
  })
  const toolCalls = result.toolCalls.map((call) => ({ id: call.toolCallId, name: call.toolName, input: JSON.stringify(call.input ?? {}) }))
  const { finishReason } = result
  return {
    text: result.text,
    toolCalls,
    finish:
      finishReason === 'content-filter' ? 'refused' : toolCalls.length > 0 ? 'tool-calls' : finishReason === 'length' ? 'length' : 'stop',
    inputTokens: result.usage.inputTokens ?? 0,
    outputTokens: result.usage.outputTokens ?? 0,
  }
}

/** Both providers want a user's message first; here the business may have written first. */
function withQuestionFirst(messages: readonly ModelMessage[]): readonly ModelMessage[] {
  return messages[0]?.role === 'assistant' ? [{ role: 'user', text: '(The business wrote first.)' }, ...messages] : messages
}

function sdkMessage(message: ModelMessage): SdkMessage {
  switch (message.role) {
    case 'tool-call':
      return {
        role: 'assistant',
        content: [{ type: 'tool-call', toolCallId: message.id, toolName: message.name, input: parseJson(message.input) ?? {} }],
      }
    case 'tool-result':
      return {
        role: 'tool',
        content: [{ type: 'tool-result', toolCallId: message.id, toolName: message.name, output: { type: 'text', value: message.output } }],
      }
    case 'assistant':
      return { role: 'assistant', content: message.text }
    case 'user':
      return {
        role: 'user',
        content: [
          { type: 'text', text: message.text },
          ...(message.images ?? []).map((image) => ({ type: 'file' as const, mediaType: image.mimeType, data: image.bytes })),
        ],
      }
  }
}

/** The SDK's errors in our words. Its messages may quote the request: only codes are kept. */
function explain(provider: string, error: unknown, signal: AbortSignal): ProviderError | unknown {
  if (signal.aborted) return signal.reason
  if (!APICallError.isInstance(error))
    return failure(provider, 'bad-answer', false, { message: `${provider}: the answer could not be read` })
  const { statusCode, responseHeaders } = error
  if (statusCode === undefined) return connectionFailure(provider, error.cause, signal)
  const retryAfterMs = retryAfter((name) => responseHeaders?.[name])
  const details = { providerCode: String(statusCode), message: `${provider} answered ${statusCode}` }
  if (statusCode === 401 || statusCode === 403) return failure(provider, 'unauthorized', false, details)
  if (statusCode === 402) return failure(provider, 'quota', false, details)
  if (statusCode === 429) return failure(provider, 'rate-limited', true, { ...details, retryAfterMs })
  if (statusCode >= 500) return failure(provider, 'unavailable', true, { ...details, retryAfterMs })
  return failure(provider, 'invalid', false, details)
}
