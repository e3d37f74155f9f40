import type { LedgerEntry } from '../ledger.ts'
import { readSpec, type SpecReport } from './load-spec.ts'

interface Field {
  name: string
  types: string[]
  required: boolean
}
interface BotApi {
  methods: Record<string, { name: string; fields?: Field[] }>
  types: Record<string, { name: string; fields?: Field[]; subtypes?: string[] }>
}

let loaded: Promise<BotApi> | undefined
const botApi = () => {
  loaded ??= readSpec('telegram-bot-api.min.json').then((text) => JSON.parse(text) as BotApi)
  return loaded
}

/** Checks the calls that were accepted: every parameter is known to the Bot API's document and has its type. */
export async function validateTelegramRequests(entries: LedgerEntry[]): Promise<SpecReport> {
  const api = await botApi()
  const byName = new Map(Object.values(api.methods).map((method) => [method.name.toLowerCase(), method]))
  const report: SpecReport = { requests: 0, operations: [], violations: [] }
  const operations = new Set<string>()
  for (const { path, query, body, status, seq } of entries) {
    const name = /^\/bot[^/]+\/(\w+)$/.exec(path)?.[1]
    const method = byName.get((name ?? '').toLowerCase())
    if (status !== 200 || !method) continue
    report.requests++
    operations.add(method.name)
    for (const problem of checkFields(api, method.fields ?? [], { ...query, ...parametersOf(body) }, '')) {
      report.violations.push({ operation: method.name, seq, ...problem })
    }
  }
  report.operations = [...operations].toSorted()
  return report
}

/** The problems of a value under one of the document's types, such as `Update`. */
export async function checkTelegramType(type: string, value: unknown): Promise<Problem[]> {
  const api = await botApi()
  return checkType(api, [type], value, '')
}

interface Problem {
  where: string
  message: string
}

function parametersOf(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null) return {}
  if (!('files' in body && 'fields' in body)) return body as Record<string, unknown>
  const { files, fields } = body as { files: { field: string }[]; fields: Record<string, string> }
  const referred = JSON.stringify(fields)
  const uploads = files.filter((one) => !referred.includes(`attach://${one.field}`))
  return { ...fields, ...Object.fromEntries(uploads.map((one) => [one.field, `attach://${one.field}`])) }
}

function checkFields(api: BotApi, fields: Field[], value: Record<string, unknown>, where: string): Problem[] {
  const known = new Map(fields.map((field) => [field.name, field]))
  const unknown = Object.keys(value).filter((name) => !known.has(name))
  const missing = fields.filter((field) => field.required && value[field.name] === undefined)
  return [
    ...unknown.map((name) => ({ where: `${where}/${name}`, message: 'is not in the document' })),
    ...missing.map((field) => ({ where: `${where}/${field.name}`, message: 'is required' })),
    ...fields.flatMap((field) =>
      value[field.name] === undefined ? [] : checkType(api, field.types, value[field.name], `${where}/${field.name}`),
    ),
  ]
}

/** One of the types fits; otherwise the complaints of the type that comes nearest. */
function checkType(api: BotApi, types: string[], given: unknown, where: string): Problem[] {
  const attempts = types.map((type) => checkOne(api, type, given, where))
  return attempts.toSorted((a, b) => a.length - b.length)[0] ?? []
}

function checkOne(api: BotApi, type: string, given: unknown, where: string): Problem[] {
  const wrong = [{ where, message: `is not ${type}` }]
  const value = fromForm(type, given)
  const array = /^Array of (.+)$/.exec(type)?.[1]
  if (array !== undefined) {
    if (!Array.isArray(value)) return wrong
    return value.flatMap((one, index) => checkType(api, array.split(/, | and | or /), one, `${where}/${index}`))
  }
  switch (type) {
    case 'Integer':
      return Number.isInteger(value) ? [] : wrong
    case 'Float':
      return typeof value === 'number' ? [] : wrong
    case 'String':
    case 'InputFile':
      return typeof value === 'string' ? [] : wrong
    case 'Boolean':
      return typeof value === 'boolean' ? [] : wrong
    case 'True':
      return value === true ? [] : wrong
    default: {
      const known = api.types[type]
      if (!known || typeof value !== 'object' || value === null) return wrong
      if (known.subtypes && known.subtypes.length > 0) return checkType(api, known.subtypes, value, where)
      return checkFields(api, known.fields ?? [], value as Record<string, unknown>, where)
    }
  }
}

/** Forms and multipart carry everything as text; objects as JSON in it. */
function fromForm(type: string, value: unknown): unknown {
  if (typeof value !== 'string' || type === 'String' || type === 'InputFile') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
