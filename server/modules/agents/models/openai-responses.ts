import { callProvider, failure, isRecord, type ProviderAccount, records } from './call-provider.ts'
import type { ChatModel, ModelAnswer, ModelMessage, ModelRequest } from './chat-model.ts'
import { dataUrl } from './data-url.ts'
import { count } from './openai-chat.ts'

export interface OpenAiResponsesOptions extends ProviderAccount {
  model: string
}

/** `POST /responses` (OpenAI API reference, "Create a model response"). `store: false`: by default OpenAI keeps what it is sent for 30 days. */
export function openAiResponses(options: OpenAiResponsesOptions): ChatModel {
  return {
    provider: options.provider,
    name: options.model,
    generate: async (request) =>
      readResponse(
        options.provider,
        await callProvider(options, '/responses', JSON.stringify(responseBody(options, request)), request.signal),
      ),
  }
}

function responseBody(options: OpenAiResponsesOptions, request: ModelRequest): Record<string, unknown> {
  return {
    model: options.model,
    instructions: request.instructions,
    input: request.messages.map(inputItem),
    max_output_tokens: request.maxOutputTokens,
    store: false,
    ...(request.tools.length > 0 ? { tools: request.tools.map((tool) => ({ type: 'function', ...tool, strict: true })) } : {}),
  }
}

function inputItem(message: ModelMessage): Record<string, unknown> {
  switch (message.role) {
    case 'tool-call':
      return { type: 'function_call', call_id: message.id, name: message.name, arguments: message.input }
    case 'tool-result':
      return { type: 'function_call_output', call_id: message.id, output: message.output }
    default:
      if (!message.images?.length) return { role: message.role, content: message.text }
      return {
        role: message.role,
        content: [
          { type: 'input_text', text: message.text },
          ...message.images.map((image) => ({ type: 'input_image', image_url: dataUrl(image), detail: 'auto' })),
        ],
      }
  }
}

function readResponse(provider: string, body: unknown): ModelAnswer {
  const answer = isRecord(body) ? body : {}
  if (answer.status === 'failed' || !Array.isArray(answer.output))
    throw failure(provider, 'bad-answer', answer.status === 'failed', { message: `${provider} answered without output` })
  const output = records(answer.output)
  const parts = output.filter((item) => item.type === 'message').flatMap((item) => records(item.content))
  const toolCalls = output.flatMap((item) =>
    item.type === 'function_call' && typeof item.name === 'string'
      ? [
          {
            id: String(item.call_id ?? item.id ?? item.name),
            name: item.name,
            input: typeof item.arguments === 'string' ? item.arguments : '{}',
          },
        ]
      : [],
  )
  const usage = isRecord(answer.usage) ? answer.usage : {}
  const incomplete = isRecord(answer.incomplete_details) ? answer.incomplete_details.reason : undefined
  const refused = incomplete === 'content_filter' || parts.some((part) => part.type === 'refusal')
  return {
    text: parts.flatMap((part) => (part.type === 'output_text' && typeof part.text === 'string' ? [part.text] : [])).join(''),
    toolCalls,
    finish: refused ? 'refused' : toolCalls.length > 0 ? 'tool-calls' : answer.status === 'incomplete' ? 'length' : 'stop',
    inputTokens: count(usage.input_tokens),
    outputTokens: count(usage.output_tokens),
  }
}
