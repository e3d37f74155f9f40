import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { signedInRoute } from './signed-in.tsx'

export const contactsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/contacts',
  validateSearch: (search: Record<string, unknown>): { q?: string } => (search.q ? { q: String(search.q) } : {}),
  component: lazyRouteComponent(() => import('../../features/contacts/components/contacts-page.tsx'), 'ContactsPage'),
})

export const contactRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/contacts/$contactId',
  component: lazyRouteComponent(() => import('../../features/contacts/components/contact-page.tsx'), 'ContactPage'),
})
