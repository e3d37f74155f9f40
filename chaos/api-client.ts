import { Agent, request } from 'undici'

export interface ApiAnswer {
  status: number
  body: unknown
  headers: Record<string, string | string[] | undefined>
}

export interface ApiClient {
  /** One try; status 0: nobody answered. */
  call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<ApiAnswer>
  /** Tries again until it is answered as wished, or the time is over. */
  insist<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object, patienceMs?: number): Promise<T>
}

const agent = new Agent({ connections: 32, pipelining: 1, keepAliveTimeout: 10_000 })
const callPatienceMs = 30_000

/** The public API as any program uses it. `headers`: an API key, or a session's cookie with its origin. */
export function apiClient(webUrl: () => string, headers: Record<string, string>): ApiClient {
  const call: ApiClient['call'] = async (method, path, body) => {
    try {
      const answer = await request(webUrl() + path, {
        method,
        headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
        dispatcher: agent,
        signal: AbortSignal.timeout(callPatienceMs),
      })
      const text = await answer.body.text()
      return { status: answer.statusCode, body: parsed(text), headers: answer.headers }
    } catch {
      return { status: 0, body: null, headers: {} }
    }
  }
  return {
    call,
    insist: async <T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object, patienceMs = 60_000) => {
      const deadline = Date.now() + patienceMs
      for (;;) {
        const answer = await call(method, path, body)
        if (answer.status >= 200 && answer.status < 300) return answer.body as T
        const passing = answer.status === 0 || answer.status === 429 || answer.status >= 500
        if (!passing || Date.now() > deadline)
          throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)?.slice(0, 300)}`)
        await new Promise((resolve) => setTimeout(resolve, answer.status === 429 ? 200 : 300))
      }
    },
  }
}

function parsed(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text)
  } catch {
    return text
  }
}
