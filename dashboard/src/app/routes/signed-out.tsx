import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { setupStateQuery } from '../../features/accounts/api/session.ts'
import { queryClient } from '../../lib/query-client.ts'
import { rootRoute } from './root.tsx'

export const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: (search: Record<string, unknown>): { next?: string } => (isOwnPath(search.next) ? { next: search.next } : {}),
  component: lazyRouteComponent(() => import('../../features/accounts/components/login-page.tsx'), 'LoginPage'),
})

export const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  beforeLoad: async () => {
    const { needed } = await queryClient.fetchQuery(setupStateQuery)
    if (!needed) throw redirect({ to: '/login' })
  },
  component: lazyRouteComponent(() => import('../../features/accounts/components/setup-page.tsx'), 'SetupPage'),
})

export const inviteRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invite/$token',
  component: lazyRouteComponent(() => import('../../features/accounts/components/invite-page.tsx'), 'InvitePage'),
})

export const forgotPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/forgot-password',
  component: lazyRouteComponent(() => import('../../features/accounts/components/forgot-password-page.tsx'), 'ForgotPasswordPage'),
})

export const resetPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reset-password',
  component: lazyRouteComponent(() => import('../../features/accounts/components/reset-password-page.tsx'), 'ResetPasswordPage'),
})

/** After signing in people go back to where they were, and never to another site. */
function isOwnPath(value: unknown): value is string {
  return typeof value === 'string' && /^\/(?![/\\])/.test(value)
}
