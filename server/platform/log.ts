import { type DestinationStream, type Logger, pino } from 'pino'

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
 * JSON lines on stdout. The rule is that callers log ids and never content; the redaction is the second belt, for objects
 * that are logged whole. Headers and addresses with query strings never reach the log: the app logs route patterns.
 */
export function createLogger(options: { level: string; destination?: DestinationStream }): Logger {
  const settings = {
    level: options.level,
    base: { pid: process.pid },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[redacted]' },
  }
  return options.destination ? pino(settings, options.destination) : pino(settings)
}
