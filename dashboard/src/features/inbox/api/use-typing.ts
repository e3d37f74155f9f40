import { useRef } from 'react'
import { api } from '../../../lib/api.ts'

/** Providers show "typing…" for some seconds; more often than this is of no use to anybody. */
const everyMs = 5000

export function useTyping(conversationId: string, isOn: boolean): () => void {
  const lastAt = useRef(0)
  return () => {
    if (!isOn || Date.now() - lastAt.current < everyMs) return
    lastAt.current = Date.now()
    api.post(`/conversations/${conversationId}/typing`).catch(() => undefined)
  }
}
