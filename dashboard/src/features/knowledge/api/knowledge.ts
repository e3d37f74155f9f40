import { infiniteQueryOptions, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import type { Knowledge, NewSource, Page, Passage, Source } from '../../../lib/contract.ts'

export const knowledgeListQuery = queryOptions({
  queryKey: ['knowledge'],
  queryFn: async ({ signal }) => (await api.get<Page<Knowledge>>('/knowledge', { limit: 100 }, signal)).data,
})
export const knowledgeQuery = (id: string) =>
  queryOptions({ queryKey: ['knowledge', id], queryFn: ({ signal }) => api.get<Knowledge>(`/knowledge/${id}`, undefined, signal) })

export const sourcesQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['knowledge', id, 'sources'],
    queryFn: ({ pageParam, signal }) => api.get<Page<Source>>(`/knowledge/${id}/sources`, { limit: 100, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })

export const searchQuery = (id: string, q: string) =>
  queryOptions({
    queryKey: ['knowledge', id, 'search', q],
    queryFn: async ({ signal }) => (await api.get<{ data: Passage[] }>(`/knowledge/${id}/search`, { q, limit: 8 }, signal)).data,
    enabled: q.trim().length > 0,
  })

export function useKnowledgeList(): Knowledge[] | undefined {
  return useQuery(knowledgeListQuery).data
}

/** Changes a base or its sources and then asks for the lists again. */
function useKnowledgeChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: change, onSettled: () => client.invalidateQueries({ queryKey: ['knowledge'] }) })
}

export const useCreateKnowledge = () =>
  useKnowledgeChange((body: { name: string; description?: string }) => api.post<Knowledge>('/knowledge', body))
export const useDeleteKnowledge = () => useKnowledgeChange((id: string) => api.delete(`/knowledge/${id}`))
export const useAddSource = (id: string) => useKnowledgeChange((source: NewSource) => api.post<Source>(`/knowledge/${id}/sources`, source))
export const useUploadSource = (id: string) => useKnowledgeChange((file: File) => api.upload<Source>(`/knowledge/${id}/sources`, file))
export const useDeleteSource = (id: string) => useKnowledgeChange((sourceId: string) => api.delete(`/knowledge/${id}/sources/${sourceId}`))
export const useResyncSource = (id: string) =>
  useKnowledgeChange((sourceId: string) => api.post<Source>(`/knowledge/${id}/sources/${sourceId}/resync`))
export const useExcludeSource = (id: string) =>
  useKnowledgeChange(({ id: sourceId, excluded }: { id: string; excluded: boolean }) =>
    api.patch<Source>(`/knowledge/${id}/sources/${sourceId}`, { excluded }),
  )
