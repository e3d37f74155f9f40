import { createRouter } from '@tanstack/react-router'
import { NotFoundPage } from '../components/not-found-page.tsx'
import { PageError } from '../components/page-error.tsx'
import { agentRoute, agentsRoute, newAgentRoute } from './routes/agents.tsx'
import {
  channelCallbackRoute,
  channelRoute,
  channelsRoute,
  newChannelRoute,
  newTemplateRoute,
  templateRoute,
  templatesRoute,
} from './routes/channels.tsx'
import { contactRoute, contactsRoute } from './routes/contacts.tsx'
import { homeRoute } from './routes/home.tsx'
import { conversationRoute, inboxRoute } from './routes/inbox.tsx'
import { knowledgeListRoute, knowledgeRoute } from './routes/knowledge.tsx'
import { operationsRoute } from './routes/operations.tsx'
import { rootRoute } from './routes/root.tsx'
import { settingsRoutes } from './routes/settings.tsx'
import { signedInRoute } from './routes/signed-in.tsx'
import { forgotPasswordRoute, inviteRoute, loginRoute, resetPasswordRoute, setupRoute } from './routes/signed-out.tsx'

const routeTree = rootRoute.addChildren([
  loginRoute,
  setupRoute,
  inviteRoute,
  forgotPasswordRoute,
  resetPasswordRoute,
  signedInRoute.addChildren([
    homeRoute,
    inboxRoute.addChildren([conversationRoute]),
    contactsRoute,
    contactRoute,
    agentsRoute,
    newAgentRoute,
    agentRoute,
    knowledgeListRoute,
    knowledgeRoute,
    channelsRoute,
    channelCallbackRoute,
    newChannelRoute,
    channelRoute,
    templatesRoute,
    newTemplateRoute,
    templateRoute,
    operationsRoute,
    settingsRoutes,
  ]),
])

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultErrorComponent: PageError,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: false,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
