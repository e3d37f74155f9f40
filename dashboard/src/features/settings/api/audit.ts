import { infiniteQueryOptions, keepPreviousData, useMutation } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import type { AuditCheck, AuditEntry, Page } from '../../../lib/contract.ts'

/** What the log tells of: the first part of an action's name. */
export const auditAreas = [
  'workspace',
  'member',
  'invitation',
  'api-key',
  'channel',
  'template',
  'contact',
  'agent',
  'model-provider',
  'knowledge',
  'webhook',
] as const

/** Lives in the address, so that what was found can be passed on. */
export interface AuditFilters {
  area?: (typeof auditAreas)[number]
  actorId?: string
}

export function readAuditFilters(search: Record<string, unknown>): AuditFilters {
  const area = auditAreas.find((name) => name === search.area)
  return { ...(area && { area }), ...(typeof search.actorId === 'string' && search.actorId && { actorId: search.actorId }) }
}

export const auditQuery = ({ area, actorId }: AuditFilters) =>
  infiniteQueryOptions({
    queryKey: ['audit-log', { area, actorId }],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<AuditEntry>>('/audit-log', { limit: 50, cursor: pageParam, action: area && `${area}.`, actorId }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    // Whoever opens the log wants to see what happened a moment ago.
    staleTime: 0,
  })

export function useCheckChain() {
  return useMutation({ mutationFn: () => api.get<AuditCheck>('/audit-log/check') })
}
