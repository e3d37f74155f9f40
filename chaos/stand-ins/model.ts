import { markerPattern } from '../history.ts'
import type { Random } from '../random.ts'
import { type Door, type Exchange, openDoor } from './http-door.ts'

/** So many answers are longer than a provider takes at once. */
const longShare = 0.03

interface Turn {
  role?: string
  content?: string | { text?: string }[]
}

export interface Model extends Door {
  heal(): void
  readonly calls: number
}

/**
 * An OpenAI-compatible model whose answer names every message of the customer that it was shown since the last answer: so an answer to a burst can
 * be matched with each of its messages. Slow now and then, so that people take over in the middle of a thought; `rate` of its calls fail.
 */
export async function openModel(random: Random, rate: number, lateMs: readonly [number, number] = [4_000, 9_000]): Promise<Model> {
  let healed = rate === 0
  let calls = 0
  const door = await openDoor((exchange) => {
    calls += 1
    const isLong = random.chance(longShare)
    const answer = () => reply(exchange, isLong ? calls : null)
    if (healed) return answer()
    if (random.chance(rate)) return fail(exchange, random, lateMs)
    if (random.chance(0.05)) setTimeout(answer, random.between(300, 2_500))
    else setTimeout(answer, random.between(0, 60))
  })
  return {
    ...door,
    heal: () => {
      healed = true
    },
    get calls() {
      return calls
    },
  }
}

function fail(exchange: Exchange, random: Random, lateMs: readonly [number, number]) {
  switch (random.between(0, 7)) {
    case 0:
      return exchange.json(
        429,
        { error: { message: 'Slow down', type: 'rate_limit', code: 'rate_limit_exceeded' } },
        { 'retry-after': '1' },
      )
    case 1:
      return exchange.json(503, { error: { message: 'Overloaded', type: 'server_error', code: null } })
    case 2:
      return exchange.reset()
    case 3:
      return exchange.half(completion(['never read']))
    case 4:
      return exchange.json(200, said(exchange, ['']))
    // Two answers in one, and one answer two times.
    case 5:
      return exchange.json(200, said(exchange, [wordsFor(exchange), wordsFor(exchange)]))
    case 6:
      return exchange.twice(said(exchange, [wordsFor(exchange)]))
    default:
      setTimeout(() => reply(exchange), random.between(...lateMs))
  }
}

/** @param long a number of its own for an answer that takes several calls of a provider */
function reply(exchange: Exchange, long: number | null = null) {
  const words = wordsFor(exchange)
  exchange.json(200, said(exchange, [long === null ? words : `${words}\n${explained(long)}`]))
}

/** Some 6,000 characters of which no two pieces are alike: each can be told by itself, in whatever part of whichever answer it arrives. */
function explained(number: number): string {
  return Array.from(
    { length: 90 },
    (_, line) => `Point ${number}-${line + 1}: the kettle whistles when it is hot, and the lid stays on.`,
  ).join('\n')
}

function wordsFor({ body }: Exchange): string {
  const { messages, input } = JSON.parse(body) as { messages?: Turn[]; input?: Turn[] }
  return `Noted: ${unanswered(messages ?? input ?? []).join(' ')}`
}

function said({ path }: Exchange, texts: readonly string[]): object {
  return path.endsWith('/responses') ? response(texts) : completion(texts)
}

/** The words by which the messages since the last answer are known. */
export function unanswered(turns: readonly Turn[]): string[] {
  const last = turns.findLastIndex((turn) => turn.role === 'assistant')
  return turns.slice(last + 1).flatMap((turn) => (turn.role === 'user' ? (textOf(turn.content).match(markerPattern) ?? []) : []))
}

function textOf(content: Turn['content']): string {
  return typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join('\n')
}

const usage = { prompt_tokens: 60, completion_tokens: 10, total_tokens: 70, input_tokens: 60, output_tokens: 10 }

function completion(texts: readonly string[]): object {
  const choices = texts.map((content, index) => ({ index, message: { role: 'assistant', content, refusal: null }, finish_reason: 'stop' }))
  return { id: 'chaos', object: 'chat.completion', model: 'chaos', choices, usage }
}

function response(texts: readonly string[]): object {
  const output = texts.map((text, index) => ({
    id: `msg-${index}`,
    type: 'message',
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_text', text, annotations: [] }],
  }))
  return { id: 'chaos', object: 'response', status: 'completed', model: 'chaos', output, usage }
}
