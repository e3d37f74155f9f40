import { ApiError } from './api-error.ts'
import type { Problem } from './contract.ts'

type QueryValue = string | number | boolean | null | undefined
type Query = Record<string, QueryValue>

let activeWorkspaceId: string | null = null

/** The workspace that every call of this tab is about, also when another tab has switched to another one. */
export function callOnBehalfOf(workspaceId: string | null): void {
  activeWorkspaceId = workspaceId
}

export function pathWith(path: string, query?: Query): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== null && value !== undefined && value !== '')
  if (pairs.length === 0) return path
  return `${path}?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}`
}

async function readProblem(response: Response): Promise<Partial<Problem> | null> {
  if (!response.headers.get('content-type')?.includes('json')) return null
  const body: unknown = await response.json().catch(() => null)
  if (typeof body !== 'object' || body === null) return null
  const problem = body as Partial<Problem> & { message?: string }
  // The sign-in routes answer `{ message }` instead of a problem document.
  return problem.detail || !problem.message ? problem : { ...problem, detail: problem.message }
}

async function call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal, idempotencyKey?: string): Promise<T> {
  const headers = new Headers({ accept: 'application/json' })
  if (idempotencyKey) headers.set('idempotency-key', idempotencyKey)
  if (activeWorkspaceId) headers.set('x-workspace-id', activeWorkspaceId)
  const isForm = body instanceof FormData
  if (body !== undefined && !isForm) headers.set('content-type', 'application/json')
  let response: Response
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      body: body === undefined ? null : isForm ? body : JSON.stringify(body),
      signal: signal ?? null,
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ApiError(0, null)
  }
  if (!response.ok) throw new ApiError(response.status, await readProblem(response))
  if (response.status === 204 || response.headers.get('content-length') === '0') return undefined as T
  return (await response.json()) as T
}

const v1 = '/api/v1'

/** Calls of `/api/v1`; the answers' types are the contract's. Every failure is an `ApiError`. */
export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => call<T>('GET', pathWith(v1 + path, query), undefined, signal),
  /** With an idempotency key, a second try of the same call changes nothing. */
  post: <T>(path: string, body?: unknown, idempotencyKey?: string) => call<T>('POST', v1 + path, body ?? {}, undefined, idempotencyKey),
  patch: <T>(path: string, body: unknown) => call<T>('PATCH', v1 + path, body),
  delete: <T = void>(path: string) => call<T>('DELETE', v1 + path),
  /** One file as `multipart/form-data`. */
  upload: <T>(path: string, file: File, fields: Record<string, string> = {}) => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    form.append('file', file, file.name)
    return call<T>('POST', v1 + path, form)
  },
}

/** Calls of the sign-in routes under `/api/auth`. */
export const authApi = {
  post: <T>(path: string, body: unknown = {}) => call<T>('POST', `/api/auth${path}`, body),
  get: <T>(path: string) => call<T>('GET', `/api/auth${path}`),
}
