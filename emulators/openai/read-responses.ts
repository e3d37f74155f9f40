import { z } from 'zod'
import type { Conversation, Turn } from './conversation.ts'
import { fromZod, OpenAiError } from './openai-error.ts'

/* POST /v1/responses, from the public OpenAPI document (2.3.0). */

const part = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('input_text'), text: z.string() }),
  z.strictObject({
    type: z.literal('output_text'),
    text: z.string(),
    annotations: z.array(z.unknown()).optional(),
    logprobs: z.array(z.unknown()).optional(),
  }),
  z.strictObject({ type: z.literal('refusal'), refusal: z.string() }),
  z.strictObject({
    type: z.literal('input_image'),
    image_url: z.string().optional(),
    file_id: z.string().optional(),
    detail: z.enum(['auto', 'low', 'high', 'original']).optional(),
  }),
  z.strictObject({
    type: z.literal('input_file'),
    filename: z.string().optional(),
    file_data: z.string().optional(),
    file_id: z.string().optional(),
    file_url: z.string().optional(),
  }),
])

const message = z.strictObject({
  type: z.literal('message').optional(),
  id: z.string().optional(),
  status: z.string().optional(),
  phase: z.string().nullish(),
  role: z.enum(['user', 'assistant', 'system', 'developer']),
  content: z.union([z.string(), z.array(part)]),
})
const functionCall = z.strictObject({
  type: z.literal('function_call'),
  id: z.string().optional(),
  call_id: z.string().min(1),
  name: z.string(),
  arguments: z.string(),
  status: z.string().optional(),
})
const functionOutput = z.strictObject({
  type: z.literal('function_call_output'),
  id: z.string().nullish(),
  call_id: z.string().min(1),
  output: z.union([z.string(), z.array(part)]),
  status: z.string().nullish(),
})
const reasoning = z.looseObject({ type: z.literal('reasoning') })
const reference = z.strictObject({ type: z.literal('item_reference').nullish(), id: z.string() })
const item = z.union([message, functionCall, functionOutput, reasoning, reference])
export type ResponseItem = z.infer<typeof item>

const tool = z.strictObject({
  type: z.literal('function'),
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
  description: z.string().nullish(),
  parameters: z.record(z.string(), z.unknown()).nullish(),
  strict: z.boolean().nullish(),
})

const responsesSchema = z.strictObject({
  model: z.string().min(1),
  input: z.union([z.string(), z.array(item)]),
  instructions: z.string().nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({}).nullish(),
  store: z.boolean().nullish(),
  previous_response_id: z.string().nullish(),
  tools: z.array(tool).optional(),
  tool_choice: z
    .union([z.enum(['none', 'auto', 'required']), z.strictObject({ type: z.literal('function'), name: z.string() })])
    .optional(),
  text: z
    .strictObject({
      format: z
        .discriminatedUnion('type', [
          z.strictObject({ type: z.literal('text') }),
          z.strictObject({ type: z.literal('json_object') }),
          z.strictObject({
            type: z.literal('json_schema'),
            name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
            description: z.string().optional(),
            schema: z.record(z.string(), z.unknown()),
            strict: z.boolean().nullish(),
          }),
        ])
        .optional(),
      verbosity: z.enum(['low', 'medium', 'high']).nullish(),
    })
    .optional(),
  max_output_tokens: z.number().int().min(16).nullish(),
  max_tool_calls: z.number().int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  top_logprobs: z.number().int().min(0).max(20).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  reasoning: z.looseObject({}).nullish(),
  include: z.array(z.string()).nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  truncation: z.enum(['auto', 'disabled']).nullish(),
  user: z.string().optional(),
  service_tier: z.string().nullish(),
  background: z.boolean().nullish(),
  prompt_cache_key: z.string().optional(),
  prompt_cache_retention: z.string().nullish(),
  safety_identifier: z.string().optional(),
})

export interface ResponsesRequest {
  conversation: Conversation
  stream: boolean
  store: boolean
  items: ResponseItem[]
  /** What the response object repeats of the request. */
  echoed: Record<string, unknown>
}

/** `stored` gives the items of an earlier response that was kept (`store`), input and output. */
export function readResponses(
  input: unknown,
  stored: (id: string) => ResponseItem[] | undefined,
  storedItem: (id: string) => ResponseItem | undefined,
): ResponsesRequest {
  const parsed = responsesSchema.safeParse(input)
  if (!parsed.success) throw fromZod(parsed.error)
  const body = parsed.data
  const before = body.previous_response_id ? stored(body.previous_response_id) : []
  if (!before)
    throw new OpenAiError(
      400,
      'previous_response_not_found',
      `Previous response with id '${body.previous_response_id}' not found.`,
      'previous_response_id',
    )
  const given: ResponseItem[] = typeof body.input === 'string' ? [{ role: 'user', content: body.input }] : body.input
  const items = [...before, ...given].map((one) => (isReference(one) ? resolve(one.id, storedItem) : one))
  const instructions: Turn[] = body.instructions ? [{ role: 'system', text: body.instructions, images: [], calls: [] }] : []
  const choice = body.tool_choice ?? 'auto'
  const format = body.text?.format
  return {
    stream: body.stream === true,
    store: body.store !== false,
    items,
    echoed: {
      instructions: body.instructions ?? null,
      metadata: body.metadata ?? {},
      temperature: body.temperature ?? 1,
      top_p: body.top_p ?? 1,
      tools: (body.tools ?? []).map((one) => ({ ...one, parameters: one.parameters ?? null, strict: one.strict ?? true })),
      tool_choice: choice,
      parallel_tool_calls: body.parallel_tool_calls ?? true,
      previous_response_id: body.previous_response_id ?? null,
      max_output_tokens: body.max_output_tokens ?? null,
      text: { format: format ?? { type: 'text' } },
      truncation: body.truncation ?? 'disabled',
      store: body.store !== false,
    },
    conversation: {
      api: 'responses',
      model: body.model,
      turns: [...instructions, ...readItems(items)],
      tools: (body.tools ?? []).map((one) => ({ name: one.name, description: one.description ?? '', parameters: one.parameters ?? {} })),
      toolChoice: typeof choice === 'string' ? choice : { name: choice.name },
      format: format?.type === 'json_schema' ? format.schema : format?.type === 'json_object' ? true : undefined,
      maxTokens: body.max_output_tokens ?? undefined,
    },
  }
}

function isReference(one: ResponseItem): one is z.infer<typeof reference> {
  return !('role' in one) && !('call_id' in one) && one.type !== 'reasoning'
}

function resolve(id: string, storedItem: (id: string) => ResponseItem | undefined): ResponseItem {
  const found = storedItem(id)
  if (!found)
    throw new OpenAiError(404, null, `Item with id '${id}' not found. Items are not persisted when \`store\` is set to false.`, 'input')
  return found
}

function readItems(items: ResponseItem[]): Turn[] {
  const calls = new Map<string, string>()
  const open = new Set<string>()
  const turns: Turn[] = []
  for (const one of items) {
    if ('role' in one && 'content' in one) {
      const { role, content } = one as z.infer<typeof message>
      const parts = typeof content === 'string' ? [{ type: 'input_text' as const, text: content }] : content
      const images = parts.flatMap((each) => (each.type === 'input_image' && each.image_url ? [each.image_url] : []))
      turns.push({ role: role === 'developer' ? 'system' : role, text: textOf(parts), images, calls: [] })
    } else if (one.type === 'function_call') {
      const { call_id: id, name, arguments: given } = one as z.infer<typeof functionCall>
      calls.set(id, name)
      open.add(id)
      turns.push({ role: 'assistant', text: '', images: [], calls: [{ id, name, arguments: given }] })
    } else if (one.type === 'function_call_output') {
      const { call_id: callId, output } = one as z.infer<typeof functionOutput>
      const toolName = calls.get(callId)
      if (toolName === undefined)
        throw new OpenAiError(400, null, `No tool call found for function call output with call_id ${callId}.`, 'input')
      open.delete(callId)
      turns.push({ role: 'tool', text: typeof output === 'string' ? output : textOf(output), images: [], calls: [], callId, toolName })
    }
  }
  const [missing] = open
  if (missing !== undefined) throw new OpenAiError(400, null, `No tool output found for function call ${missing}.`, 'input')
  return turns
}

function textOf(parts: z.infer<typeof part>[]): string {
  return parts.flatMap((one) => ('text' in one ? [one.text] : [])).join('\n')
}
