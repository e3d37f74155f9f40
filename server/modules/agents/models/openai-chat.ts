import { ProviderError } from '../../../platform/errors.ts'
import { callProvider, failure, isRecord, type ProviderAccount, records } from './call-provider.ts'
import type { ChatModel, ModelAnswer, ModelMessage, ModelRequest } from './chat-model.ts'
import { dataUrl } from './data-url.ts'

export interface OpenAiChatOptions extends ProviderAccount {
  model: string
  /** Newer models of OpenAI itself refuse `max_tokens`; many compatible servers know nothing else. */
  lengthField: 'max_tokens' | 'max_completion_tokens'
}

/**
 * `POST /chat/completions` (OpenAI API reference, "Create chat completion"), which nearly every model server speaks. Written out instead of
 * taken from an SDK because it is on the spine's hot path: docs/decisions/0007-model-clients.md has the figures.
 */
export function openAiChat(options: OpenAiChatOptions): ChatModel {
  // Some compatible servers refuse fields that they do not know. They have nothing stored that could be switched off.
  let knowsStore = true
  const ask = (request: ModelRequest) =>
    callProvider(options, '/chat/completions', JSON.stringify(chatBody(options, request, knowsStore)), request.signal)
  return {
    provider: options.provider,
    name: options.model,
    generate: async (request) => {
      try {
        return readCompletion(options.provider, await ask(request))
      } catch (error) {
        if (!knowsStore || !(error instanceof ProviderError) || error.code !== 'invalid' || !/about store$/.test(error.message)) throw error
        knowsStore = false
        return readCompletion(options.provider, await ask(request))
      }
    },
  }
}

function chatBody(options: OpenAiChatOptions, request: ModelRequest, knowsStore: boolean): Record<string, unknown> {
  return {
    model: options.model,
    messages: [{ role: 'system', content: request.instructions }, ...request.messages.map(chatMessage)],
    [options.lengthField]: request.maxOutputTokens,
    ...(knowsStore ? { store: false } : {}),
    ...(request.tools.length > 0 ? { tools: request.tools.map((tool) => ({ type: 'function', function: tool })) } : {}),
  }
}

function chatMessage(message: ModelMessage): Record<string, unknown> {
  switch (message.role) {
    case 'tool-call':
      return {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: message.id, type: 'function', function: { name: message.name, arguments: message.input } }],
      }
    case 'tool-result':
      return { role: 'tool', tool_call_id: message.id, content: message.output }
    default:
      if (!message.images?.length) return { role: message.role, content: message.text }
      return {
        role: message.role,
        content: [
          { type: 'text', text: message.text },
          ...message.images.map((image) => ({ type: 'image_url', image_url: { url: dataUrl(image) } })),
        ],
      }
  }
}

function readCompletion(provider: string, body: unknown): ModelAnswer {
  const answer = isRecord(body) ? body : {}
  const [choice] = records(answer.choices)
  const message = choice && isRecord(choice.message) ? choice.message : undefined
  if (!choice || !message) throw failure(provider, 'bad-answer', false, { message: `${provider} answered without a choice` })
  const toolCalls = records(message.tool_calls).flatMap((call) => {
    const called = isRecord(call.function) ? call.function : {}
    if (typeof called.name !== 'string') return []
    return [
      { id: String(call.id ?? called.name), name: called.name, input: typeof called.arguments === 'string' ? called.arguments : '{}' },
    ]
  })
  const usage = isRecord(answer.usage) ? answer.usage : {}
  const refused = choice.finish_reason === 'content_filter' || (typeof message.refusal === 'string' && message.refusal !== '')
  return {
    text: typeof message.content === 'string' ? message.content : '',
    toolCalls,
    finish: refused ? 'refused' : toolCalls.length > 0 ? 'tool-calls' : choice.finish_reason === 'length' ? 'length' : 'stop',
    inputTokens: count(usage.prompt_tokens),
    outputTokens: count(usage.completion_tokens),
  }
}

export function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.round(value) : 0
}
