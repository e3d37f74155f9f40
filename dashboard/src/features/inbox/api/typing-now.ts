import { useSyncExternalStore } from 'react'

/** Somebody is writing: a signal of the moment, forgotten if it is not repeated. */
export interface TypingSignal {
  conversationId: string
  author: 'contact' | 'user' | 'agent'
  name: string | null
}

const lastsMs = 6000
const writing = new Map<string, TypingSignal>()
const timers = new Map<string, ReturnType<typeof setTimeout>>()
const listeners = new Set<() => void>()

function tellAll(): void {
  for (const tell of listeners) tell()
}

export function showTyping(signal: TypingSignal): void {
  const { conversationId } = signal
  clearTimeout(timers.get(conversationId))
  writing.set(conversationId, signal)
  timers.set(
    conversationId,
    setTimeout(() => endTyping(conversationId), lastsMs),
  )
  tellAll()
}

/** A message has come: whoever was writing it no longer is. */
export function endTyping(conversationId: string): void {
  clearTimeout(timers.get(conversationId))
  timers.delete(conversationId)
  if (writing.delete(conversationId)) tellAll()
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useTypingNow(conversationId: string): TypingSignal | undefined {
  return useSyncExternalStore(listen, () => writing.get(conversationId))
}
