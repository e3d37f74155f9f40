import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import type { Invitation, Member, Page, Role } from '../../../lib/contract.ts'

export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: async ({ signal }) => (await api.get<Page<Invitation>>('/invitations', { limit: 100 }, signal)).data,
})

function useTeamChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSettled: () => Promise.all([['members'], ['invitations'], ['me']].map((queryKey) => client.invalidateQueries({ queryKey }))),
  })
}

export const useChangeRole = () =>
  useTeamChange(({ userId, role }: { userId: string; role: Role }) => api.patch<Member>(`/members/${userId}`, { role }))
export const useRemoveMember = () => useTeamChange((userId: string) => api.delete(`/members/${userId}`))
export const useInvite = () =>
  useTeamChange((invitation: { email?: string; role: Role }) => api.post<Invitation>('/invitations', invitation))
export const useRevokeInvitation = () => useTeamChange((id: string) => api.delete(`/invitations/${id}`))
