import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from './signed-in.tsx'

export const agentsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/agents',
  component: lazyRouteComponent(() => import('../../features/agents/components/agents-page.tsx'), 'AgentsPage'),
})

export const newAgentRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/agents/new',
  component: lazyRouteComponent(() => import('../../features/agents/components/agent-page.tsx'), 'NewAgentPage'),
})

export const agentRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/agents/$agentId',
  component: lazyRouteComponent(() => import('../../features/agents/components/agent-page.tsx'), 'AgentPage'),
})
