import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from './signed-in.tsx'

export const knowledgeListRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/knowledge',
  component: lazyRouteComponent(() => import('../../features/knowledge/components/knowledge-list-page.tsx'), 'KnowledgeListPage'),
})

export const knowledgeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/knowledge/$knowledgeId',
  component: lazyRouteComponent(() => import('../../features/knowledge/components/knowledge-page.tsx'), 'KnowledgePage'),
})
