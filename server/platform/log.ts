import { type DestinationStream, type LogFn, type Logger, pino } from 'pino'
import { isDatabaseAway } from './database-away.ts'

export type { Logger }

const secretFields = [
  'password',
  'token',
  'accessToken',
  'appSecret',
  'verifyToken',
  'botToken',
  'apiKey',
  'secret',
  'secretKey',
  'authorization',
  'cookie',
  'text',
  'phone',
]

/**
 * Of an error only what says where it came from: libraries hang requests, answers and rows on theirs. Two kinds quote in their message what they
 * could not read, which may be a customer's words.
 */
export function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === 'object' ? { type: 'unknown' } : { type: typeof error }
  const { type, message, stack } = pino.stdSerializers.err(error)
  const { code } = error as { code?: unknown }
  const shown = quotesInput(error) ? withoutQuotes : (text: string) => text
  return { type, message: shown(message), stack: shown(stack), ...(['string', 'number'].includes(typeof code) && { code }) }
}

/** JSON that does not parse; a value that PostgreSQL does not take for its column (class 22). */
function quotesInput(error: Error): boolean {
  for (let one: unknown = error; one instanceof Error; one = one.cause) {
    if (one instanceof SyntaxError || /^22\w{3}$/.test(String((one as { code?: unknown }).code))) return true
  }
  return false
}

function withoutQuotes(text: string): string {
  return text.replace(/"[^\n]*"/g, '"…"')
}

/**
 * JSON lines on stdout. The rule is that callers log ids and never content; the redaction is the second belt, for objects
 * that are logged whole. Headers and addresses with query strings never reach the log: the app logs route patterns.
 */
export function createLogger(options: { level: string; destination?: DestinationStream }): Logger {
  const settings = {
    level: options.level,
    base: { pid: process.pid },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    serializers: { err: serializeError },
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { logMethod: quietRepeats() },
    redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[redacted]' },
  }
  return options.destination ? pino(settings, options.destination) : pino(settings)
}

const quietMs = 10_000

/**
 * While the database is away every loop and every request meets it: each kind of line is written once in ten seconds, with the number of those that were
 * left out since. How long it was away says watch-database.ts.
 */
function quietRepeats() {
  const kinds = new Map<string, { at: number; left: number }>()
  return function logMethod(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
    const [fields, message] = args as unknown as [unknown, unknown]
    const error = (fields as { err?: unknown } | null)?.err
    if (isDatabaseAway(error)) {
      // Messages are constants, so there are as many kinds as places in the program.
      const kind = kinds.get(String(message)) ?? { at: 0, left: 0 }
      kinds.set(String(message), kind)
      if (Date.now() - kind.at < quietMs) {
        kind.left += 1
        return
      }
      if (kind.left > 0) Object.assign(fields as object, { leftOut: kind.left })
      kind.at = Date.now()
      kind.left = 0
    }
    method.apply(this, args)
  }
}
