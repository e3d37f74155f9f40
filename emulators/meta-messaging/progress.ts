import { setTimeout as wait } from 'node:timers/promises'
import { itemFromPerson, itemToPerson } from './items.ts'
import type { Platform, Thread } from './platform.ts'
import type { Webhooks } from './webhooks.ts'

export interface ProgressOptions {
  /** Milliseconds after the call was accepted; at 0 the echo overtakes the answer. */
  echoAfterMs: number
  /** Messenger only: Instagram tells no deliveries. */
  deliveredAfterMs: number
  /** After `delivered`, or after the conversation is opened on the phone. */
  readAfterMs: number
  /** People read everything at once, without anybody looking at the phone page. */
  autoRead: boolean
  /** Switches deliveries and reads off; echoes stay. */
  enabled: boolean
}

interface Sent {
  thread: Thread
  mid: string
  at: number
  /** The `message` of the echo. */
  echo: Record<string, unknown>
}

export interface Progress {
  sent(sent: Sent): void
  /** The person opened the conversation. */
  readAll(accountId: string, personKey: string): void
  idle(): Promise<void>
  close(): void
}

/** What becomes of a message that was sent: its echo, its delivery, its reading. */
export function createProgress(platform: Platform, webhooks: Webhooks, options: ProgressOptions): Progress {
  const closing = new AbortController()
  const pending = new Set<Promise<void>>()
  /** Delivered and not yet read, by `accountId/personKey`. */
  const unread = new Map<string, Sent[]>()

  function after(ms: number, act: () => Promise<void>): void {
    const work = (ms === 0 ? Promise.resolve() : wait(ms, undefined, { signal: closing.signal })).then(act).catch(() => {})
    pending.add(work)
    void work.then(() => pending.delete(work))
  }

  async function reach(sent: Sent): Promise<void> {
    const { thread, mid, at } = sent
    const { account, person } = thread
    platform.book.change(account.id, person.key, mid, { status: 'delivered' })
    const key = `${account.id}/${person.key}`
    unread.set(key, [...(unread.get(key) ?? []), sent].slice(-1000))
    if (options.autoRead || platform.book.thread(account.id, person.key).viewers > 0) after(options.readAfterMs, () => read(key))
    if (account.product === 'instagram') return
    const item = itemFromPerson(thread, platform.clock(), { delivery: { mids: [mid], watermark: at } })
    await webhooks.deliver({ account, thread, topic: 'delivery', item })
  }

  /** Messenger tells up to when, Instagram the last message. */
  async function read(key: string): Promise<void> {
    const seen = unread.get(key) ?? []
    unread.delete(key)
    const last = seen.at(-1)
    if (!last) return
    const { thread, mid } = last
    const { account, person } = thread
    for (const one of seen) platform.book.change(account.id, person.key, one.mid, { status: 'read' })
    const now = platform.clock()
    const content = account.product === 'messenger' ? { watermark: now } : { mid }
    await webhooks.deliver({ account, thread, topic: 'read', item: itemFromPerson(thread, now, { read: content }) })
  }

  return {
    sent(sent) {
      const { thread, at, echo } = sent
      after(options.echoAfterMs, () =>
        webhooks.deliver({ account: thread.account, thread, topic: 'echo', item: itemToPerson(thread, at, { message: echo }) }),
      )
      if (options.enabled) after(options.deliveredAfterMs, () => reach(sent))
    },
    readAll(accountId, personKey) {
      const key = `${accountId}/${personKey}`
      if (unread.has(key)) after(options.readAfterMs, () => read(key))
    },
    async idle() {
      while (pending.size > 0) await Promise.all([...pending])
    },
    close: () => closing.abort(),
  }
}
