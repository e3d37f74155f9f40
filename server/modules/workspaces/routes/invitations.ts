import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { idSchema, pageOf, pageQuerySchema } from '../../../../contract/paging.ts'
import {
  acceptInvitationSchema,
  invitationSchema,
  meSchema,
  newInvitationSchema,
  openInvitationSchema,
} from '../../../../contract/workspaces.ts'
import { publish } from '../../../platform/events.ts'
import type { ApiServer, Deps } from '../../../platform/module.ts'
import { accessCacheOf } from '../access/access-cache.ts'
import { type Account, findSessionOf } from '../access/create-authenticator.ts'
import { requireSameOrigin } from '../access/same-origin.ts'
import { prepareAccount } from '../accounts/create-account.ts'
import type { Auth } from '../auth/create-auth.ts'
import { signIn } from '../auth/sign-in.ts'
import { fail } from '../errors.ts'
import {
  acceptInvitation,
  createInvitation,
  findOpenInvitation,
  type InvitationRow,
  type OpenInvitation,
  revokeInvitation,
} from '../members/invitations.ts'
import { mailInvitation } from '../members/mail-invitation.ts'
import { pageFrom, readCursor } from '../paging.ts'
import { describeMe } from './describe-me.ts'

const tags = ['invitations']
const path = '/api/v1/invitations'

export function invitationRoutes(
  server: ApiServer,
  deps: Deps,
  auth: Auth,
  findAccount: (request: FastifyRequest) => Promise<Account | undefined>,
): void {
  server.get(
    path,
    { config: { permission: 'admin' }, schema: { tags, querystring: pageQuerySchema, response: { 200: pageOf(invitationSchema) } } },
    async ({ access, query }) => {
      const [before] = readCursor(query.cursor, ['id'])
      const rows = await deps.db.withWorkspace(access.workspaceId, (tx) => {
        const found = tx.selectFrom('invitations').selectAll().where('workspace_id', '=', access.workspaceId)
        return (before === undefined ? found : found.where('id', '<', String(before)))
          .orderBy('id', 'desc')
          .limit(query.limit + 1)
          .execute()
      })
      return pageFrom(
        rows,
        query.limit,
        (row) => [row.id],
        (row) => present(row, deps.clock.now()),
      )
    },
  )

  server.post(
    path,
    {
      config: { permission: 'admin', shownOnce: ['url'] },
      schema: { tags, body: newInvitationSchema, response: { 201: invitationSchema } },
    },
    async ({ access, body }, reply) => {
      const invitation = { email: body.email ?? null, role: body.role }
      const made = await deps.db.withWorkspace(access.workspaceId, async (tx) => {
        const { row, token } = await createInvitation(tx, access, invitation)
        const url = `${deps.config.publicUrl}/invite/${token}`
        return { row, url, mailed: await mailInvitation(deps, tx, row, url) }
      })
      return reply.status(201).send({ ...present(made.row, deps.clock.now()), url: made.url, mailed: made.mailed })
    },
  )

  server.delete(
    `${path}/:invitationId`,
    { config: { permission: 'admin' }, schema: { tags, params: z.object({ invitationId: idSchema }), response: { 204: z.null() } } },
    async ({ access, params }, reply) => {
      await deps.db.withWorkspace(access.workspaceId, (tx) => revokeInvitation(tx, access, params.invitationId))
      return reply.status(204).send(null)
    },
  )

  server.get(
    `${path}/by-token/:token`,
    {
      config: { permission: 'public' },
      schema: { tags, params: z.object({ token: z.string().max(100) }), response: { 200: openInvitationSchema } },
    },
    async ({ params }) => {
      const { workspace_name, invited_by_name, role, email, expires_at } = await findOpenInvitation(deps, params.token)
      return { workspaceName: workspace_name, invitedBy: invited_by_name, role, email, expiresAt: expires_at.toISOString() }
    },
  )

  server.post(
    `${path}/accept`,
    { config: { permission: 'public' }, schema: { tags, body: acceptInvitationSchema, response: { 200: meSchema } } },
    async (request, reply) => {
      requireSameOrigin(request, deps.config.publicUrl)
      const invitation = await findOpenInvitation(deps, request.body.token)
      const account = await findAccount(request)
      const credentials = account ? await join(deps, invitation, account) : await signUp(deps, invitation, request.body)
      accessCacheOf(deps.db).forgetAll()
      const session = credentials ? await signIn(deps, auth, request, reply, credentials) : undefined
      const joined = session ? await findSessionOf(deps, session.token) : await findAccount(request)
      if (!joined) throw fail('unauthenticated')
      return describeMe(deps, joined, invitation.workspace_id)
    },
  )
}

async function join(deps: Deps, invitation: OpenInvitation, { userId, name, email }: Account): Promise<undefined> {
  await acceptInvitation(deps, invitation, { account: { id: userId, name, email } })
  await announce(deps, invitation.workspace_id, userId)
}

async function signUp(
  deps: Deps,
  invitation: OpenInvitation,
  body: z.output<typeof acceptInvitationSchema>,
): Promise<{ email: string; password: string }> {
  const email = body.email ?? invitation.email
  const { name, password } = body
  if (!email || !name || !password) throw fail('sign-in-or-up')
  const newAccount = await prepareAccount({ name, email, password })
  await acceptInvitation(deps, invitation, { newAccount })
  await announce(deps, invitation.workspace_id, newAccount.id)
  return { email, password }
}

function announce(deps: Deps, workspaceId: string, userId: string): Promise<void> {
  return deps.db.withWorkspace(workspaceId, (tx) => publish(tx, workspaceId, 'member.updated', { userId }))
}

function present(row: InvitationRow, now: Date): z.infer<typeof invitationSchema> {
  const ended = row.accepted_at ? 'accepted' : row.revoked_at ? 'revoked' : row.expires_at <= now ? 'expired' : undefined
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    status: ended ?? 'pending',
    invitedBy: row.invited_by_name,
    expiresAt: row.expires_at.toISOString(),
    createdAt: row.created_at.toISOString(),
  }
}
