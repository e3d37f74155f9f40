import type { z } from 'zod'
import type { Answer } from '../http-server.ts'

/** A refusal in OpenAI's envelope. */
export class OpenAiError extends Error {
  readonly status: number
  readonly code: string | null
  readonly type: string
  readonly param: string | null
  constructor(status: number, code: string | null, message: string, param: string | null = null) {
    super(message)
    this.status = status
    this.code = code
    this.param = param
    this.type = typeFor(status, code)
  }
}

function typeFor(status: number, code: string | null): string {
  if (code === 'insufficient_quota') return 'insufficient_quota'
  if (status === 429) return 'requests'
  return status >= 500 ? 'server_error' : 'invalid_request_error'
}

export function refuseOpenAi(error: unknown): Answer {
  const known = error instanceof OpenAiError ? error : new OpenAiError(500, null, error instanceof Error ? error.message : String(error))
  const { message, type, param, code } = known
  return { status: known.status, json: { error: { message, type, param, code } }, error: `${code ?? type}: ${message}` }
}

/** A `status` fault: 429 is `rate_limit_exceeded` unless the fault names `insufficient_quota` or `slow_down`. */
export function faultEnvelope(status: number, code: number | string | undefined): Answer {
  const byStatus: Record<number, string> = { 401: 'invalid_api_key', 404: 'model_not_found', 429: 'rate_limit_exceeded' }
  return refuseOpenAi(new OpenAiError(status, code === undefined ? (byStatus[status] ?? null) : String(code), 'A fault that was asked for'))
}

export function fromZod(error: z.ZodError): OpenAiError {
  const issue = error.issues[0]
  const param = issue?.path.join('.') || null
  if (issue?.code === 'unrecognized_keys') {
    const name = [...issue.path, issue.keys[0]].join('.')
    return new OpenAiError(400, 'unknown_parameter', `Unknown parameter: '${name}'.`, name)
  }
  return new OpenAiError(400, 'invalid_value', `Invalid value for '${param ?? 'body'}': ${issue?.message ?? 'not valid'}.`, param)
}
