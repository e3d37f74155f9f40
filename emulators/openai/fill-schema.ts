import { terms } from './text.ts'

export interface Facts {
  question: string
  answer: string
  /** Whether the answer was found in what the model was given. */
  known: boolean
  score: number
  /** The customer asked for a person. */
  wantsPerson: boolean
}

type Schema = Record<string, unknown>

/**
 * A value that follows a JSON Schema, made from what the model found out. Names decide what a field is: a question or query
 * gets the customer's words, a flag about handing over or not knowing the truth about it, other text the answer.
 */
export function fillSchema(schema: Schema, facts: Facts, name = ''): unknown {
  const options = schema.anyOf ?? schema.oneOf
  if (Array.isArray(options)) return fillSchema((options.find((one: Schema) => one.type !== 'null') ?? options[0]) as Schema, facts, name)
  if (schema.const !== undefined) return schema.const
  if (Array.isArray(schema.enum)) return nearest(schema.enum, facts, name)
  const type = Array.isArray(schema.type) ? (schema.type.find((one) => one !== 'null') as string) : schema.type
  switch (type) {
    case 'string':
      return text(schema, facts, name)
    case 'boolean':
      return flag(facts, name)
    case 'integer':
    case 'number':
      return amount(schema, facts, name, type === 'integer')
    case 'array':
      return typeof schema.minItems === 'number' && schema.minItems > 0 ? [fillSchema((schema.items ?? {}) as Schema, facts, name)] : []
    default:
      return object(schema, facts)
  }
}

function object(schema: Schema, facts: Facts): Record<string, unknown> {
  const properties = (schema.properties ?? {}) as Record<string, Schema>
  const required = Array.isArray(schema.required) ? (schema.required as string[]) : []
  const wanted = Object.entries(properties).filter(([key]) => required.includes(key))
  return Object.fromEntries(wanted.map(([key, inner]) => [key, fillSchema(inner, facts, key)]))
}

function text(schema: Schema, facts: Facts, name: string): string {
  const named = /\bone of:?\s+([\w-]+(?:\s*(?:,|\bor\b)\s*[\w-]+)+)/i.exec(typeof schema.description === 'string' ? schema.description : '')
  if (named) return String(nearest((named[1] ?? '').split(/\s*(?:,|\bor\b)\s*/), facts, name))
  const limit = typeof schema.maxLength === 'number' ? schema.maxLength : 2000
  const value = /query|question|search|^q$/i.test(name) ? facts.question : /reason|why/i.test(name) ? reason(facts) : facts.answer
  return value.slice(0, limit)
}

function reason(facts: Facts): string {
  return facts.known ? 'the answer is in the given passages' : `not in the given passages: ${facts.question}`
}

function flag(facts: Facts, name: string): boolean {
  if (/hand|escal|transfer|unknown|unsure|unanswer|human|person/i.test(name)) return !facts.known
  return facts.known
}

function amount(schema: Schema, facts: Facts, name: string, whole: boolean): number {
  const low = typeof schema.minimum === 'number' ? schema.minimum : 0
  const high = typeof schema.maximum === 'number' ? schema.maximum : Math.max(low, 1)
  const value = /confiden|score|certain|sure/i.test(name) ? low + (high - low) * facts.score : low
  return whole ? Math.round(value) : value
}

/** The choice whose words the question has; unknowing choices when nothing is known; else the first. */
function nearest(choices: unknown[], facts: Facts, name: string): unknown {
  const asked = new Set(terms(`${facts.question} ${name}`))
  const byWords = choices.find((one) => typeof one === 'string' && terms(one).some((term) => asked.has(term)))
  if (byWords !== undefined) return byWords
  const asking = choices.find((one) => typeof one === 'string' && /ask|request|want/i.test(one))
  if (facts.wantsPerson && asking !== undefined) return asking
  const unsure = choices.find((one) => typeof one === 'string' && /unknown|handover|other|neutral|none/i.test(one))
  return (facts.known ? undefined : unsure) ?? choices[0]
}
