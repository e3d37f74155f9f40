import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import type { Agent, AgentSettings, Page, TryResult } from '../../../lib/contract.ts'

export const agentsQuery = queryOptions({
  queryKey: ['agents'],
  queryFn: async ({ signal }) => (await api.get<Page<Agent>>('/agents', { limit: 100 }, signal)).data,
})
export const agentQuery = (id: string) =>
  queryOptions({ queryKey: ['agent', id], queryFn: ({ signal }) => api.get<Agent>(`/agents/${id}`, undefined, signal) })

export function useAgents(): Agent[] | undefined {
  return useQuery(agentsQuery).data
}

export type AgentChanges = Partial<AgentSettings>

function useRememberAgent() {
  const client = useQueryClient()
  return (agent: Agent) => {
    client.setQueryData(['agent', agent.id], agent)
    return client.invalidateQueries({ queryKey: ['agents'] })
  }
}

export function useCreateAgent() {
  const remember = useRememberAgent()
  return useMutation({ mutationFn: (agent: AgentChanges & { name: string }) => api.post<Agent>('/agents', agent), onSuccess: remember })
}

export function useUpdateAgent(id: string) {
  const remember = useRememberAgent()
  return useMutation({ mutationFn: (changes: AgentChanges) => api.patch<Agent>(`/agents/${id}`, changes), onSuccess: remember })
}

export function useDeleteAgent(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => api.delete(`/agents/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['agents'] }),
  })
}

export interface Trial {
  messages: { role: 'user' | 'assistant'; text: string }[]
  settings: AgentChanges
}

export function useTryAgent(id: string) {
  return useMutation({ mutationFn: (trial: Trial) => api.post<TryResult>(`/agents/${id}/try`, trial) })
}
