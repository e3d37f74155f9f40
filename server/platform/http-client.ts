import { FormData as UndiciFormData, type RequestInit as UndiciRequestInit, fetch as undiciFetch } from 'undici'
import type { Config } from './config.ts'
import { type EgressDeclaration, matchesHost } from './egress.ts'
import { AppError } from './errors.ts'
import { createGuardedAgent } from './guarded-agent.ts'
import { outsideFailure } from './http-client-errors.ts'
import { limitBody } from './limit-body.ts'
import type { Logger } from './log.ts'
import { ExchangeTimeout, ExchangeTooLarge, exchangeText, type TextAnswer, type TextFetch } from './text-exchange.ts'

export interface CallOptions {
  /** The whole exchange, body included. Default 30 s. */
  timeoutMs?: number
  /** Bytes of the answer after decompression. Default 10 MB. */
  maxBytes?: number
  /** How many redirects a GET or HEAD follows, each checked anew. Default 0: the 3xx answer is given to the caller. */
  maxRedirects?: number
}

export interface HttpClient {
  /** `url` must belong to the purpose's declared hosts. Rejects with AppError `outside-…` or `address-refused`. */
  fetch(purpose: string, url: string | URL, init?: RequestInit & CallOptions): Promise<Response>
  /** The same as a plain `fetch`, for adapters and SDKs that want one. */
  fetchFor(purpose: string, options?: CallOptions): typeof fetch
  /** For small requests and answers on the hot path: the whole answer is read before the promise resolves, redirects are never followed. */
  textFetchFor(purpose: string, options?: CallOptions): TextFetch
  /** Everything that was declared: the register of sub-processors. */
  egress: readonly EgressDeclaration[]
  close(): Promise<void>
}

/** What a call was, without path, query, headers or body: those can hold secrets. */
export interface ObservedCall {
  purpose: string
  host: string
  method: string
  status: number | null
  durationMs: number
}

const defaults = { timeoutMs: 30_000, maxBytes: 10 * 1024 * 1024, maxRedirects: 0 }

/** The one way out of the house: whoever imports another HTTP client fails the build. */
export function createHttpClient(options: {
  config: Pick<Config, 'providerUrls' | 'allowedPrivateHosts'>
  log: Logger
  egress: readonly EgressDeclaration[]
  observe?: (call: ObservedCall) => void
}): HttpClient {
  const { config, log, egress } = options
  const declared = new Map(egress.map((declaration) => [declaration.purpose, declaration]))
  const agent = createGuardedAgent((hostAndPort) => config.allowedPrivateHosts.includes(hostAndPort))
  // Connections to addresses from the settings live in an agent of their own: a pooled one must not serve a user's URL.
  const settingsAgent = createGuardedAgent(() => true)

  const call = async (purpose: string, target: URL, init: RequestInit, limits: typeof defaults): Promise<Response> => {
    const declaration = declared.get(purpose)
    if (!declaration) throw outsideFailure('egress-undeclared', { message: `The purpose ${purpose} is not declared` })
    const method = (init.method ?? 'GET').toUpperCase()
    const signal = AbortSignal.any([AbortSignal.timeout(limits.timeoutMs), ...(init.signal ? [init.signal] : [])])
    let url = target
    let headers = new Headers(init.headers)
    for (let hop = 0; ; hop += 1) {
      const route = routeFor(declaration, url)
      const started = performance.now()
      const observed = { purpose, host: url.host, method }
      const dispatcher = route === 'settings' ? settingsAgent : agent
      const request = {
        ...init,
        body: ownFormData(init.body),
        headers,
        signal,
        redirect: 'manual',
        dispatcher,
      } as unknown as UndiciRequestInit
      const answer = await undiciFetch(url, request).catch((error: unknown) => {
        options.observe?.({ ...observed, status: null, durationMs: performance.now() - started })
        throw explain(error, init.signal ?? null, url)
      })
      options.observe?.({ ...observed, status: answer.status, durationMs: performance.now() - started })
      log.debug({ purpose, host: url.host, method, status: answer.status }, 'outside call')
      const location = answer.headers.get('location')
      const isRedirect = [301, 302, 303, 307, 308].includes(answer.status) && location !== null
      if (!isRedirect || limits.maxRedirects === 0 || (method !== 'GET' && method !== 'HEAD'))
        return limitBody(answer, url, limits.maxBytes, init.signal ?? null)
      await answer.body?.cancel()
      if (hop >= limits.maxRedirects) throw outsideFailure('outside-redirects', { message: `More than ${limits.maxRedirects} redirects` })
      const next = URL.canParse(location, url.href) ? new URL(location, url) : null
      if (next === null || (url.protocol === 'https:' && next.protocol !== 'https:'))
        throw outsideFailure('address-refused', { message: 'A redirect to an address that is not allowed' })
      if (next.origin !== url.origin) headers = withoutCredentials(headers)
      url = next
    }
  }

  /** Which connections may carry this URL for this purpose. */
  const routeFor = (declaration: EgressDeclaration, url: URL): 'settings' | 'public' => {
    if (!['http:', 'https:'].includes(url.protocol) || url.username || url.password) {
      throw outsideFailure('address-refused', { message: 'Only http and https addresses without user names are allowed' })
    }
    const moved = declaration.setting ? config.providerUrls[declaration.setting] : null
    if (moved && new URL(moved).origin === url.origin) return 'settings'
    if (declaration.userSupplied || config.allowedPrivateHosts.includes(hostAndPort(url))) return 'public'
    const host = url.hostname.toLowerCase()
    if (url.protocol === 'https:' && declaration.hosts.some((pattern) => matchesHost(pattern, host))) return 'public'
    throw outsideFailure('egress-undeclared', { message: `The host ${url.host} is not declared for ${declaration.purpose}` })
  }

  const fetchOutside: HttpClient['fetch'] = async (purpose, url, init = {}) => {
    const { timeoutMs, maxBytes, maxRedirects, ...rest } = init
    if (!URL.canParse(String(url))) throw outsideFailure('address-refused', { message: 'Not an address' })
    return call(purpose, new URL(url), rest, {
      timeoutMs: timeoutMs ?? defaults.timeoutMs,
      maxBytes: maxBytes ?? defaults.maxBytes,
      maxRedirects: maxRedirects ?? defaults.maxRedirects,
    })
  }

  const exchange = async (purpose: string, url: URL, init: RequestInit, limits: typeof defaults): Promise<TextAnswer> => {
    const declaration = declared.get(purpose)
    if (!declaration) throw outsideFailure('egress-undeclared', { message: `The purpose ${purpose} is not declared` })
    const dispatcher = routeFor(declaration, url) === 'settings' ? settingsAgent : agent
    const { method = 'GET', headers, body = null, signal = null } = init
    const started = performance.now()
    let status: number | null = null
    try {
      const answer = await exchangeText(dispatcher, url, {
        method,
        headers: plainHeaders(headers),
        body: body as string | null,
        signal,
        timeoutMs: limits.timeoutMs,
        maxBytes: limits.maxBytes,
      })
      status = answer.status
      return answer
    } catch (error) {
      throw explain(error, signal, url)
    } finally {
      options.observe?.({ purpose, host: url.host, method, status, durationMs: performance.now() - started })
      log.debug({ purpose, host: url.host, method, status }, 'outside call')
    }
  }

  return {
    fetch: fetchOutside,
    textFetchFor: (purpose, limits = {}) => {
      const { timeoutMs, maxBytes } = { ...defaults, ...limits }
      return async (url, init) => {
        // Forms and streams need what fetch can do.
        if (init.body != null && typeof init.body !== 'string') return fetchOutside(purpose, url, { ...init, timeoutMs, maxBytes })
        if (!URL.canParse(url)) throw outsideFailure('address-refused', { message: 'Not an address' })
        return exchange(purpose, new URL(url), init, { ...defaults, timeoutMs, maxBytes })
      }
    },
    fetchFor:
      (purpose, limits = {}) =>
      async (input, init) => {
        if (!(input instanceof Request)) return fetchOutside(purpose, input, { ...init, ...limits })
        const { url, method, headers, signal } = input
        const body = input.body === null ? null : await input.arrayBuffer()
        return fetchOutside(purpose, url, { method, headers, body, signal, ...init, ...limits })
      },
    egress,
    close: async () => {
      await Promise.all([agent.close(), settingsAgent.close()])
    },
  }
}

function hostAndPort(url: URL): string {
  return `${url.hostname.toLowerCase()}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`
}

/** undici knows only its own FormData; that of Node would be sent as the words "[object FormData]". */
function ownFormData(body: RequestInit['body']): unknown {
  if (!(body instanceof FormData)) return body
  const own = new UndiciFormData()
  for (const [name, value] of body) {
    if (typeof value === 'string') own.append(name, value)
    else own.append(name, value, value.name)
  }
  return own
}

function plainHeaders(headers: RequestInit['headers']): Record<string, string> {
  if (headers === undefined) return {}
  return headers instanceof Headers || Array.isArray(headers) ? Object.fromEntries(headers) : (headers as Record<string, string>)
}

function withoutCredentials(headers: Headers): Headers {
  const kept = new Headers(headers)
  for (const name of ['authorization', 'cookie', 'proxy-authorization', 'x-api-key']) kept.delete(name)
  return kept
}

function explain(error: unknown, callerSignal: AbortSignal | null, url: URL): unknown {
  if (callerSignal?.aborted) return callerSignal.reason
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof AppError) return cause
    if (cause instanceof ExchangeTooLarge)
      return outsideFailure('outside-too-large', { message: `${url.host} answered with too many bytes` })
    if (cause instanceof ExchangeTimeout || cause.name === 'TimeoutError' || /Timeout/.test(cause.name))
      return outsideFailure('outside-timeout', { message: `${url.host} did not answer in time`, cause: error })
  }
  return outsideFailure('outside-unreachable', { message: `${url.host} could not be reached`, cause: error })
}
