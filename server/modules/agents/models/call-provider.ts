import { AppError, ProviderError } from '../../../platform/errors.ts'
import type { TextAnswer, TextFetch } from '../../../platform/text-exchange.ts'
import type { ModelFailureCode } from './chat-model.ts'

export interface ProviderAccount {
  provider: string
  /** Without a slash at its end. */
  baseUrl: string
  /** null: a server in the same house that asks for none. */
  apiKey: string | null
  fetch: TextFetch
}

/** A longer wish than this is no retry but an outage: the customer is waiting. */
const longestRetryWaitMs = 4_000
const defaultRetryWaitMs = 300

/**
 * One POST, made a second time as `retryOnce` says.
 * @throws ProviderError
 */
export async function callProvider(account: ProviderAccount, path: string, body: string | FormData, signal: AbortSignal): Promise<unknown> {
  return retryOnce(() => callOnce(account, path, body, signal), signal)
}

/** One retry where the failure is of the passing kind (429, 5xx, a broken connection) and the pause that is asked for is short, as the customer is waiting. */
export async function retryOnce<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (!(error instanceof ProviderError) || !error.retryable || signal.aborted) throw error
    const waitMs = error.retryAfterMs ?? defaultRetryWaitMs * (0.5 + Math.random())
    if (waitMs > longestRetryWaitMs) throw error
    await pause(waitMs, signal)
    return call()
  }
}

async function callOnce(account: ProviderAccount, path: string, body: string | FormData, signal: AbortSignal): Promise<unknown> {
  const headers: Record<string, string> = typeof body === 'string' ? { 'content-type': 'application/json' } : {}
  if (account.apiKey) headers.authorization = `Bearer ${account.apiKey}`
  let response: TextAnswer
  let text: string
  try {
    response = await account.fetch(account.baseUrl + path, { method: 'POST', headers, body, signal })
    text = await response.text()
  } catch (cause) {
    throw connectionFailure(account.provider, cause, signal)
  }
  if (response.ok) return parseAnswer(account.provider, text)
  throw statusFailure(account.provider, response, text)
}

/** What a failed connection means in our words; an abort of ours passes through as it is. */
export function connectionFailure(provider: string, cause: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason
  const known = cause instanceof AppError ? cause.code : ''
  if (known === 'outside-timeout') return failure(provider, 'timeout', false, { cause })
  if (known === 'address-refused' || known === 'egress-undeclared') return failure(provider, 'invalid', false, { cause })
  return failure(provider, 'unreachable', true, { cause })
}

function statusFailure(provider: string, response: TextAnswer, text: string): ProviderError {
  const { code: providerCode, parameter } = readErrorBody(text)
  const details = {
    providerCode: providerCode ?? String(response.status),
    message: `${provider} answered ${response.status}${parameter ? ` about ${parameter}` : ''}`,
  }
  const { status } = response
  if (status === 401 || status === 403) return failure(provider, 'unauthorized', false, details)
  if (status === 402 || providerCode === 'insufficient_quota') return failure(provider, 'quota', false, details)
  if (status === 429)
    return failure(provider, 'rate-limited', true, { ...details, retryAfterMs: retryAfter((name) => response.headers.get(name)) })
  if (status === 408 || status === 409 || status >= 500)
    return failure(provider, 'unavailable', true, { ...details, retryAfterMs: retryAfter((name) => response.headers.get(name)) })
  return failure(provider, 'invalid', false, details)
}

/** The envelope that OpenAI and those compatible with it share: `{ error: { message, type, param, code } }`. The message may quote the customer: not kept. */
function readErrorBody(text: string): { code: string | undefined; parameter: string | undefined } {
  const body = parseJson(text)
  const error = isRecord(body) && isRecord(body.error) ? body.error : {}
  const code = typeof error.code === 'string' ? error.code : undefined
  const parameter = typeof error.param === 'string' ? error.param : undefined
  return { code: code?.slice(0, 60), parameter: parameter?.slice(0, 60) }
}

/** The pause that a provider asks for, by the more exact of its two headers. `undefined`: it asks for none, or names a date. */
export function retryAfter(header: (name: string) => string | null | undefined): number | undefined {
  const ms = Number(header('retry-after-ms') ?? Number.NaN)
  if (ms >= 0) return ms
  const seconds = Number(header('retry-after') ?? Number.NaN)
  return seconds >= 0 ? seconds * 1000 : undefined
}

function parseAnswer(provider: string, text: string): unknown {
  const body = parseJson(text)
  if (!isRecord(body)) throw failure(provider, 'bad-answer', true, { message: `${provider} answered something that is no JSON object` })
  return body
}

export function failure(
  provider: string,
  code: ModelFailureCode,
  retryable: boolean,
  details: { providerCode?: string; message?: string; cause?: unknown; retryAfterMs?: number | undefined } = {},
): ProviderError {
  return new ProviderError({ provider, code, retryable, ...details })
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A list of objects, whatever came. */
export function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', aborted, { once: true })
    function done() {
      signal.removeEventListener('abort', aborted)
      resolve()
    }
    function aborted() {
      clearTimeout(timer)
      reject(signal.reason)
    }
  })
}
