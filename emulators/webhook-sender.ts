import * as http from 'node:http'
import * as https from 'node:https'
import type { Faults } from './faults.ts'

export interface Webhook {
  url: string
  /** The very bytes: they are signed, so every attempt repeats them. */
  body: Buffer
  headers: Record<string, string>
}

export interface WebhookDelivery {
  url: string
  body: Buffer
  attempts: { at: number; status: number; error?: string; durationMs: number }[]
  state: 'pending' | 'delivered' | 'abandoned'
}

export interface WebhookSenderOptions {
  clock: () => number
  faults: Faults
  /** Which answers count as taken. */
  isAccepted: (status: number) => boolean
  /** Pause before attempt n + 1 (n counts from 1); undefined gives up. Milliseconds. */
  retryDelay: (attempt: number, sinceFirstMs: number) => number | undefined
  timeoutMs: number
  /** How many deliveries are remembered. */
  keep?: number
}

export interface WebhookSender {
  /** Resolves when the webhook was taken or given up. */
  send(webhook: Webhook): Promise<WebhookDelivery>
  deliveries(): WebhookDelivery[]
  /** Resolves once nothing is under way any more. */
  idle(): Promise<void>
  clear(): void
  close(): void
}

export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const agents = {
    'http:': new http.Agent({ keepAlive: true, maxSockets: 256 }),
    'https:': new https.Agent({ keepAlive: true, maxSockets: 256 }),
  }
  const timers = new Map<NodeJS.Timeout, () => void>()
  const pending = new Set<Promise<unknown>>()
  let log: WebhookDelivery[] = []
  let heldBack: (() => void)[] = []
  let closed = false

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer)
        resolve()
      }, ms)
      timers.set(timer, resolve)
    })
  }

  async function deliver(webhook: Webhook): Promise<WebhookDelivery> {
    const delivery: WebhookDelivery = { url: webhook.url, body: webhook.body, attempts: [], state: 'pending' }
    log.push(delivery)
    if (log.length > (options.keep ?? 10_000) * 2) log = log.slice(-(options.keep ?? 10_000))
    const started = performance.now()
    for (let attempt = 1; !closed; attempt++) {
      const at = options.clock()
      const began = performance.now()
      const outcome = await post(webhook, agents, options.timeoutMs)
      delivery.attempts.push({ at, ...outcome, durationMs: performance.now() - began })
      if (options.isAccepted(outcome.status)) {
        delivery.state = 'delivered'
        return delivery
      }
      const delay = options.retryDelay(attempt, performance.now() - started)
      if (delay === undefined) break
      await pause(delay)
    }
    delivery.state = 'abandoned'
    return delivery
  }

  async function sendWithFaults(webhook: Webhook): Promise<WebhookDelivery> {
    const fault = options.faults.takeForWebhook(new URL(webhook.url).pathname)
    if (fault?.kind === 'reorder') {
      await new Promise<void>((resolve) => {
        heldBack.push(resolve)
        void pause(fault.delayMs ?? 200).then(resolve)
      })
    } else if (heldBack.length > 0) {
      const overtaken = heldBack
      heldBack = []
      const delivery = await deliver(webhook)
      for (const release of overtaken) release()
      return delivery
    }
    const delivery = await deliver(webhook)
    if (fault?.kind === 'duplicate') {
      track(pause(fault.delayMs ?? 50).then(() => (closed ? undefined : deliver(webhook))))
    }
    return delivery
  }

  function track<T>(work: Promise<T>): Promise<T> {
    pending.add(work)
    const done = () => pending.delete(work)
    work.then(done, done)
    return work
  }

  return {
    send: (webhook) => track(sendWithFaults(webhook)),
    deliveries: () => [...log],
    async idle() {
      while (pending.size > 0) await Promise.allSettled([...pending])
    },
    clear() {
      log = []
    },
    close() {
      closed = true
      for (const [timer, resolve] of timers) {
        clearTimeout(timer)
        resolve()
      }
      timers.clear()
      agents['http:'].destroy()
      agents['https:'].destroy()
    },
  }
}

type Agents = { 'http:': http.Agent; 'https:': https.Agent }

function post(webhook: Webhook, agents: Agents, timeoutMs: number): Promise<{ status: number; error?: string }> {
  const url = new URL(webhook.url)
  return new Promise((resolve) => {
    const settings = {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': webhook.body.length, ...webhook.headers },
    }
    const receive = (response: http.IncomingMessage) => {
      response.resume()
      response.on('end', () => resolve({ status: response.statusCode ?? 0 }))
      response.on('error', (error) => resolve({ status: 0, error: error.message }))
    }
    const request =
      url.protocol === 'https:'
        ? https.request(url, { ...settings, agent: agents['https:'] }, receive)
        : http.request(url, { ...settings, agent: agents['http:'] }, receive)
    request.setTimeout(timeoutMs, () => request.destroy(new Error('timed out')))
    request.on('error', (error) => resolve({ status: 0, error: error.message }))
    request.end(webhook.body)
  })
}
