import type { SendErrorCode } from '../../../../contract/messages.ts'
import { ProviderError } from '../../../platform/errors.ts'
import type { TextAnswer, TextFetch } from '../../../platform/text-exchange.ts'
import { asNumber, asObject, asText, type JsonObject } from '../json-value.ts'

/** One of Meta's errors in our words. */
export interface Meaning {
  code: SendErrorCode
  retryable: boolean
  title: string
  /** Too much to one person, not from the account. */
  onlyRecipient?: boolean
  /** Nothing of the account goes out any more until somebody mends it. */
  breaksAccount?: boolean
  /** Somebody has to mend something about the account, though other messages go out: what it is about, for people. */
  concern?: string
}

export interface GraphError {
  /** Null where the answer has no error of Meta's own. */
  code: number | null
  subcode: number | null
  status: number
  isTransient: boolean
  /** Meta's own words, to be recognised and not to be repeated. */
  message: string
  /** What Meta words for the person at the screen, where it does. */
  userMessage?: string | null
}

export interface GraphOptions {
  /** Which product is spoken to: the name in errors. */
  provider: string
  fetch: TextFetch
  /** Without a slash at the end. */
  baseUrl: string
  apiVersion: string
  explain(error: GraphError): Meaning
}

export interface GraphRequest {
  method: string
  /** Below the version: `/105500000000000/messages`. */
  path: string
  /** Null where the call carries a secret of its own. */
  accessToken: string | null
  query?: Record<string, string>
  json?: unknown
  /** Instead of `json`: a prepared body with its headers. */
  init?: RequestInit
  signal?: AbortSignal | undefined
}

/**
 * One call of the Graph API.
 * @throws ProviderError with one of our codes; what the way to Meta throws passes through
 */
export async function callGraph(options: GraphOptions, request: GraphRequest): Promise<JsonObject> {
  const query = request.query ? `?${new URLSearchParams(request.query)}` : ''
  const headers = {
    ...(request.init?.headers as Record<string, string> | undefined),
    ...(request.accessToken === null ? {} : { authorization: `Bearer ${request.accessToken}` }),
    ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
  }
  const response = await options.fetch(`${options.baseUrl}/${options.apiVersion}${request.path}${query}`, {
    ...request.init,
    method: request.method,
    headers,
    ...(request.json === undefined ? {} : { body: JSON.stringify(request.json) }),
    ...(request.signal ? { signal: request.signal } : {}),
  })
  const answer = parseAnswer(await response.text())
  // An error may come with status 200, and an empty 200 is no success either.
  if (response.ok && answer && !answer.error) return answer
  throw graphFailure(options, response, answer)
}

function parseAnswer(text: string): JsonObject | null {
  try {
    return asObject(JSON.parse(text))
  } catch {
    return null
  }
}

function graphFailure(options: GraphOptions, response: TextAnswer, answer: JsonObject | null): ProviderError {
  const error = asObject(answer?.error)
  const code = asNumber(error?.code)
  const meaning = options.explain({
    code,
    subcode: asNumber(error?.error_subcode),
    status: response.ok && error === null ? 502 : response.status,
    isTransient: error?.is_transient === true,
    message: asText(error?.message, 1000) ?? '',
    userMessage: asText(error?.error_user_msg, 500),
  })
  const details = asText(asObject(error?.error_data)?.details, 500)
  return new ProviderError({
    provider: options.provider,
    code: meaning.code,
    retryable: meaning.retryable,
    retryAfterMs: retryAfter(response, code),
    onlyRecipient: meaning.onlyRecipient,
    breaksAccount: meaning.breaksAccount,
    concern: meaning.concern,
    providerCode: code === null ? undefined : String(code),
    // Without Meta's own error, a proxy on the way may have spoken, or half an answer arrived: Meta itself may have taken it.
    uncertain: error === null && (response.ok || response.status >= 500),
    message: meaning.title,
    // Meta's own words: for the log. They may name a parameter, never what was written.
    cause: details === null ? undefined : new Error(details),
  })
}

/** `Retry-After`, else the pause that Meta's pages ask for: after the pair rate 4^X seconds, which begins with one. */
function retryAfter(response: TextAnswer, code: number | null): number | undefined {
  const seconds = asNumber(response.headers.get('retry-after'))
  if (seconds !== null && seconds >= 0) return Math.min(seconds, 86_400) * 1000
  if (code === 131056) return 1_000
  if (code === 133015) return 300_000
  const regain = regainMinutes(response.headers.get('x-business-use-case-usage'))
  return regain > 0 ? regain * 60_000 : undefined
}

/** The header gives minutes, per business object. */
function regainMinutes(header: string | null): number {
  const usage = header === null ? null : parseAnswer(header)
  const minutes = Object.values(usage ?? {}).flatMap((entries) =>
    Array.isArray(entries) ? entries.map((entry) => asNumber(asObject(entry)?.estimated_time_to_regain_access) ?? 0) : [],
  )
  return Math.max(0, ...minutes)
}
