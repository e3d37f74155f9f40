import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, authApi } from '../../../lib/api.ts'
import type { Page, Session } from '../../../lib/contract.ts'

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: async ({ signal }) => (await api.get<Page<Session>>('/sessions', undefined, signal)).data,
})

export const notificationsQuery = queryOptions({
  queryKey: ['notifications'],
  queryFn: ({ signal }) => api.get<{ channels: boolean }>('/me/notifications', undefined, signal),
})

export function useChangeNotifications() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (wanted: { channels: boolean }) => api.patch<{ channels: boolean }>('/me/notifications', wanted),
    onSuccess: (settings) => client.setQueryData(notificationsQuery.queryKey, settings),
  })
}

export function useRename() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (name: string) => authApi.post('/update-user', { name }),
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: ['me'] }), client.invalidateQueries({ queryKey: ['members'] })]),
  })
}

export function useChangePassword() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (passwords: { currentPassword: string; newPassword: string }) => authApi.post('/change-password', passwords),
    onSuccess: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  })
}

export function useEndSession() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api.delete(`/sessions/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  })
}
