import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import type { Workspace } from '../../../lib/contract.ts'

export const workspaceQuery = queryOptions({
  queryKey: ['workspace'],
  queryFn: ({ signal }) => api.get<Workspace>('/workspace', undefined, signal),
})

export function useUpdateWorkspace() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (patch: Partial<Pick<Workspace, 'name' | 'language' | 'timeZone'>>) => api.patch<Workspace>('/workspace', patch),
    onSuccess: (workspace) => {
      client.setQueryData(['workspace'], workspace)
      return client.invalidateQueries({ queryKey: ['me'] })
    },
  })
}

export function useCreateWorkspace() {
  return useMutation({
    mutationFn: async (workspace: { name: string; language: string; timeZone: string }) => {
      const { id } = await api.post<Workspace>('/workspaces', workspace)
      await api.post('/me/workspace', { workspaceId: id })
      // A whole new page: nothing of the other workspace stays in memory.
      location.assign('/')
    },
  })
}
