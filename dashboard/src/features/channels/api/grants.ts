import { queryOptions, useMutation } from '@tanstack/react-query'
import { api } from '../../../lib/api.ts'
import type { ChannelGrant } from '../../../lib/contract.ts'

/** Sends the browser to the provider; it comes back to /channels/callback. */
export function useSignIn() {
  return useMutation({
    /** With a channel's id: again, for that channel. */
    mutationFn: (wanted: { type: string; channelId?: string }) => api.post<{ url: string }>('/channels/grants', wanted),
    onSuccess: ({ url }) => window.location.assign(url),
  })
}

/** What the provider put into our address. Read from the address itself: a code of digits alone is no number. */
export interface ReturnedGrant {
  state: string
  code?: string
  error?: string
}

export function readReturn(search: string): ReturnedGrant | null {
  const given = new URLSearchParams(search)
  const state = given.get('state')
  const [code, error] = [given.get('code'), given.get('error')]
  return state === null ? null : { state, ...(code === null ? {} : { code }), ...(error === null ? {} : { error }) }
}

/** Asked once: the state is good for nothing afterwards. */
export const grantQuery = (returned: ReturnedGrant) =>
  queryOptions({
    queryKey: ['channel-grant', returned.state],
    queryFn: () => api.post<ChannelGrant>('/channels/grants/complete', returned),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
