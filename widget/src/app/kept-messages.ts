import type { OutgoingMessage } from './outbox.ts'

/** What the visitor has written and the server has not confirmed survives a reload, and no more than this window. */
export function keptMessages(storeKey: string) {
  return {
    load(): OutgoingMessage[] {
      try {
        const kept: unknown = JSON.parse(sessionStorage.getItem(storeKey) ?? '[]')
        return Array.isArray(kept) ? kept : []
      } catch {
        return []
      }
    },
    save(waiting: readonly OutgoingMessage[]): void {
      try {
        if (waiting.length > 0) sessionStorage.setItem(storeKey, JSON.stringify(waiting))
        else sessionStorage.removeItem(storeKey)
      } catch {
        // Storage is blocked or full: kept for as long as the page lives.
      }
    },
  }
}
