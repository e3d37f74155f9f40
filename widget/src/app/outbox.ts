import type { WidgetFile, WidgetMessage, WidgetNewMessage } from '../../../contract/widget.ts'
import { RequestError } from './api.ts'

/** A message of the visitor that the server has not confirmed yet. */
export interface OutgoingMessage {
  clientId: string
  text: string | null
  files: WidgetFile[]
  reply: { messageId: string; id: string; title: string } | null
  /** A form that was filled in, and how it reads. */
  form: { messageId: string; values: Record<string, string>; lines: string } | null
  /** The greeting that these words answer. */
  greetingId: string | null
  createdAt: string
  state: 'queued' | 'sending' | 'failed'
}

export interface OutboxOptions {
  /** There is somebody to send as. */
  isReady: () => boolean
  send: (message: WidgetNewMessage) => Promise<WidgetMessage>
  /** Called at each change with what is still waiting. */
  onChange: (waiting: readonly OutgoingMessage[]) => void
  onSent: (message: WidgetMessage) => void
  /** The token is not known any more: get another; true: try again. */
  onUnauthorized: () => Promise<boolean>
  wait: (ms: number) => Promise<void>
  store: { load(): OutgoingMessage[]; save(waiting: readonly OutgoingMessage[]): void }
}

/**
 * Sends one message after the other, in the order they were written. What could not be sent is kept (also over a reload) and sent again
 * under the same client id, so that the server takes it once however often it arrives.
 */
export function createOutbox(options: OutboxOptions) {
  let waiting: OutgoingMessage[] = options.store.load().map((message) => ({ ...message, state: 'queued' }))
  let running = false
  let failures = 0

  function update(change: (waiting: OutgoingMessage[]) => OutgoingMessage[]): void {
    waiting = change(waiting)
    options.store.save(waiting)
    options.onChange(waiting)
  }

  const setState = (clientId: string, state: OutgoingMessage['state']) =>
    update((all) => all.map((message) => (message.clientId === clientId ? { ...message, state } : message)))

  async function flush(): Promise<void> {
    if (running || !options.isReady()) return
    running = true
    try {
      for (;;) {
        const next = waiting.find((message) => message.state !== 'failed')
        if (!next) return
        setState(next.clientId, 'sending')
        await attempt(next)
      }
    } finally {
      running = false
    }
  }

  async function attempt(message: OutgoingMessage): Promise<void> {
    try {
      const sent = await options.send({
        clientId: message.clientId,
        text: message.text,
        attachments: message.files.length > 0 ? message.files.map((file) => ({ fileId: file.id })) : null,
        reply: message.reply ? { messageId: message.reply.messageId, id: message.reply.id } : null,
        form: message.form ? { messageId: message.form.messageId, values: message.form.values } : null,
        greetingId: message.greetingId,
      })
      failures = 0
      update((all) => all.filter((other) => other.clientId !== message.clientId))
      options.onSent(sent)
    } catch (error) {
      if (error instanceof RequestError && error.status === 401 && (await options.onUnauthorized()))
        return setState(message.clientId, 'queued')
      if (!(error instanceof RequestError) || !error.temporary) return setState(message.clientId, 'failed')
      setState(message.clientId, 'queued')
      failures += 1
      await options.wait(error.retryAfterMs ?? Math.min(30_000, 500 * 2 ** failures))
    }
  }

  return {
    waiting: () => waiting,
    add(message: Omit<OutgoingMessage, 'state'>): void {
      update((all) => [...all, { ...message, state: 'queued' }])
      void flush()
    },
    retry(clientId: string): void {
      setState(clientId, 'queued')
      void flush()
    },
    /** The server shows it already: the answer to our sending was lost. */
    confirm(clientId: string): void {
      if (waiting.some((message) => message.clientId === clientId)) update((all) => all.filter((message) => message.clientId !== clientId))
    },
    flush,
    clear: () => update(() => []),
  }
}

/** `crypto.randomUUID` is missing on pages without TLS. */
export function newClientId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
