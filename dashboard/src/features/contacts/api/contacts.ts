import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import type { Contact, ContactConsent, ContactPatch, Conversation, Page } from '../../../lib/contract.ts'
import { foreseeContact } from './foresee-contact.ts'

export const contactQuery = (id: string) =>
  queryOptions({ queryKey: ['contact', id], queryFn: ({ signal }) => api.get<Contact>(`/contacts/${id}`, undefined, signal) })

export const contactsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['contacts', { q }],
    queryFn: ({ pageParam, signal }) => api.get<Page<Contact>>('/contacts', { q, limit: 50, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    // While the next search is under way, what was found before stays.
    placeholderData: keepPreviousData,
  })

export const contactConversationsQuery = (contactId: string) =>
  queryOptions({
    queryKey: ['contact', contactId, 'conversations'],
    queryFn: async ({ signal }) =>
      (await api.get<Page<Conversation>>('/conversations', { contactId, status: 'all', limit: 20 }, signal)).data,
  })

export const contactConsentsQuery = (contactId: string) =>
  queryOptions({
    queryKey: ['contact', contactId, 'consents'],
    queryFn: async ({ signal }) => (await api.get<{ data: ContactConsent[] }>(`/contacts/${contactId}/consents`, undefined, signal)).data,
  })

export function useUpdateContact(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (patch: ContactPatch) => api.patch<Contact>(`/contacts/${id}`, patch),
    onMutate: (patch) => {
      const before = client.getQueryData<Contact>(['contact', id])
      if (before) client.setQueryData<Contact>(['contact', id], foreseeContact(before, patch))
      return { before }
    },
    onError: (_error, _patch, context) => context?.before && client.setQueryData(['contact', id], context.before),
    onSuccess: (contact) => client.setQueryData(['contact', id], contact),
    onSettled: () =>
      Promise.all([client.invalidateQueries({ queryKey: ['contacts'] }), client.invalidateQueries({ queryKey: ['conversations'] })]),
  })
}

export function useCreateContact() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (contact: ContactPatch) => api.post<Contact>('/contacts', contact),
    onSuccess: () => client.invalidateQueries({ queryKey: ['contacts'] }),
  })
}

export function useDeleteContact(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => api.delete(`/contacts/${id}`),
    onSuccess: () =>
      Promise.all([client.invalidateQueries({ queryKey: ['contacts'] }), client.invalidateQueries({ queryKey: ['conversations'] })]),
  })
}

export function useMergeContact(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (contactId: string) => api.post<Contact>(`/contacts/${id}/merge`, { contactId }),
    onSuccess: () =>
      Promise.all([client.invalidateQueries({ queryKey: ['contacts'] }), client.invalidateQueries({ queryKey: ['contact', id] })]),
  })
}
