import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import type { ApiKey, Page, Role } from '../../../lib/contract.ts'

export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: async ({ signal }) => (await api.get<Page<ApiKey>>('/api-keys', { limit: 100 }, signal)).data,
})

function useKeyChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: change, onSettled: () => client.invalidateQueries({ queryKey: ['api-keys'] }) })
}

export const useCreateApiKey = () => useKeyChange((key: { name: string; role: Role }) => api.post<ApiKey>('/api-keys', key))
export const useRevokeApiKey = () => useKeyChange((id: string) => api.delete(`/api-keys/${id}`))
