import type { WebhookSender } from '../webhook-sender.ts'
import type { Bot, Network, PendingUpdate } from './network.ts'
import { TelegramError } from './telegram-error.ts'

/** Left out unless a bot asks for them by name. */
const onlyWhenAsked = ['chat_member', 'message_reaction', 'message_reaction_count']

export interface Updates {
  /** Queues one update; resolves when the bot has taken it, by webhook or by confirming it in getUpdates. */
  publish(bot: Bot, kind: string, value: unknown): Promise<void>
  /** Sends the queue to the webhook that was just set. */
  wake(bot: Bot): void
  poll(bot: Bot, offset: number | undefined, limit: number, timeoutSeconds: number): Promise<Record<string, unknown>[]>
  close(): void
}

export function createUpdates(network: Network, sender: WebhookSender, retryDelayMs: (attempt: number) => number): Updates {
  const timers = new Set<NodeJS.Timeout>()
  let closed = false

  function wake(bot: Bot): void {
    if (closed) return
    if (bot.webhook) void push(bot)
    else bot.waiting?.('updates')
  }

  async function push(bot: Bot): Promise<void> {
    const { webhook } = bot
    if (!webhook || closed) return
    const now = performance.now()
    const ready = bot.queue.find((one) => !one.inFlight && one.notBefore <= now)
    if (!ready || bot.sending >= webhook.maxConnections) return
    ready.inFlight = true
    ready.attempts++
    bot.sending++
    void push(bot)
    const headers: Record<string, string> = webhook.secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': webhook.secret }
    const delivery = await sender.send({ url: webhook.url, body: Buffer.from(JSON.stringify(ready.update)), headers })
    bot.sending--
    ready.inFlight = false
    const last = delivery.attempts.at(-1)
    if (delivery.state === 'delivered') {
      finish(bot, ready)
    } else {
      bot.lastError = { date: Math.floor(network.clock() / 1000), message: wrongAnswer(last) }
      ready.notBefore = performance.now() + retryDelayMs(ready.attempts)
      later(() => void push(bot), retryDelayMs(ready.attempts))
    }
    void push(bot)
  }

  function wrongAnswer(last: { status: number; error?: string } | undefined): string {
    return last && last.status > 0 ? `Wrong response from the webhook: ${last.status}` : (last?.error ?? 'Connection failed')
  }

  function later(act: () => void, ms: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, ms + 1)
    timers.add(timer)
  }

  function finish(bot: Bot, taken: PendingUpdate): void {
    bot.queue = bot.queue.filter((one) => one !== taken)
    for (const done of taken.done) done()
  }

  async function poll(bot: Bot, offset: number | undefined, limit: number, timeoutSeconds: number): Promise<Record<string, unknown>[]> {
    if (bot.webhook)
      throw new TelegramError(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      )
    bot.waiting?.('conflict')
    bot.waiting = undefined
    if (offset !== undefined) {
      const confirmed = offset < 0 ? bot.queue.slice(0, offset) : bot.queue.filter((one) => one.update.update_id < offset)
      for (const one of confirmed) finish(bot, one)
    }
    if (bot.queue.length === 0 && timeoutSeconds > 0 && !closed) {
      const outcome = await new Promise<'updates' | 'conflict' | 'nothing'>((resolve) => {
        const timer = setTimeout(() => {
          timers.delete(timer)
          resolve('nothing')
        }, timeoutSeconds * 1000)
        timers.add(timer)
        bot.waiting = (outcome) => {
          clearTimeout(timer)
          timers.delete(timer)
          resolve(outcome)
        }
      })
      if (outcome === 'conflict')
        throw new TelegramError(409, 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running')
      bot.waiting = undefined
    }
    return bot.queue.slice(0, limit).map((one) => one.update)
  }

  return {
    poll,
    wake,
    publish(bot, kind, value) {
      const allowed = bot.allowedUpdates ? bot.allowedUpdates.includes(kind) : !onlyWhenAsked.includes(kind)
      if (!allowed) return Promise.resolve()
      return new Promise((resolve) => {
        const update = { update_id: network.nextUpdateId++, [kind]: value }
        bot.queue.push({ update, attempts: 0, notBefore: 0, inFlight: false, done: [resolve] })
        wake(bot)
      })
    },
    close() {
      closed = true
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
      for (const bot of network.bots.values()) bot.waiting?.('updates')
    },
  }
}
