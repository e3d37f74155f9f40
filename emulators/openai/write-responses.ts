import type { ServerResponse } from 'node:http'
import type { Answer } from '../http-server.ts'
import type { Reply } from './conversation.ts'
import { newId } from './new-id.ts'
import type { ResponseItem, ResponsesRequest } from './read-responses.ts'
import { createEventWriter, type Pace, paced, pieces } from './stream-text.ts'
import { fragmentsOf, type Usage } from './write-chat.ts'

interface OutputMessage {
  id: string
  type: 'message'
  status: string
  role: 'assistant'
  content: { type: 'output_text'; text: string; annotations: never[]; logprobs: never[] }[]
}
interface OutputCall {
  id: string
  type: 'function_call'
  status: string
  call_id: string
  name: string
  arguments: string
}
type OutputItem = OutputMessage | OutputCall

export interface WrittenResponse {
  id: string
  /** What `previous_response_id` and item references find later. */
  output: ResponseItem[]
  answer: Answer
}

/** A Responses answer, whole or as named events without `[DONE]`. */
export function writeResponses(request: ResponsesRequest, reply: Reply, usage: Usage, cutShort: boolean, pace: Pace): WrittenResponse {
  const id = newId('resp_')
  const created = Math.floor(Date.now() / 1000)
  const output = outputOf(reply)
  const full = {
    id,
    object: 'response',
    created_at: created,
    status: cutShort ? 'incomplete' : 'completed',
    ...(cutShort ? {} : { completed_at: created }),
    error: null,
    incomplete_details: cutShort ? { reason: 'max_output_tokens' } : null,
    model: request.conversation.model,
    output,
    reasoning: { effort: null, summary: null },
    ...request.echoed,
    usage: {
      input_tokens: usage.input,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
      output_tokens: usage.output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: usage.input + usage.output,
    },
  }
  const answer: Answer = request.stream
    ? { status: 200, stream: (response) => stream(response, full, output, pace) }
    : { status: 200, json: full }
  return { id, output: output as ResponseItem[], answer }
}

function outputOf(reply: Reply): OutputItem[] {
  const calls = (reply.toolCalls ?? []).map(
    (call): OutputCall => ({
      id: newId('fc_'),
      type: 'function_call',
      status: 'completed',
      call_id: newId('call_'),
      name: call.name,
      arguments: JSON.stringify(call.arguments),
    }),
  )
  if (reply.text === undefined) return calls
  const content: OutputMessage['content'] = [{ type: 'output_text', text: reply.text, annotations: [], logprobs: [] }]
  return [{ id: newId('msg_'), type: 'message', status: 'completed', role: 'assistant', content }, ...calls]
}

async function stream(response: ServerResponse, full: Record<string, unknown>, output: OutputItem[], pace: Pace): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' })
  const writer = createEventWriter(response, pace)
  let sequence = 0
  const send = (type: string, fields: Record<string, unknown>) => {
    writer.write(`event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...fields })}\n\n`)
  }
  const {
    completed_at: _completed,
    usage: _usage,
    ...open
  } = { ...full, status: 'in_progress', output: [], incomplete_details: null } as Record<string, unknown>
  send('response.created', { response: open })
  send('response.in_progress', { response: open })
  for (const [index, item] of output.entries()) {
    if (item.type === 'message') await streamMessage(item, index, pace, response, send)
    else streamCall(item, index, send)
  }
  send(full.status === 'incomplete' ? 'response.incomplete' : 'response.completed', { response: full })
  writer.end()
}

type Send = (type: string, fields: Record<string, unknown>) => void

async function streamMessage(item: OutputMessage, index: number, pace: Pace, response: ServerResponse, send: Send): Promise<void> {
  const [part] = item.content
  if (!part) return
  const at = { item_id: item.id, output_index: index, content_index: 0 }
  send('response.output_item.added', { output_index: index, item: { ...item, status: 'in_progress', content: [] } })
  send('response.content_part.added', { ...at, part: { ...part, text: '' } })
  await paced(pieces(part.text), pace, response, (delta) => send('response.output_text.delta', { ...at, delta, logprobs: [] }))
  send('response.output_text.done', { ...at, text: part.text, logprobs: [] })
  send('response.content_part.done', { ...at, part })
  send('response.output_item.done', { output_index: index, item })
}

function streamCall(item: OutputCall, index: number, send: Send): void {
  const at = { item_id: item.id, output_index: index }
  send('response.output_item.added', { output_index: index, item: { ...item, status: 'in_progress', arguments: '' } })
  for (const delta of fragmentsOf(item.arguments)) send('response.function_call_arguments.delta', { ...at, delta })
  send('response.function_call_arguments.done', { ...at, arguments: item.arguments, name: item.name })
  send('response.output_item.done', { output_index: index, item })
}
