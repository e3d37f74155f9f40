import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import type { EventType, Page, Webhook, WebhookDelivery } from '../../../lib/contract.ts'

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: async ({ signal }) => (await api.get<Page<Webhook>>('/webhooks', { limit: 100 }, signal)).data,
})

export const deliveriesQuery = (webhookId: string, status: WebhookDelivery['status'] | null) =>
  infiniteQueryOptions({
    queryKey: ['webhooks', webhookId, 'deliveries', { status }],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<WebhookDelivery>>(`/webhooks/${webhookId}/deliveries`, { limit: 25, cursor: pageParam, status }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    // A delivery that waits is tried again by itself.
    refetchInterval: 5000,
  })

export interface WebhookFields {
  url: string
  description: string | null
  types: EventType[]
}

function useWebhookChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: change, onSettled: () => client.invalidateQueries({ queryKey: ['webhooks'] }) })
}

export const useCreateWebhook = () => useWebhookChange((webhook: WebhookFields) => api.post<Webhook>('/webhooks', webhook))
export const useUpdateWebhook = (id: string) =>
  useWebhookChange((patch: Partial<WebhookFields> & { enabled?: boolean }) => api.patch<Webhook>(`/webhooks/${id}`, patch))
export const useDeleteWebhook = (id: string) => useWebhookChange(() => api.delete(`/webhooks/${id}`))
export const useTestWebhook = (id: string) => useWebhookChange(() => api.post<WebhookDelivery>(`/webhooks/${id}/test`))
export const useRotateSecret = (id: string) => useWebhookChange(() => api.post<Webhook>(`/webhooks/${id}/rotate-secret`))
export const useResendDelivery = (id: string) =>
  useWebhookChange((deliveryId: string) => api.post(`/webhooks/${id}/deliveries/${deliveryId}/resend`))
