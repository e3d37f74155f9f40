import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import type { NewTemplate, Page, Template, TemplatePatch, TemplateRules, TemplateStatus } from '../../../lib/contract.ts'

const pathOf = (channelId: string) => `/channels/${channelId}/templates`

export interface TemplateFilters {
  q: string
  status: TemplateStatus | null
}

export const templatesQuery = (channelId: string, filters: TemplateFilters) =>
  infiniteQueryOptions({
    queryKey: ['templates', channelId, 'list', filters],
    queryFn: ({ pageParam, signal }) => api.get<Page<Template>>(pathOf(channelId), { ...filters, limit: 50, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    // While the next search is under way, what was found before stays.
    placeholderData: keepPreviousData,
  })

export const templateQuery = (channelId: string, id: string) =>
  queryOptions({
    queryKey: ['templates', channelId, 'one', id],
    queryFn: ({ signal }) => api.get<Template>(`${pathOf(channelId)}/${id}`, undefined, signal),
  })

export const templateRulesQuery = (channelId: string) =>
  queryOptions({
    queryKey: ['template-rules', channelId],
    queryFn: ({ signal }) => api.get<TemplateRules>(`${pathOf(channelId)}/rules`, undefined, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })

function useRefreshTemplates(channelId: string) {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: ['templates', channelId] })
}

export function useCreateTemplate(channelId: string) {
  const refresh = useRefreshTemplates(channelId)
  return useMutation({ mutationFn: (draft: NewTemplate) => api.post<Template>(pathOf(channelId), draft), onSuccess: refresh })
}

export function useEditTemplate(channelId: string, id: string) {
  const refresh = useRefreshTemplates(channelId)
  return useMutation({
    mutationFn: (patch: TemplatePatch) => api.patch<Template>(`${pathOf(channelId)}/${id}`, patch),
    onSuccess: refresh,
  })
}

export function useDeleteTemplate(channelId: string, id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => api.delete(`${pathOf(channelId)}/${id}`),
    // Its own page is still there for a moment, and would ask for what is gone.
    onSuccess: () => client.invalidateQueries({ queryKey: ['templates', channelId, 'list'] }),
  })
}

export function useSyncTemplates(channelId: string) {
  const refresh = useRefreshTemplates(channelId)
  return useMutation({ mutationFn: () => api.post<{ count: number }>(`${pathOf(channelId)}/sync`), onSuccess: refresh })
}
