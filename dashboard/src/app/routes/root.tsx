import { createRootRoute, Outlet } from '@tanstack/react-router'
import { NotFoundPage } from '../../components/not-found-page.tsx'
import { PageError } from '../../components/page-error.tsx'

export const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage, errorComponent: PageError })
