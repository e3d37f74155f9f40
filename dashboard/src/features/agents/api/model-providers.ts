import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import type { DefaultModel, ModelProvider, NewModelProvider, Page } from '../../../lib/contract.ts'

export const modelProvidersQuery = queryOptions({
  queryKey: ['model-providers'],
  queryFn: async ({ signal }) => (await api.get<Page<ModelProvider>>('/model-providers', { limit: 100 }, signal)).data,
})

export const defaultModelQuery = queryOptions({
  queryKey: ['model-providers', 'default'],
  queryFn: async ({ signal }) => (await api.get<DefaultModel>('/model-providers/default', undefined, signal)).model,
})

/** Whatever changes a model may change what an agent answers with. */
function useModelChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSettled: () => Promise.all([['model-providers'], ['agents'], ['agent']].map((queryKey) => client.invalidateQueries({ queryKey }))),
  })
}

export const useCreateModelProvider = () =>
  useModelChange((provider: NewModelProvider) => api.post<ModelProvider>('/model-providers', provider))
export const useUpdateModelProvider = () =>
  useModelChange(({ id, ...patch }: Partial<NewModelProvider> & { id: string }) =>
    api.patch<ModelProvider>(`/model-providers/${id}`, patch),
  )
export const useDeleteModelProvider = () => useModelChange((id: string) => api.delete(`/model-providers/${id}`))
export const useTestModelProvider = () => useModelChange((id: string) => api.post<ModelProvider>(`/model-providers/${id}/test`))
