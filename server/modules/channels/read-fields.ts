import type { z } from 'zod'
import type { FieldError } from '../../platform/errors.ts'
import type { ChannelAdapter } from './adapter.ts'
import { fail } from './errors.ts'

/** What the wizard's form gave, by the adapter's own schemas. @throws AppError `channel-invalid` naming each field */
export function readFields(
  adapter: ChannelAdapter,
  given: { config: unknown; credentials: unknown },
): { settings: unknown; credentials: unknown } {
  const settings = adapter.settings.safeParse(given.config)
  const credentials = adapter.credentials.safeParse(given.credentials)
  if (settings.success && credentials.success) return { settings: settings.data, credentials: credentials.data }
  throw fail('channel-invalid', { errors: [...fieldErrors('config', settings), ...fieldErrors('credentials', credentials)] })
}

function fieldErrors(parent: string, result: z.ZodSafeParseResult<unknown>): FieldError[] {
  return (result.error?.issues ?? []).map((issue) => ({ path: [parent, ...issue.path].join('.'), message: issue.message }))
}

/** A field left empty in a form is a field not given. */
export function withoutEmpty(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '' && value !== null && value !== undefined))
}
