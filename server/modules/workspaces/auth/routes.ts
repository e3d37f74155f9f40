import { z } from 'zod'
import { changePasswordSchema, profilePatchSchema, signedInSchema, signInSchema } from '../../../../contract/workspaces.ts'
import type { ApiServer, Deps } from '../../../platform/module.ts'
import { accessCacheOf } from '../access/access-cache.ts'
import { type Account, accountOf } from '../access/create-authenticator.ts'
import { requireSameOrigin } from '../access/same-origin.ts'
import { fail } from '../errors.ts'
import { APIError, type Auth } from './create-auth.ts'
import { createAttemptLimiter } from './limit-attempts.ts'
import { headersOf, setCookies, signIn } from './sign-in.ts'

const done = z.object({ success: z.literal(true) })

/** `/api/auth/…`: the addresses that better-auth's own clients use, no more of them than we need. */
export function authRoutes(
  server: ApiServer,
  deps: Deps,
  auth: Auth,
  findAccount: (request: Parameters<typeof headersOf>[0]) => Promise<Account | undefined>,
): void {
  const limiter = createAttemptLimiter(deps)
  const cache = accessCacheOf(deps.db)

  server.post(
    '/api/auth/sign-in/email',
    { config: { permission: 'public' }, schema: { body: signInSchema, response: { 200: signedInSchema } } },
    async (request, reply) => {
      requireSameOrigin(request, deps.config.publicUrl)
      const succeeded = await limiter.begin(request.ip, request.body.email)
      const { user } = await signIn(deps, auth, request, reply, request.body)
      await succeeded()
      return { user }
    },
  )

  server.post('/api/auth/sign-out', { config: { permission: 'public' }, schema: { response: { 200: done } } }, async (request, reply) => {
    requireSameOrigin(request, deps.config.publicUrl)
    const { headers } = await auth.api.signOut({ headers: headersOf(request), returnHeaders: true })
    cache.forgetAll()
    setCookies(reply, headers)
    return { success: true as const }
  })

  server.get(
    '/api/auth/get-session',
    { config: { permission: 'public' }, schema: { response: { 200: signedInSchema.nullable() } } },
    async (request) => {
      const account = await findAccount(request)
      return account ? { user: { id: account.userId, name: account.name, email: account.email } } : null
    },
  )

  server.post(
    '/api/auth/change-password',
    { config: { permission: 'account' }, schema: { body: changePasswordSchema, response: { 200: done } } },
    async (request, reply) => {
      const succeeded = await limiter.begin(request.ip, accountOf(request).email)
      // Every session ends with the password, this one is exchanged for a new one.
      const { headers } = await auth.api
        .changePassword({ body: { ...request.body, revokeOtherSessions: true }, headers: headersOf(request), returnHeaders: true })
        .catch((error: unknown) => {
          throw error instanceof APIError ? fail('current-password-wrong', { cause: error }) : error
        })
      cache.forgetAll()
      await succeeded()
      setCookies(reply, headers)
      return { success: true as const }
    },
  )

  server.post(
    '/api/auth/update-user',
    { config: { permission: 'account' }, schema: { body: profilePatchSchema, response: { 200: done } } },
    async (request) => {
      const { userId } = accountOf(request)
      await deps.db.auth
        .updateTable('auth.users')
        .set({ name: request.body.name, updated_at: deps.clock.now() })
        .where('id', '=', userId)
        .execute()
      cache.forgetAll()
      return { success: true as const }
    },
  )
}
