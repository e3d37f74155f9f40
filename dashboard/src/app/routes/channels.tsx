import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { type TemplateStatus, templateStatuses } from '../../../../contract/templates.ts'
import { signedInRoute } from './signed-in.tsx'

const tabs = ['settings', 'chat', 'events'] as const

export const channelsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/channels',
  component: lazyRouteComponent(() => import('../../features/channels/components/channels-page.tsx'), 'ChannelsPage'),
})

export const newChannelRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/channels/new',
  component: lazyRouteComponent(() => import('../../features/channels/components/new-channel-page.tsx'), 'NewChannelPage'),
})

export const channelCallbackRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/channels/callback',
  component: lazyRouteComponent(() => import('../../features/channels/components/channel-callback-page.tsx'), 'ChannelCallbackPage'),
})

export const channelRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/channels/$channelId',
  validateSearch: (search: Record<string, unknown>): { tab?: (typeof tabs)[number] } => {
    const tab = tabs.find((name) => name === search.tab)
    return tab ? { tab } : {}
  },
  component: lazyRouteComponent(() => import('../../features/channels/components/channel-page.tsx'), 'ChannelPage'),
})

export const templatesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/channels/$channelId/templates',
  validateSearch: (search: Record<string, unknown>): { q?: string; state?: TemplateStatus } => {
    const state = templateStatuses.find((name) => name === search.state)
    return { ...(search.q ? { q: String(search.q) } : {}), ...(state ? { state } : {}) }
  },
  component: lazyRouteComponent(() => import('../../features/templates/components/templates-page.tsx'), 'TemplatesPage'),
})

export const newTemplateRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/channels/$channelId/templates/new',
  component: lazyRouteComponent(() => import('../../features/templates/components/template-page.tsx'), 'NewTemplatePage'),
})

export const templateRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/channels/$channelId/templates/$templateId',
  component: lazyRouteComponent(() => import('../../features/templates/components/template-page.tsx'), 'TemplatePage'),
})
