import type { FastifyReply, FastifyRequest } from 'fastify'
import { accessCacheOf } from '../access/access-cache.ts'
import { fail } from '../errors.ts'
import { APIError, type Auth, type AuthDeps } from './create-auth.ts'
import { readSessionToken, sessionCookieName, sessionSecret } from './session-cookie.ts'

export interface SignedIn {
  /** Of the session: stays inside. */
  token: string
  user: { id: string; name: string; email: string }
}

/**
 * Starts a session and sets its cookie. Always a new one: whatever session the browser held before ends, so that none planted there lives on.
 * @throws AppError `credentials-wrong`, after the same work whether or not the account exists
 */
export async function signIn(
  deps: AuthDeps,
  auth: Auth,
  request: FastifyRequest,
  reply: FastifyReply,
  credentials: { email: string; password: string },
): Promise<SignedIn> {
  const { headers, response } = await auth.api
    .signInEmail({ body: credentials, headers: headersOf(request), returnHeaders: true })
    .catch((error: unknown) => {
      throw error instanceof APIError ? fail('credentials-wrong', { cause: error }) : error
    })
  const previous = request.cookies[sessionCookieName(deps.config)]
  const token = previous && readSessionToken(previous, sessionSecret(deps.config))
  if (token) {
    await deps.db.auth.deleteFrom('auth.sessions').where('token', '=', token).execute()
    accessCacheOf(deps.db).forgetAll()
  }
  setCookies(reply, headers)
  const { id, name, email } = response.user
  return { token: response.token, user: { id, name, email } }
}

export function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers()
  if (request.headers.cookie) headers.set('cookie', request.headers.cookie)
  const userAgent = request.headers['user-agent']
  if (userAgent) headers.set('user-agent', userAgent.slice(0, 300))
  return headers
}

export function setCookies(reply: FastifyReply, headers: Headers): void {
  for (const cookie of headers.getSetCookie()) reply.header('set-cookie', cookie)
}
