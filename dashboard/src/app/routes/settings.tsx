import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { mayAct, meQuery } from '../../features/accounts/api/session.ts'
import { readAuditFilters } from '../../features/settings/api/audit.ts'
import { queryClient } from '../../lib/query-client.ts'
import { signedInRoute } from './signed-in.tsx'

export const settingsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('../../features/settings/components/settings-layout.tsx'), 'SettingsLayout'),
})

const settingsIndexRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/',
  beforeLoad: async () => {
    const { role } = await queryClient.ensureQueryData(meQuery)
    throw redirect({ to: mayAct(role, 'admin') ? '/settings/workspace' : '/settings/profile' })
  },
})

const workspaceRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/workspace',
  component: lazyRouteComponent(() => import('../../features/settings/components/workspace-settings.tsx'), 'WorkspaceSettings'),
})
const teamRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/team',
  component: lazyRouteComponent(() => import('../../features/settings/components/team-settings.tsx'), 'TeamSettings'),
})
const apiKeysRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/api-keys',
  component: lazyRouteComponent(() => import('../../features/settings/components/api-key-settings.tsx'), 'ApiKeySettings'),
})
const webhooksRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('../../features/settings/components/webhook-settings.tsx'), 'WebhookSettings'),
})
const modelsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/models',
  component: lazyRouteComponent(() => import('../../features/settings/components/model-settings.tsx'), 'ModelSettings'),
})
const auditRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/audit',
  validateSearch: readAuditFilters,
  component: lazyRouteComponent(() => import('../../features/settings/components/audit-settings.tsx'), 'AuditSettings'),
})
const profileRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/profile',
  component: lazyRouteComponent(() => import('../../features/settings/components/profile-settings.tsx'), 'ProfileSettings'),
})

export const settingsRoutes = settingsRoute.addChildren([
  settingsIndexRoute,
  workspaceRoute,
  teamRoute,
  apiKeysRoute,
  webhooksRoute,
  modelsRoute,
  auditRoute,
  profileRoute,
])
