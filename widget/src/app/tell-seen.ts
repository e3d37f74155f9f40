import type { WidgetMessage, WidgetState } from '../../../contract/widget.ts'
import type { Api } from './api.ts'
import type { Store } from './chat-state.ts'

interface SeenOptions {
  api: Api
  store: Store
  isVisible: () => boolean
  onState: (state: WidgetState) => void
}

/** Tells the server what the visitor has been given and has read. */
export function createSeen({ api, store, isVisible, onState }: SeenOptions) {
  let timer: ReturnType<typeof setTimeout> | undefined

  async function tellSeen(status: 'delivered' | 'read'): Promise<void> {
    clearTimeout(timer)
    const isTheirs = ({ author, event }: WidgetMessage): boolean => author.type !== 'contact' && !event
    const isDue = (message: WidgetMessage): boolean =>
      isTheirs(message) && (message.status === 'sent' || (status === 'read' && message.status === 'delivered'))
    const due = new Set(
      store
        .get()
        .messages.filter(isDue)
        .map(({ id }) => id),
    )
    if (due.size === 0) return
    try {
      const state = await api.markSeen(status)
      store.set({ messages: store.get().messages.map((message) => (due.has(message.id) ? { ...message, status } : message)) })
      onState(state)
    } catch {
      // The next message or the next look at it tries again.
    }
  }

  return {
    tellSeen,
    /** Not at each message: what comes in one go is told in one go. */
    noteSeen(): void {
      clearTimeout(timer)
      timer = setTimeout(() => void tellSeen(isVisible() ? 'read' : 'delivered'), 400)
    },
  }
}
