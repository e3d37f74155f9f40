import type { ApiServer } from '../../../platform/module.ts'

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

export interface BrowserAnswer {
  status: number
  body: unknown
  text: string
  headers: Record<string, unknown>
  /** The Set-Cookie line of the session; empty without one. */
  cookie: string
}

export interface Browser {
  (method: Method, path: string, body?: object | string, headers?: Record<string, string>): Promise<BrowserAnswer>
  /** Another browser with the same cookies, as a thief would have. */
  copy(): Browser
}

/** Keeps cookies and, unless told otherwise, says that its requests come from our own pages. */
export function newBrowser(server: ApiServer, ip = '127.0.0.1', cookies = new Map<string, string>()): Browser {
  const call = async (method: Method, path: string, body?: object | string, headers?: Record<string, string>): Promise<BrowserAnswer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await server.inject({
      method,
      url: path,
      remoteAddress: ip,
      headers: { ...(cookie && { cookie }), ...(headers ?? { 'sec-fetch-site': 'same-origin' }) },
      ...(body !== undefined && { payload: body }),
    })
    const lines = [answer.headers['set-cookie'] ?? []].flat()
    for (const line of lines) keep(cookies, line)
    const isJson = String(answer.headers['content-type']).includes('json') && answer.body !== ''
    return {
      status: answer.statusCode,
      body: isJson ? (JSON.parse(answer.body) as unknown) : null,
      text: answer.body,
      headers: answer.headers,
      cookie: lines.find((line) => line.includes('session_token')) ?? '',
    }
  }
  return Object.assign(call, { copy: () => newBrowser(server, ip, new Map(cookies)) })
}

/** Signed in. */
export async function browser(server: ApiServer, email: string, password: string): Promise<{ call: Browser; answer: BrowserAnswer }> {
  const call = newBrowser(server)
  const answer = await call('POST', '/api/auth/sign-in/email', { email, password })
  return { call, answer }
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ')
  const name = pair.slice(0, pair.indexOf('='))
  if (attributes.includes('Max-Age=0')) cookies.delete(name)
  else cookies.set(name, pair.slice(name.length + 1))
}
