import type { z } from 'zod'
import type { FieldError } from '../../platform/errors.ts'
import type { ChannelAdapter } from './adapter.ts'
import { fail } from './errors.ts'

export interface ReadFields {
  settings: unknown
  credentials: unknown
  /** What is stored of the credentials: what was entered. What stands for what was not (the installation's own secret) may change, and is no copy. */
  entered: Record<string, unknown>
}

/** What the wizard's form gave, by the adapter's own schemas. @throws AppError `channel-invalid` naming each field */
export function readFields(
  adapter: ChannelAdapter,
  given: { config: Record<string, unknown>; credentials: Record<string, unknown> },
): ReadFields {
  const settings = adapter.settings.safeParse(given.config)
  const credentials = adapter.credentials.safeParse(given.credentials)
  if (!settings.success || !credentials.success)
    throw fail('channel-invalid', { errors: [...fieldErrors('config', settings), ...fieldErrors('credentials', credentials)] })
  return { settings: settings.data, credentials: credentials.data, entered: onlyNamed(credentials.data, given.credentials) }
}

/** The fields that are given, as the schema read them. */
function onlyNamed(read: unknown, given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(read as Record<string, unknown>).filter(([name]) => given[name] !== undefined))
}

function fieldErrors(parent: string, result: z.ZodSafeParseResult<unknown>): FieldError[] {
  return (result.error?.issues ?? []).map((issue) => ({ path: [parent, ...issue.path].join('.'), message: issue.message }))
}

/** A field left empty in a form is a field not given. */
export function withoutEmpty(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '' && value !== null && value !== undefined))
}
