import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { passwordResetRequestSchema, passwordResetSchema } from '../../../../contract/workspaces.ts'
import { requireMail } from '../../../platform/mail/index.ts'
import type { ApiServer, Deps } from '../../../platform/module.ts'
import { accessCacheOf } from '../access/access-cache.ts'
import { requireSameOrigin } from '../access/same-origin.ts'
import { fail } from '../errors.ts'
import { APIError, type Auth } from './create-auth.ts'
import { createAttemptLimiter } from './limit-attempts.ts'

const done = z.object({ success: z.literal(true) })
const config = { permission: 'public' } as const
/** Longer than either answer takes, so that its time does not say whether there is such an account. */
const answerAfterMs = 400

/** A forgotten password: a link by mail, and what it leads to. */
export function resetRoutes(server: ApiServer, deps: Deps, auth: Auth): void {
  const limiter = createAttemptLimiter(deps)

  server.post(
    '/api/auth/request-password-reset',
    { config, schema: { body: passwordResetRequestSchema, response: { 200: done } } },
    async (request) => {
      requireSameOrigin(request, deps.config.publicUrl)
      requireMail(deps)
      const email = request.body.email.toLowerCase()
      await limiter.beginReset(request.ip, email)
      await Promise.all([auth.api.requestPasswordReset({ body: { email } }), sleep(answerAfterMs)])
      return { success: true as const }
    },
  )

  server.post('/api/auth/reset-password', { config, schema: { body: passwordResetSchema, response: { 200: done } } }, async (request) => {
    requireSameOrigin(request, deps.config.publicUrl)
    await limiter.beginReset(request.ip, null)
    await auth.api.resetPassword({ body: request.body }).catch((error: unknown) => {
      throw error instanceof APIError ? fail('reset-link-invalid', { cause: error }) : error
    })
    accessCacheOf(deps.db).forgetAll()
    return { success: true as const }
  })
}
