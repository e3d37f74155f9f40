import { z } from 'zod'
import type { Answer } from '../http-server.ts'
import { embed } from './embed.ts'
import { fromZod, OpenAiError } from './openai-error.ts'

const tokens = z.array(z.number().int().min(0)).min(1)
const embeddingsSchema = z.strictObject({
  model: z.string().min(1),
  input: z.union([z.string(), z.array(z.string()).min(1).max(2048), tokens, z.array(tokens).min(1).max(2048)]),
  encoding_format: z.enum(['float', 'base64']).optional(),
  dimensions: z.number().int().min(1).optional(),
  user: z.string().optional(),
})

const mostTokens = 8192

/** `POST /v1/embeddings`: floats, or base64 of little-endian 32-bit floats as most SDKs ask for. */
export function embeddings(input: unknown, checkModel: (model: string) => void): Answer {
  const parsed = embeddingsSchema.safeParse(input)
  if (!parsed.success) throw fromZod(parsed.error)
  const { model, encoding_format: format, dimensions } = parsed.data
  checkModel(model)
  const natural = model.includes('large') ? 3072 : 1536
  if (dimensions !== undefined && dimensions > natural)
    throw new OpenAiError(400, null, `This model does not support dimensions greater than ${natural}.`, 'dimensions')
  const texts = textsOf(parsed.data.input)
  let used = 0
  for (const text of texts) {
    if (text === '')
      throw new OpenAiError(
        400,
        null,
        "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.",
        'input',
      )
    const count = Math.ceil(text.length / 4)
    if (count > mostTokens) throw new OpenAiError(400, null, `This model's maximum context length is ${mostTokens} tokens.`, 'input')
    used += count
  }
  const data = texts.map((text, index) => {
    const vector = embed(text, dimensions ?? natural)
    const embedding = format === 'base64' ? Buffer.from(vector.buffer).toString('base64') : Array.from(vector)
    return { object: 'embedding', index, embedding }
  })
  return { status: 200, json: { object: 'list', data, model, usage: { prompt_tokens: used, total_tokens: used } } }
}

function textsOf(input: z.infer<typeof embeddingsSchema>['input']): string[] {
  if (typeof input === 'string') return [input]
  if (input.every((one) => typeof one === 'string')) return input
  if (input.every((one) => typeof one === 'number')) return [input.join(' ')]
  return (input as number[][]).map((one) => one.join(' '))
}
