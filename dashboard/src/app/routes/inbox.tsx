import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { readFilters } from '../../features/inbox/api/filters.ts'
import { signedInRoute } from './signed-in.tsx'

export const inboxRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/inbox',
  validateSearch: readFilters,
  component: lazyRouteComponent(() => import('../../features/inbox/components/inbox-page.tsx'), 'InboxPage'),
})

/** The same page with a conversation open: the panes stay as they are. */
export const conversationRoute = createRoute({ getParentRoute: () => inboxRoute, path: '/$conversationId' })
