import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
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

export const channelRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/channels/$channelId',
  validateSearch: (search: Record<string, unknown>): { tab?: (typeof tabs)[number] } => {
    const tab = tabs.find((name) => name === search.tab)
    return tab ? { tab } : {}
  },
  component: lazyRouteComponent(() => import('../../features/channels/components/channel-page.tsx'), 'ChannelPage'),
})
