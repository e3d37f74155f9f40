import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './api-error.ts'

/** Refusals are answers: only what may pass by itself (no connection, a server that stumbles) is asked again. */
export function isWorthRetrying(failures: number, error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  return failures < 2 && (error.kind === 'network' || error.kind === 'server')
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 30_000, gcTime: 10 * 60_000, retry: isWorthRetrying, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
})
