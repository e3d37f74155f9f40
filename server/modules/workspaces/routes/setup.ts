import { meSchema, setupSchema, setupStateSchema } from '../../../../contract/workspaces.ts'
import { isMailSetUp } from '../../../platform/mail/index.ts'
import type { ApiServer, Deps } from '../../../platform/module.ts'
import { findSessionOf } from '../access/create-authenticator.ts'
import { requireSameOrigin } from '../access/same-origin.ts'
import { createFirstOwner, needsSetup } from '../accounts/create-owner.ts'
import { requireTimeZone } from '../accounts/create-workspace.ts'
import type { Auth } from '../auth/create-auth.ts'
import { signIn } from '../auth/sign-in.ts'
import { fail } from '../errors.ts'
import { describeMe } from './describe-me.ts'

const path = '/api/v1/setup'
const tags = ['accounts']

/** The first visit: open to anybody until there is an account, closed for ever after. */
export function setupRoutes(server: ApiServer, deps: Deps, auth: Auth): void {
  server.get(path, { config: { permission: 'public' }, schema: { tags, response: { 200: setupStateSchema } } }, async () => ({
    needed: await needsSetup(deps),
    mail: isMailSetUp(deps),
  }))

  server.post(
    path,
    { config: { permission: 'public' }, schema: { tags, body: setupSchema, response: { 201: meSchema } } },
    async (request, reply) => {
      requireSameOrigin(request, deps.config.publicUrl)
      requireTimeZone(request.body.timeZone)
      // Asked before the password is hashed, so that a closed door costs nothing.
      const owner = (await needsSetup(deps)) ? await createFirstOwner(deps, request.body) : null
      if (!owner) throw fail('setup-done')
      const session = await signIn(deps, auth, request, reply, request.body)
      return reply.status(201).send(await describeMe(deps, await findSessionOf(deps, session.token)))
    },
  )
}
