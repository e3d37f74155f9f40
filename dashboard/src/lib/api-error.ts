import type { Problem } from './contract.ts'

/** `network`: no answer came at all; the others are the server's own refusals. */
export type ApiErrorKind = 'network' | 'unauthenticated' | 'forbidden' | 'not-found' | 'conflict' | 'invalid' | 'limited' | 'server'

export class ApiError extends Error {
  readonly kind: ApiErrorKind
  readonly status: number
  /** The server's own sentence for people; null when it gave none. */
  readonly detail: string | null
  readonly fields: { path: string; message: string }[]

  constructor(status: number, problem: Partial<Problem> | null) {
    super(problem?.detail || problem?.title || `HTTP ${status}`)
    this.name = 'ApiError'
    this.status = status
    this.kind = kindOf(status)
    this.detail = problem?.detail || problem?.title || null
    this.fields = problem?.errors ?? []
  }

  /** The first complaint about a field, by the field's own name. */
  fieldErrors(): Record<string, string> {
    const errors: Record<string, string> = {}
    for (const { path, message } of this.fields) errors[path] ??= message
    return errors
  }
}

export function kindOf(status: number): ApiErrorKind {
  if (status === 0) return 'network'
  if (status === 401) return 'unauthenticated'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not-found'
  if (status === 409) return 'conflict'
  if (status === 429) return 'limited'
  return status < 500 ? 'invalid' : 'server'
}
