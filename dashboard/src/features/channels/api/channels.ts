import { infiniteQueryOptions, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import type { Channel, ChannelEvent, ChannelHealth, ChannelType, OwnSecrets, Page } from '../../../lib/contract.ts'

export const channelsQuery = queryOptions({
  queryKey: ['channels'],
  queryFn: async ({ signal }) => (await api.get<Page<Channel>>('/channels', { limit: 100 }, signal)).data,
})
export const channelQuery = (id: string) =>
  queryOptions({ queryKey: ['channel', id], queryFn: ({ signal }) => api.get<Channel>(`/channels/${id}`, undefined, signal) })

export const channelTypesQuery = queryOptions({
  queryKey: ['channel-types'],
  queryFn: async ({ signal }) => (await api.get<{ data: ChannelType[] }>('/channels/types', undefined, signal)).data,
  staleTime: 60 * 60_000,
})

export function useChannels(): Channel[] | undefined {
  return useQuery(channelsQuery).data
}

export function useChannel(id: string | undefined): Channel | undefined {
  return useChannels()?.find((channel) => channel.id === id)
}

export interface NewChannel {
  type: string
  name: string
  config: Record<string, unknown>
  credentials: Record<string, unknown>
  agentId?: string | null
  grant?: { id: string; accountId: string }
}
export interface ChannelPatch {
  name?: string
  config?: Record<string, unknown>
  credentials?: Record<string, unknown>
  agentId?: string | null
  grant?: { id: string; accountId: string }
}

function useRefreshChannels() {
  const client = useQueryClient()
  return (channel?: Channel) => {
    if (channel) {
      client.setQueryData(['channel', channel.id], channel)
      void client.invalidateQueries({ queryKey: ['channel-health', channel.id] })
    }
    return client.invalidateQueries({ queryKey: ['channels'] })
  }
}

export function useCreateChannel() {
  const refresh = useRefreshChannels()
  return useMutation({ mutationFn: (channel: NewChannel) => api.post<Channel>('/channels', channel), onSuccess: refresh })
}

export function useUpdateChannel(id: string) {
  const refresh = useRefreshChannels()
  return useMutation({ mutationFn: (patch: ChannelPatch) => api.patch<Channel>(`/channels/${id}`, patch), onSuccess: refresh })
}

export function useDisconnectChannel(id: string) {
  const refresh = useRefreshChannels()
  return useMutation({ mutationFn: () => api.post<Channel>(`/channels/${id}/disconnect`), onSuccess: refresh })
}

export function useReconnectChannel(id: string) {
  const refresh = useRefreshChannels()
  return useMutation({ mutationFn: () => api.post<Channel>(`/channels/${id}/connect`), onSuccess: refresh })
}

export function useDeleteChannel(id: string) {
  const refresh = useRefreshChannels()
  return useMutation({ mutationFn: () => api.delete(`/channels/${id}`), onSuccess: () => refresh() })
}

export const channelHealthQuery = (id: string) =>
  queryOptions({
    queryKey: ['channel-health', id],
    queryFn: ({ signal }) => api.get<ChannelHealth>(`/channels/${id}/health`, undefined, signal),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  })

/** Asked for by a click only: that somebody looked is recorded. Kept nowhere. */
export function useOwnSecrets(id: string) {
  return useMutation({ mutationFn: async () => (await api.get<OwnSecrets>(`/channels/${id}/own-secrets`)).data, gcTime: 0 })
}

export const channelEventsQuery = (id: string, onlyFailed: boolean) =>
  infiniteQueryOptions({
    queryKey: ['channel-events', id, { onlyFailed }],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<ChannelEvent>>(`/channels/${id}/events`, { limit: 50, cursor: pageParam, status: onlyFailed ? 'failed' : null }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })

export function useReplayEvent(channelId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (eventId: string) => api.post(`/channels/${channelId}/events/${eventId}/replay`),
    onSettled: () => client.invalidateQueries({ queryKey: ['channel-events', channelId] }),
  })
}
