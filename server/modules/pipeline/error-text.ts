import { AppError } from '../../platform/errors.ts'

/** What the journal may hold of a failure: our own words, or the kind of a database error. Never a value. */
export function errorText(error: unknown): string {
  if (error instanceof AppError) return error.userMessage
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code === 'string') return `database error ${code}`
  return error instanceof Error ? error.name : 'unknown error'
}
