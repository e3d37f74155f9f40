import { Agent, request } from 'undici'
import { now } from '../history.ts'
import type { Random } from '../random.ts'
import type { Account } from './accounts.ts'
import { type Piece, type WebhookRequest, writeRequest } from './pieces.ts'

/** How one account's provider delivers: in batches, out of order, again and again until it hears 200, and sometimes once more. */
export interface WebhookLine {
  offer(piece: Piece, delayMs?: number): void
  /** Events that have not been acknowledged yet, delayed ones included. */
  readonly waiting: number
  /** Stops sending things twice and waiting on purpose: what is left is delivered as fast as it goes. */
  hurry(): void
  stop(): void
}

export interface LineServices {
  random: Random
  dispatcher: Agent
  /** The address of any process that serves the web, alive or not. */
  webUrl(): string
  /** Answers that are neither 200 nor "later": a provider would give up on them. */
  onRefused(status: number, body: string): void
  /** Seconds and minutes of a real provider are that much shorter. */
  haste: number
}

interface Body {
  request: WebhookRequest
  pieces: Piece[]
  attempts: number
  isRepeat: boolean
}

const inFlightLimit = 12
const patienceMs = 20_000

export function openWebhookLine(account: Account, services: LineServices): WebhookLine {
  const { random } = services
  let pending: Piece[] = []
  const ready: Body[] = []
  const timers = new Set<NodeJS.Timeout>()
  let unacknowledged = 0
  let inFlight = 0
  let hurrying = false
  let stopped = false
  let flushing = false

  function later(delayMs: number, work: () => void): void {
    if (stopped) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      work()
    }, delayMs)
    timers.add(timer)
  }

  function accept(piece: Piece): void {
    pending.push(piece)
    if (flushing) return
    flushing = true
    later(hurrying ? 5 : random.between(2, 40), flush)
  }

  /** What has come together goes out in bodies of random size and random order. */
  function flush(): void {
    flushing = false
    let pieces = random.shuffled(pending)
    pending = []
    while (pieces.length > 0) {
      const size = account.type === 'telegram' ? 1 : random.between(1, inFlight >= inFlightLimit ? 200 : 20)
      const body = makeBody(pieces.slice(0, size), false)
      pieces = pieces.slice(size)
      if (!hurrying && random.chance(0.1)) later(random.between(50, 1_500), () => enqueue(body))
      else enqueue(body)
    }
  }

  function makeBody(pieces: Piece[], isRepeat: boolean): Body {
    return { request: writeRequest(account, pieces), pieces, attempts: 0, isRepeat }
  }

  function enqueue(body: Body): void {
    ready.push(body)
    pump()
  }

  function pump(): void {
    while (inFlight < inFlightLimit && !stopped) {
      const body = ready.shift()
      if (!body) return
      inFlight += 1
      void deliver(body).finally(() => {
        inFlight -= 1
        pump()
      })
    }
  }

  async function deliver(body: Body): Promise<void> {
    const at = now()
    for (const { of } of body.pieces) {
      if (of.kind !== 'message') continue
      of.record.deliveries += 1
      of.record.firstSentAt ||= at
    }
    const status = await post(services, body.request).catch(() => 0)
    if (stopped) return
    if (status === 200) return acknowledged(body)
    body.attempts += 1
    if (body.isRepeat && hurrying) return
    later(Math.min(5_000, 250 * 2 ** Math.min(body.attempts, 6)) * (0.5 + random.next()), () => enqueue(body))
  }

  function acknowledged(body: Body): void {
    const at = now()
    for (const { of } of body.pieces) {
      if (of.record.acknowledgedAt !== null) continue
      of.record.acknowledgedAt = at
      unacknowledged -= 1
    }
    if (!hurrying && !body.isRepeat) repeatSometimes(body)
  }

  /** The same body at once, soon, or much later; or its events again in another body. */
  function repeatSometimes(body: Body): void {
    if (random.chance(0.05)) {
      const delay = random.pick([0, 0, random.between(300, 4_000), random.between(20_000, 180_000)]) / services.haste
      later(delay, () => enqueue({ ...body, attempts: 0, isRepeat: true }))
    }
    if (random.chance(0.03))
      later(random.between(0, 10_000) / services.haste, () =>
        enqueue(makeBody(account.type === 'telegram' ? body.pieces : random.shuffled(body.pieces).slice(0, 3), true)),
      )
  }

  return {
    offer: (piece, delayMs = 0) => {
      unacknowledged += 1
      if (delayMs <= 0) accept(piece)
      else later(delayMs, () => accept(piece))
    },
    get waiting() {
      return unacknowledged
    },
    hurry: () => {
      hurrying = true
    },
    stop: () => {
      stopped = true
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

async function post(services: LineServices, { path, headers, body }: WebhookRequest): Promise<number> {
  const answer = await request(services.webUrl() + path, {
    method: 'POST',
    headers,
    body,
    dispatcher: services.dispatcher,
    signal: AbortSignal.timeout(patienceMs),
  })
  const text = await answer.body.text()
  if (answer.statusCode !== 200 && answer.statusCode < 500 && answer.statusCode !== 429) services.onRefused(answer.statusCode, text)
  return answer.statusCode
}

export function openWebhookAgent(): Agent {
  return new Agent({ connections: 48, pipelining: 1, keepAliveTimeout: 10_000 })
}
