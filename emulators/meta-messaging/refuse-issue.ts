import type { z } from 'zod'
import { MetaError } from './graph-error.ts'

/** Reads a call's parameters; the first broken rule becomes error 100 in words like Meta's own. */
export function readParameters<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  throw refuseIssue(parsed.error, input)
}

function refuseIssue({ issues: [issue] }: z.ZodError, input: unknown): MetaError {
  if (!issue) return new MetaError(100)
  const name = bracketed(issue.path)
  if (issue.code === 'unrecognized_keys') {
    return new MetaError(100, `Invalid keys "${issue.keys.join(', ')}" were found in param "${name || 'body'}".`)
  }
  if (issue.code === 'too_big' && issue.origin === 'string') {
    return new MetaError(100, `Length of param ${name} must be less than or equal to ${issue.maximum}`)
  }
  if (issue.code === 'invalid_type' && valueAt(input, issue.path) === undefined) {
    return new MetaError(100, `The parameter ${name || 'body'} is required.`)
  }
  return new MetaError(100, `Param ${name || 'body'}: ${issue.message}`)
}

/** `message[attachment][payload]` */
function bracketed([first, ...rest]: PropertyKey[]): string {
  return first === undefined ? '' : `${String(first)}${rest.map((part) => `[${String(part)}]`).join('')}`
}

function valueAt(input: unknown, path: PropertyKey[]): unknown {
  let value = input
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return value
}
