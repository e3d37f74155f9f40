import { queryOptions, useMutation, useQuery } from '@tanstack/react-query'
import { api, authApi, callOnBehalfOf } from '../../../lib/api.ts'
import { ApiError } from '../../../lib/api-error.ts'
import type { Me, Role, Setup } from '../../../lib/contract.ts'
import { queryClient } from '../../../lib/query-client.ts'

const ranks: Record<Role, number> = { viewer: 0, agent: 1, admin: 2, owner: 3 }

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => {
    const me = await api.get<Me>('/me', undefined, signal)
    callOnBehalfOf(me.workspace?.id ?? null)
    return me
  },
  staleTime: 5 * 60_000,
})

export const setupStateQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: ({ signal }) => api.get<{ needed: boolean; mail: boolean }>('/setup', undefined, signal),
  staleTime: 0,
})

/** Whether this installation can send mail; false until it is known. */
export function useHasMail(): boolean {
  return useQuery({ ...setupStateQuery, staleTime: 5 * 60_000 }).data?.mail ?? false
}

export function useRequestReset() {
  return useMutation({ mutationFn: (email: string) => authApi.post('/request-password-reset', { email }) })
}

export function useResetPassword() {
  return useMutation({ mutationFn: (reset: { token: string; newPassword: string }) => authApi.post('/reset-password', reset) })
}

/** Who is signed in; only inside the signed-in part, where the router has fetched it already. */
export function useMe(): Me {
  const { data } = useQuery(meQuery)
  if (!data) throw new ApiError(401, null)
  return data
}

export function mayAct(role: Role | null, least: Role): boolean {
  return role !== null && ranks[role] >= ranks[least]
}

export function useMay(least: Role): boolean {
  return mayAct(useMe().role, least)
}

/** Sees how the installation runs: who runs it, and admins their workspace's part. */
export function useMayOperate(): boolean {
  const { isOperator, role } = useMe()
  return isOperator || mayAct(role, 'admin')
}

async function forgetEverything() {
  callOnBehalfOf(null)
  queryClient.clear()
}

export function useSignIn() {
  return useMutation({
    mutationFn: async (credentials: { email: string; password: string }) => {
      await authApi.post('/sign-in/email', credentials)
      await forgetEverything()
    },
  })
}

export function useSignOut() {
  return useMutation({
    mutationFn: async () => {
      await authApi.post('/sign-out')
      await forgetEverything()
      // A whole new page: nothing of the last person stays in memory.
      location.assign('/login')
    },
  })
}

export function useSetUp() {
  return useMutation({
    mutationFn: async (setup: Setup) => {
      await api.post('/setup', setup)
      await forgetEverything()
      const me = await queryClient.fetchQuery(meQuery).catch(() => null)
      if (!me) await authApi.post('/sign-in/email', { email: setup.email, password: setup.password })
    },
  })
}

export function useSwitchWorkspace() {
  return useMutation({
    mutationFn: async (workspaceId: string) => {
      await api.post('/me/workspace', { workspaceId })
      location.assign('/')
    },
  })
}
