import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectTo } from './lean-http.ts'
import type { StandIns } from './stand-ins.ts'

/** A WhatsApp number of one workspace that customers write to. */
export interface Target {
  port: number
  path: string
  appSecret: string
  phoneNumberId: string
  businessAccountId: string
}

export interface LoadOptions {
  target: Target
  /** Customers; each waits for the reply before writing again, so every message is a turn of its own. */
  customers: number
  /** Messages a second, whatever becomes of them (open loop); or null: as many as `customers` can have under way. */
  perSecond: number | null
  warmupSeconds: number
  seconds: number
  /** Where this load's customers begin, so that two loads have none in common. */
  firstCustomer?: number
  /** Told to the model's stand-in as well: what of a reply's time was not ours. */
  modelLatencyMs?: number
}

export interface LoadResult {
  sent: number
  acknowledged: number
  /** Answers 503: told to come again, and sent again as a provider does. */
  heldBack: number
  /** Never taken: another answer than 200, or still told to come again after the last attempt. */
  refused: number
  replied: number
  repliesPerSecond: number
  ackMs: Spread
  /** From when the message was due to when its reply reached the provider, without the model's time. */
  overheadMs: Spread
  /** Each of those times, for whoever pools several loads. */
  overheads: number[]
  unanswered: number
  twice: number
}

export interface Spread {
  p50: number
  p95: number
  p99: number
  max: number
}

interface Message {
  due: number
  ackMs: number | null
  repliedAt: number | null
  replies: number
}

const drainMs = 15_000
// Providers go on for hours; here a message is given up after the fourth attempt, 14 s after the first. The pause is what the server asks for, doubled each time.
const mostAttempts = 4
const retryAfterMs = 2_000

export async function runLoad(standIns: StandIns, options: LoadOptions): Promise<LoadResult> {
  const { target, customers, perSecond, warmupSeconds, seconds, firstCustomer = 0 } = options
  const client = connectTo(target.port)
  const messages = new Map<string, Message>()
  const idle = Array.from({ length: customers }, (_, index) => firstCustomer + index)
  const counters = new Map<number, number>()
  let heldBack = 0
  let refused = 0
  let isOver = false
  let onIdle: (() => void) | null = null
  const from = now()
  const end = from + (warmupSeconds + seconds) * 1000

  standIns.onSent((marker, _to, at) => {
    const message = messages.get(marker)
    if (!message) return
    message.replies += 1
    if (message.repliedAt !== null) return
    message.repliedAt = at
    release(Number(marker.slice(1, marker.indexOf('x'))))
  })

  function release(customer: number): void {
    idle.push(customer)
    onIdle?.()
  }

  function write(customer: number, due: number): void {
    const number = counters.get(customer) ?? 0
    counters.set(customer, number + 1)
    const marker = `k${customer}x${number}`
    const message: Message = { due, ackMs: null, repliedAt: null, replies: 0 }
    messages.set(marker, message)
    const body = webhook(target, customer, marker)
    const signature = createHmac('sha256', target.appSecret).update(body).digest('hex')
    void deliver(`x-hub-signature-256: sha256=${signature}\r\n`, body).then((isTaken) => {
      if (isTaken) message.ackMs = now() - due
      else {
        refused += 1
        messages.delete(marker)
        release(customer)
      }
    })
  }

  /** @returns whether it was taken in the end */
  async function deliver(headers: string, body: string): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      const status = await client.post(target.path, headers, body)
      if (status === 200) return true
      if (status === 503) heldBack += 1
      if (status !== 503 || attempt === mostAttempts || isOver) return false
      await sleep(retryAfterMs * 2 ** (attempt - 1))
      if (isOver) return false
    }
  }

  if (perSecond === null) {
    await new Promise<void>((resolve) => {
      onIdle = () => {
        while (idle.length > 0 && now() < end) write(idle.shift() as number, now())
        if (now() >= end) resolve()
      }
      setTimeout(resolve, end - now())
      onIdle()
    })
    onIdle = null
  } else {
    for (let count = 0; ; count += 1) {
      const due = from + (count * 1000) / perSecond
      if (due >= end) break
      if (due - now() > 1) await sleep(due - now())
      const customer = idle.shift()
      // Nobody is free: the server is far behind. The message counts from when it was due all the same.
      write(customer ?? firstCustomer + customers + (count % 1_000), due)
    }
  }
  const lastDue = now()
  for (const deadline = now() + drainMs; now() < deadline; await sleep(50))
    if ([...messages.values()].every((message) => message.repliedAt !== null)) break
  isOver = true
  client.close()

  const warm = from + warmupSeconds * 1000
  const all = [...messages.values()]
  const measured = all.filter((message) => message.due >= warm)
  const inWindow = all.filter((message) => message.repliedAt !== null && message.repliedAt >= warm && message.repliedAt <= lastDue)
  const overheads = measured.flatMap((message) =>
    message.repliedAt === null ? [] : [message.repliedAt - message.due - (options.modelLatencyMs ?? 0)],
  )
  return {
    sent: all.length + refused,
    acknowledged: all.filter((message) => message.ackMs !== null).length,
    heldBack,
    // With those whose next attempt the end has come before.
    refused: refused + all.filter((message) => message.ackMs === null && message.repliedAt === null).length,
    replied: all.filter((message) => message.repliedAt !== null).length,
    repliesPerSecond: inWindow.length / ((lastDue - warm) / 1000),
    ackMs: spread(measured.flatMap((message) => (message.ackMs === null ? [] : [message.ackMs]))),
    overheadMs: spread(overheads),
    overheads,
    unanswered: all.filter((message) => message.ackMs !== null && message.repliedAt === null).length,
    twice: all.filter((message) => message.replies > 1).length,
  }
}

function now(): number {
  return performance.timeOrigin + performance.now()
}

/** The WhatsApp number of a load's customer. */
export function phoneOf(customer: number): string {
  return `1555${String(customer).padStart(7, '0')}`
}

function webhook({ phoneNumberId, businessAccountId }: Target, customer: number, marker: string): string {
  const phone = phoneOf(customer)
  const seconds = Math.floor(Date.now() / 1000)
  return `{"object":"whatsapp_business_account","entry":[{"id":"${businessAccountId}","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550000000","phone_number_id":"${phoneNumberId}"},"contacts":[{"profile":{"name":"Customer ${customer}"},"wa_id":"${phone}"}],"messages":[{"from":"${phone}","id":"wamid.IN${phoneNumberId}${marker}","timestamp":"${seconds}","type":"text","text":{"body":"Hello, question ${marker} about my order, please."}}]}}]}]}`
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (part: number): number =>
    Number((sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN).toFixed(2))
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}
