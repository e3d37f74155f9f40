import type { ServerResponse } from 'node:http'
import type { Answer } from '../http-server.ts'
import type { Reply } from './conversation.ts'
import { newId } from './new-id.ts'
import type { ChatRequest } from './read-chat.ts'
import { createEventWriter, type Pace, paced, pieces } from './stream-text.ts'

export interface Usage {
  input: number
  output: number
}

/** A Chat Completions answer, whole or as chunks ending with `[DONE]`. */
export function writeChat(request: ChatRequest, reply: Reply, usage: Usage, cutShort: boolean, pace: Pace): Answer {
  const id = newId('chatcmpl-')
  const base = {
    id,
    created: Math.floor(Date.now() / 1000),
    model: request.conversation.model,
    service_tier: 'default',
  }
  const calls = (reply.toolCalls ?? []).map((call) => ({
    id: newId('call_'),
    ...call,
    json: JSON.stringify(call.arguments),
  }))
  const finish = calls.length > 0 ? 'tool_calls' : cutShort ? 'length' : 'stop'
  const counted = usageOf(usage)

  if (!request.stream) {
    const toolCalls = calls.map((call) => ({ id: call.id, type: 'function', function: { name: call.name, arguments: call.json } }))
    const message = {
      role: 'assistant',
      content: reply.text ?? null,
      refusal: null,
      annotations: [],
      ...(calls.length > 0 ? { tool_calls: toolCalls } : {}),
    }
    const choices = [{ index: 0, message, logprobs: null, finish_reason: finish }]
    return { status: 200, json: { ...base, object: 'chat.completion', choices, usage: counted } }
  }

  return {
    status: 200,
    stream: async (response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' })
      const writer = createEventWriter(response, pace)
      const usageField = request.includeUsage ? { usage: null } : {}
      const send = (delta: unknown, reason: string | null = null) => {
        const choices = [{ index: 0, delta, logprobs: null, finish_reason: reason }]
        writer.write(`data: ${JSON.stringify({ ...base, object: 'chat.completion.chunk', choices, ...usageField })}\n\n`)
      }
      send({ role: 'assistant', content: calls.length > 0 && reply.text === undefined ? null : '', refusal: null })
      if (reply.text !== undefined) await paced(pieces(reply.text), pace, response, (content) => send({ content }))
      for (const [index, call] of calls.entries()) {
        send({ tool_calls: [{ index, id: call.id, type: 'function', function: { name: call.name, arguments: '' } }] })
        for (const fragment of fragmentsOf(call.json)) send({ tool_calls: [{ index, function: { arguments: fragment } }] })
      }
      send({}, finish)
      if (request.includeUsage) {
        writer.write(`data: ${JSON.stringify({ ...base, object: 'chat.completion.chunk', choices: [], usage: counted })}\n\n`)
      }
      writer.end('data: [DONE]\n\n')
    },
  }
}

/** Arguments come in pieces that are not JSON by themselves. */
export function fragmentsOf(json: string): string[] {
  return json.match(/[\s\S]{1,12}/g) ?? ['']
}

function usageOf({ input, output }: Usage): Record<string, unknown> {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0, accepted_prediction_tokens: 0, rejected_prediction_tokens: 0 },
  }
}
