import type { WidgetConfig, WidgetMessage, WidgetState } from '../../../contract/widget.ts'
import type { OutgoingMessage } from './outbox.ts'

export interface ChatState {
  /** `consent`: nothing has been asked of the server yet, and nothing is, before the visitor agrees; `over`: the link of a mail is too old. */
  phase: 'loading' | 'consent' | 'ready' | 'broken' | 'over'
  config: WidgetConfig | null
  state: WidgetState
  /** Confirmed by the server, oldest first. */
  messages: readonly WidgetMessage[]
  /** Written here and not confirmed yet. */
  waiting: readonly OutgoingMessage[]
  olderCursor: string | null
  online: boolean
  typing: { author: 'agent' | 'user'; name: string | null } | null
  modal: boolean
  /** What the visitor looks at: the conversation, the list of all, how to keep it, or one that is over. */
  view: 'chat' | 'list' | 'keep' | readonly WidgetMessage[]
  /** The visitor has begun anew: nothing before this is shown in the conversation. */
  since: string
  /** The page's wish, against the channel's setting. */
  theme: WidgetConfig['theme'] | null
  hasEmail: boolean
  /** Where a transcript goes without asking; null: the visitor says where. */
  mailsTo: string | null
  /** The greeting that the visitor's first words will answer. */
  greeting: { id: string; text: string } | null
  /** Put into the field by the page; counted, so that the same words can come again. */
  draft: { text: string; count: number } | null
  /** The form before the first message is still to be filled in. */
  asksDetails: boolean
}

export const initialState: ChatState = {
  phase: 'loading',
  config: null,
  state: { handler: 'none', handlerName: null, unread: 0, started: false, asksRating: false },
  messages: [],
  waiting: [],
  olderCursor: null,
  online: true,
  typing: null,
  modal: false,
  view: 'chat',
  since: '',
  theme: null,
  hasEmail: false,
  mailsTo: null,
  greeting: null,
  draft: null,
  asksDetails: false,
}

/** Newer versions replace older ones; the order is by time, then id, whatever the order of arrival. */
export function mergeMessages(known: readonly WidgetMessage[], incoming: readonly WidgetMessage[]): WidgetMessage[] {
  const byId = new Map(known.map((message) => [message.id, message]))
  for (const message of incoming) byId.set(message.id, message)
  return [...byId.values()].sort((a, b) => compare(a.createdAt, b.createdAt) || compare(a.id, b.id))
}

function compare(first: string, second: string): number {
  return first < second ? -1 : first > second ? 1 : 0
}

export interface Store {
  get(): ChatState
  set(change: Partial<ChatState>): void
  subscribe(listener: () => void): () => void
}

export function createStore(): Store {
  let current = initialState
  const listeners = new Set<() => void>()
  return {
    get: () => current,
    set(change) {
      current = { ...current, ...change }
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Until there is a session. */
export function untilReady(store: Store): Promise<void> {
  return new Promise((resolve) => {
    const stop = store.subscribe(look)
    function look(): void {
      if (store.get().phase !== 'ready') return
      stop()
      resolve()
    }
    look()
  })
}
