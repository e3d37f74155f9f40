import { z } from 'zod'
import { problemSchema } from '../../contract/paging.ts'

interface Reference {
  $ref: string
}

interface Operation {
  parameters?: unknown[]
  requestBody?: unknown
  security?: unknown[]
  responses?: Record<string, unknown>
}

interface Document {
  paths?: Record<string, Record<string, Operation>>
  components?: Record<string, Record<string, unknown>>
}

const methods = ['get', 'post', 'put', 'patch', 'delete']

const problems: Readonly<Record<string, string>> = {
  Invalid: 'The request is not as it should be: see `errors`.',
  Unauthenticated: 'Nobody is signed in, or the API key does not exist.',
  Forbidden: 'The role does not allow this.',
  NotFound: 'There is no such thing in this workspace.',
  RateLimited: 'Too many requests: slow down, and try again after `Retry-After`.',
  Problem: 'Any other failure.',
}

/** Adds to every operation what it answers when it does not do what was asked, and the header by which a POST is repeated safely. */
export function describeProblems<T extends object>(document: T): T {
  const described = structuredClone(document) as T & Document
  const components = { ...described.components }
  components.schemas = { ...components.schemas, Problem: withoutDialect(z.toJSONSchema(problemSchema)) }
  components.responses = { ...components.responses, ...Object.fromEntries(Object.keys(problems).map((name) => [name, response(name)])) }
  components.parameters = { ...components.parameters, IdempotencyKey: idempotencyKey }
  described.components = components
  for (const path of Object.values(described.paths ?? {})) {
    for (const [method, operation] of Object.entries(path)) if (methods.includes(method)) addTo(operation, method)
  }
  return described
}

function addTo(operation: Operation, method: string): void {
  const isOpen = operation.security?.length === 0
  const hasInput = operation.requestBody !== undefined || (operation.parameters ?? []).length > 0
  const takesPath = (operation.parameters ?? []).some((parameter) => (parameter as { in?: string }).in === 'path')
  operation.responses = {
    ...operation.responses,
    ...(hasInput && { 400: reference('responses', 'Invalid') }),
    ...(!isOpen && { 401: reference('responses', 'Unauthenticated'), 403: reference('responses', 'Forbidden') }),
    ...(takesPath && { 404: reference('responses', 'NotFound') }),
    429: reference('responses', 'RateLimited'),
    default: reference('responses', 'Problem'),
  }
  if (method === 'post' && !isOpen) operation.parameters = [...(operation.parameters ?? []), reference('parameters', 'IdempotencyKey')]
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key again, with the same request, gives the first answer again and does nothing twice. Kept a day.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

function response(name: string) {
  return {
    description: problems[name],
    ...(name === 'RateLimited' && { headers: { 'Retry-After': { description: 'Seconds', schema: { type: 'integer' } } } }),
    content: { 'application/problem+json': { schema: reference('schemas', 'Problem') } },
  }
}

function reference(kind: 'schemas' | 'responses' | 'parameters', name: string): Reference {
  return { $ref: `#/components/${kind}/${name}` }
}

function withoutDialect({ $schema: _, ...schema }: Record<string, unknown>): Record<string, unknown> {
  return schema
}
