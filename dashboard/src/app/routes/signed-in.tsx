import { createRoute, redirect } from '@tanstack/react-router'
import { meQuery, setupStateQuery } from '../../features/accounts/api/session.ts'
import { Shell } from '../../features/shell/components/shell.tsx'
import { ApiError } from '../../lib/api-error.ts'
import { queryClient } from '../../lib/query-client.ts'
import { rootRoute } from './root.tsx'

/** Everything behind the sign-in. */
export const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(meQuery)
    } catch (error) {
      if (!(error instanceof ApiError) || error.kind !== 'unauthenticated') throw error
      const { needed } = await queryClient.fetchQuery(setupStateQuery)
      throw needed ? redirect({ to: '/setup' }) : redirect({ to: '/login', search: location.href === '/' ? {} : { next: location.href } })
    }
  },
  component: Shell,
})
