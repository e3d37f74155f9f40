import { EventEmitter } from 'node:events'

/** A message as the customer's phone shows it. `in` came from the business, `out` was written by the customer. */
export interface PhoneMessage {
  id: string
  direction: 'in' | 'out'
  kind: string
  text: string
  at: number
  status: 'pending' | 'sent' | 'delivered' | 'read' | 'failed'
  media?: { url: string; mimeType: string; name: string | null; size: number }
  location?: { latitude: number; longitude: number; name?: string | undefined; address?: string | undefined }
  header?: string
  footer?: string
  buttons?: PhoneButton[]
  replyTo?: string
  /** Emoji by who reacted. */
  reactions: { customer?: string; business?: string }
  edited?: boolean
  deleted?: boolean
  /** What the business sent, as the provider received it; for the customer's own messages what went out. */
  raw: unknown
}

export interface PhoneButton {
  id: string
  title: string
  kind: 'reply' | 'row' | 'link'
  description?: string
  section?: string
  url?: string
}

export interface PhoneThread {
  account: string
  customer: string
  messages: PhoneMessage[]
  typingUntil: number
  /** How many open pages show it right now. */
  viewers: number
}

export type PhoneEvent =
  | { type: 'message'; account: string; customer: string; message: PhoneMessage }
  | { type: 'typing'; account: string; customer: string; until: number }

export interface PhoneBook {
  thread(account: string, customer: string): PhoneThread
  threads(): PhoneThread[]
  put(account: string, customer: string, message: Omit<PhoneMessage, 'reactions'>): PhoneMessage
  /** Changes a message that is there; ignored when it is not. */
  change(account: string, customer: string, id: string, change: Partial<PhoneMessage>): void
  find(account: string, customer: string, id: string): PhoneMessage | undefined
  showTyping(account: string, customer: string, ms: number): void
  /** Counts a viewer until the returned function is called. */
  view(account: string, customer: string): () => void
  onEvent(listener: (event: PhoneEvent) => void): () => void
  onView(listener: (account: string, customer: string) => void): void
  clear(): void
}

const keptPerThread = 2000

/** What every customer's phone shows, whichever provider the messages travel through. */
export function createPhoneBook(clock: () => number): PhoneBook {
  const threads = new Map<string, PhoneThread>()
  const events = new EventEmitter().setMaxListeners(0)

  function thread(account: string, customer: string): PhoneThread {
    const key = `${account}/${customer}`
    const known = threads.get(key)
    if (known) return known
    const fresh: PhoneThread = { account, customer, messages: [], typingUntil: 0, viewers: 0 }
    threads.set(key, fresh)
    return fresh
  }

  const find = (account: string, customer: string, id: string) => thread(account, customer).messages.findLast((one) => one.id === id)

  function emit(event: PhoneEvent): void {
    events.emit('event', event)
  }

  return {
    thread,
    threads: () => [...threads.values()],
    find,
    put(account, customer, message) {
      const full: PhoneMessage = { ...message, reactions: {} }
      const list = thread(account, customer)
      list.messages.push(full)
      if (list.messages.length > keptPerThread) list.messages.splice(0, list.messages.length - keptPerThread / 2)
      if (full.direction === 'in') list.typingUntil = 0
      emit({ type: 'message', account, customer, message: full })
      return full
    },
    change(account, customer, id, change) {
      const message = find(account, customer, id)
      if (!message) return
      Object.assign(message, change)
      emit({ type: 'message', account, customer, message })
    },
    showTyping(account, customer, ms) {
      const list = thread(account, customer)
      list.typingUntil = ms > 0 ? clock() + ms : 0
      emit({ type: 'typing', account, customer, until: list.typingUntil })
    },
    view(account, customer) {
      const list = thread(account, customer)
      list.viewers++
      events.emit('view', account, customer)
      let open = true
      return () => {
        if (open) list.viewers--
        open = false
      }
    },
    onEvent(listener) {
      events.on('event', listener)
      return () => events.off('event', listener)
    },
    onView(listener) {
      events.on('view', listener)
    },
    clear() {
      threads.clear()
    },
  }
}
