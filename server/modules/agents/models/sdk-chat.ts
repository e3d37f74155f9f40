import { APICallError, generateText, jsonSchema, type LanguageModel, RetryError, type ModelMessage as SdkMessage, tool } from 'ai'
import type { ProviderError } from '../../../platform/errors.ts'
import { connectionFailure, failure, parseJson } from './call-provider.ts'
import type { ChatModel, ModelAnswer, ModelMessage, ModelRequest } from './chat-model.ts'

// The SDK's warnings would go to stdout between our log lines.
globalThis.AI_SDK_LOG_WARNINGS = false

/** A provider with an interface of its own, through the AI SDK's model for it. */
export function sdkChat(options: { provider: string; name: string; model: LanguageModel }): ChatModel {
  return {
    provider: options.provider,
    name: options.name,
    generate: async (request) => {
      try {
        return await ask(options.model, request)
      } catch (error) {
        throw explain(options.provider, error, request.signal)
      }
    },
  }
}

async function ask(model: LanguageModel, request: ModelRequest): Promise<ModelAnswer> {
  const result = await generateText({
    model,
    instructions: request.instructions,
    messages: request.messages.map(sdkMessage),
    tools: Object.fromEntries(
      request.tools.map(({ name, description, parameters }) => [
        name,
        tool({ description, inputSchema: jsonSchema<Record<string, string>>(parameters) }),
      ]),
    ),
    maxOutputTokens: request.maxOutputTokens,
    maxRetries: 1,
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
export function explain(provider: string, error: unknown, signal: AbortSignal): ProviderError | unknown {
  if (signal.aborted) return signal.reason
  const cause = RetryError.isInstance(error) ? error.lastError : error
  if (!APICallError.isInstance(cause))
    return failure(provider, 'bad-answer', false, { message: `${provider}: the answer could not be read` })
  const { statusCode } = cause
  if (statusCode === undefined) return connectionFailure(provider, cause.cause, signal)
  const details = { providerCode: String(statusCode), message: `${provider} answered ${statusCode}` }
  if (statusCode === 401 || statusCode === 403) return failure(provider, 'unauthorized', false, details)
  if (statusCode === 402) return failure(provider, 'quota', false, details)
  if (statusCode === 429) return failure(provider, 'rate-limited', true, details)
  if (statusCode >= 500) return failure(provider, 'unavailable', true, details)
  return failure(provider, 'invalid', false, details)
}
