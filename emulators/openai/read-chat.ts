import { z } from 'zod'
import type { Conversation, OfferedTool, Turn } from './conversation.ts'
import { fromZod, OpenAiError } from './openai-error.ts'

/* POST /v1/chat/completions, from the public OpenAPI document (2.3.0). Unknown arguments are refused, as there. */

const textPart = z.strictObject({ type: z.literal('text'), text: z.string() })
const imagePart = z.strictObject({
  type: z.literal('image_url'),
  image_url: z.strictObject({ url: z.string().min(1), detail: z.enum(['auto', 'low', 'high', 'original']).optional() }),
})
const filePart = z.strictObject({ type: z.literal('file'), file: z.looseObject({}) })
const audioPart = z.strictObject({ type: z.literal('input_audio'), input_audio: z.looseObject({}) })
const texts = z.union([z.string(), z.array(textPart).min(1)])

const message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), content: texts, name: z.string().optional() }),
  z.strictObject({ role: z.literal('developer'), content: texts, name: z.string().optional() }),
  z.strictObject({
    role: z.literal('user'),
    content: z.union([z.string(), z.array(z.discriminatedUnion('type', [textPart, imagePart, filePart, audioPart])).min(1)]),
    name: z.string().optional(),
  }),
  z.strictObject({
    role: z.literal('assistant'),
    content: z.union([texts, z.null()]).optional(),
    refusal: z.string().nullish(),
    name: z.string().optional(),
    tool_calls: z
      .array(
        z.strictObject({
          id: z.string().min(1),
          type: z.literal('function'),
          function: z.strictObject({ name: z.string(), arguments: z.string() }),
        }),
      )
      .optional(),
  }),
  z.strictObject({ role: z.literal('tool'), content: texts, tool_call_id: z.string().min(1) }),
])

const tool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({
    name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
    description: z.string().optional(),
    parameters: z.record(z.string(), z.unknown()).optional(),
    strict: z.boolean().nullish(),
  }),
})

const chatSchema = z.strictObject({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.strictObject({ include_usage: z.boolean().optional(), include_obfuscation: z.boolean().optional() }).nullish(),
  tools: z.array(tool).max(128).optional(),
  tool_choice: z
    .union([
      z.enum(['none', 'auto', 'required']),
      z.strictObject({ type: z.literal('function'), function: z.strictObject({ name: z.string() }) }),
    ])
    .optional(),
  parallel_tool_calls: z.boolean().optional(),
  response_format: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('text') }),
      z.strictObject({ type: z.literal('json_object') }),
      z.strictObject({
        type: z.literal('json_schema'),
        json_schema: z.strictObject({
          name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
          description: z.string().optional(),
          schema: z.record(z.string(), z.unknown()).optional(),
          strict: z.boolean().nullish(),
        }),
      }),
    ])
    .optional(),
  max_tokens: z.number().int().min(1).nullish(),
  max_completion_tokens: z.number().int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  n: z.literal(1).nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(4), z.null()]).optional(),
  seed: z.number().int().nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.number().int().min(0).max(20).nullish(),
  logit_bias: z.record(z.string(), z.number()).nullish(),
  user: z.string().optional(),
  store: z.boolean().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).nullish(),
  verbosity: z.enum(['low', 'medium', 'high']).nullish(),
  service_tier: z.string().nullish(),
  prediction: z.looseObject({}).nullish(),
  prompt_cache_key: z.string().optional(),
  prompt_cache_retention: z.string().nullish(),
  safety_identifier: z.string().optional(),
  modalities: z.array(z.enum(['text', 'audio'])).nullish(),
})

export interface ChatRequest {
  conversation: Conversation
  stream: boolean
  includeUsage: boolean
}

export function readChat(input: unknown): ChatRequest {
  const parsed = chatSchema.safeParse(input)
  if (!parsed.success) throw fromZod(parsed.error)
  const body = parsed.data
  if (body.stream_options && !body.stream) {
    throw new OpenAiError(400, null, "The 'stream_options' parameter is only allowed when 'stream' is enabled.", 'stream_options')
  }
  const format = body.response_format
  const choice = body.tool_choice ?? 'auto'
  return {
    stream: body.stream === true,
    includeUsage: body.stream_options?.include_usage === true,
    conversation: {
      api: 'chat',
      model: body.model,
      turns: readTurns(body.messages),
      tools: (body.tools ?? []).map(
        ({ function: one }): OfferedTool => ({ name: one.name, description: one.description ?? '', parameters: one.parameters ?? {} }),
      ),
      toolChoice: typeof choice === 'string' ? choice : { name: choice.function.name },
      format: format?.type === 'json_schema' ? (format.json_schema.schema ?? true) : format?.type === 'json_object' ? true : undefined,
      maxTokens: body.max_completion_tokens ?? body.max_tokens ?? undefined,
    },
  }
}

function readTurns(messages: z.infer<typeof message>[]): Turn[] {
  let open = new Map<string, string>()
  const turns = messages.map((one, index): Turn => {
    if (one.role !== 'tool' && open.size > 0) throw unansweredCalls(open)
    const base = { text: textOf(one.content), images: [] as string[], calls: [] as Turn['calls'] }
    if (one.role === 'system' || one.role === 'developer') return { ...base, role: 'system' }
    if (one.role === 'user') {
      const images =
        typeof one.content === 'string' ? [] : one.content.flatMap((part) => (part.type === 'image_url' ? [part.image_url.url] : []))
      return { ...base, role: 'user', images }
    }
    if (one.role === 'assistant') {
      const calls = (one.tool_calls ?? []).map(({ id, function: called }) => ({ id, ...called }))
      open = new Map(calls.map((call) => [call.id, call.name]))
      return { ...base, role: 'assistant', calls }
    }
    const toolName = open.get(one.tool_call_id)
    if (toolName === undefined) {
      throw new OpenAiError(
        400,
        null,
        "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
        `messages.[${index}].role`,
      )
    }
    open.delete(one.tool_call_id)
    return { ...base, role: 'tool', callId: one.tool_call_id, toolName }
  })
  if (open.size > 0) throw unansweredCalls(open)
  return turns
}

function unansweredCalls(open: Map<string, string>): OpenAiError {
  return new OpenAiError(
    400,
    null,
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. Missing: ${[...open.keys()].join(', ')}`,
    'messages',
  )
}

function textOf(content: string | { type: string; text?: string }[] | null | undefined): string {
  if (typeof content === 'string') return content
  return (content ?? []).flatMap((part) => (part.type === 'text' && part.text !== undefined ? [part.text] : [])).join('\n')
}
