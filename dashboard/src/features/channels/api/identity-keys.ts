import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'

interface IdentityKey {
  kid: string
  createdAt: string
}

export const identityKeysQuery = (channelId: string) =>
  queryOptions({
    queryKey: ['channel', channelId, 'identity-keys'],
    queryFn: async ({ signal }) => (await api.get<{ data: IdentityKey[] }>(`/channels/${channelId}/identity-keys`, undefined, signal)).data,
  })

export function useNewIdentityKey(channelId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => api.post<IdentityKey & { secret: string }>(`/channels/${channelId}/identity-keys`),
    onSuccess: () => client.invalidateQueries(identityKeysQuery(channelId)),
  })
}

export function useEndIdentityKey(channelId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (kid: string) => api.delete(`/channels/${channelId}/identity-keys/${kid}`),
    onSettled: () => client.invalidateQueries(identityKeysQuery(channelId)),
  })
}

/** Hashes made with the old one are refused from then on. */
export function useNewIdentitySecret(channelId: string) {
  return useMutation({ mutationFn: () => api.post<{ identitySecret: string }>(`/channels/${channelId}/identity-secret`) })
}
