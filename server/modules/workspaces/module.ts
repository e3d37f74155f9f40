import type { Module } from '../../platform/module.ts'
import { createAuthenticator } from './access/create-authenticator.ts'
import { endExpiredSessions } from './access/queries.ts'
import { watchAccessChanges } from './access/watch-access-changes.ts'
import { createAuth } from './auth/create-auth.ts'
import { mailReset } from './auth/mail-reset.ts'
import { resetRoutes } from './auth/reset-routes.ts'
import { authRoutes } from './auth/routes.ts'
import { personalData } from './personal-data.ts'
import { apiKeyRoutes } from './routes/api-keys.ts'
import { auditRoutes } from './routes/audit-log.ts'
import { invitationRoutes } from './routes/invitations.ts'
import { meRoutes } from './routes/me.ts'
import { memberRoutes } from './routes/members.ts'
import { notificationRoutes } from './routes/notifications.ts'
import { setupRoutes } from './routes/setup.ts'
import { workspaceRoutes } from './routes/workspace.ts'

/**
 * Who may come in: accounts and sessions, workspaces with their members, roles and invitations, API keys, and the audit log. It knows
 * nothing of what happens inside a workspace.
 */
export const workspacesModule: Module = {
  name: 'workspaces',
  routes: (server, deps) => {
    const auth = createAuth(deps, (user, token) => mailReset(deps, user, token))
    const { findAccount } = createAuthenticator(deps)
    authRoutes(server, deps, auth, findAccount)
    resetRoutes(server, deps, auth)
    setupRoutes(server, deps, auth)
    meRoutes(server, deps)
    workspaceRoutes(server, deps)
    memberRoutes(server, deps)
    notificationRoutes(server, deps)
    invitationRoutes(server, deps, auth, findAccount)
    apiKeyRoutes(server, deps)
    auditRoutes(server, deps)
  },
  jobs: (deps) => ({ 'workspaces.end-sessions': () => endExpiredSessions(deps.db, deps.clock.now()) }),
  schedules: [{ job: 'workspaces.end-sessions', cron: '40 3 * * *' }],
  start: async (deps) => (deps.config.roles.has('web') ? watchAccessChanges(deps) : { stop: async () => {} }),
  personalData,
  egress: [],
}
