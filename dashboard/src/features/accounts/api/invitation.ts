import { queryOptions, useMutation } from '@tanstack/react-query'
import { api, authApi } from '../../../lib/api.ts'
import type { Role } from '../../../lib/contract.ts'
import { queryClient } from '../../../lib/query-client.ts'

export interface OpenInvitation {
  workspaceName: string
  invitedBy: string
  role: Role
  email: string | null
}

export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => api.get<OpenInvitation>(`/invitations/by-token/${encodeURIComponent(token)}`, undefined, signal),
  })

export interface Acceptance {
  token: string
  name?: string
  email?: string
  password?: string
}

export function useAcceptInvitation() {
  return useMutation({
    mutationFn: async ({ token, name, email, password }: Acceptance) => {
      await api.post('/invitations/accept', { token, name, email, password })
      if (email && password) await authApi.post('/sign-in/email', { email, password })
      queryClient.clear()
    },
  })
}
