import { type CustomerMessage, type History, now } from '../history.ts'
import type { Random } from '../random.ts'
import type { Account, Customer } from './accounts.ts'
import { telegramUpdate, whatsAppMessage } from './pieces.ts'
import type { WebhookLine } from './webhook-line.ts'

export interface Customers {
  all: readonly Customer[]
  /** Lets somebody write now, out of turn. */
  write(customer: Customer, count: number): void
  /** Writes until `total` messages are written; what an outage keeps them from writing comes after it, a quarter of the time longer at most. */
  start(): void
  stop(): void
  finished(signal: AbortSignal): Promise<void>
  readonly written: number
}

interface Options {
  history: History
  random: Random
  lines: ReadonlyMap<Account, WebhookLine>
  customers: readonly Customer[]
  total: number
  durationMs: number
}

const tickMs = 20
const mostAtOnce = 40
/** So many unacknowledged events an account: beyond, its customers have noticed that something is wrong and write less. */
const patienceOfCustomers = 4_000

/** So often somebody writes several messages in one second. */
const fastShare = 0.25

const phrases = [
  'do you have the blue kettle in stock',
  'how long does delivery to Almaty take',
  'what colours does the small teapot come in',
  'can I pay when it arrives',
  'is the lid included 🫖',
  'how heavy is the parcel',
  'до которого часа вы сегодня работаете',
  'when will the green one be back',
]

export function startCustomers({ history, random, lines, customers, total, durationMs }: Options): Customers {
  let written = 0
  let timer: NodeJS.Timeout | undefined
  let numbers = 0
  let onFinished = (): void => {}
  const over = new Promise<void>((resolve) => {
    onFinished = resolve
  })

  function write(customer: Customer, count: number): void {
    const second = Math.floor(now() / 1000)
    // Fast fingers: everything within one second, as far as the provider tells, which may be the second of the last answer too.
    if (random.chance(fastShare)) {
      for (let index = 0; index < count; index += 1) writeOne(customer, second * 1000)
      return
    }
    // Else a burst is dated over the seconds that it took, the newest now.
    let at = Math.max(customer.lastAt + 1, second - count + 1)
    for (let index = 0; index < count && at <= second; index += 1, at += 1) writeOne(customer, at * 1000)
  }

  function writeOne(customer: Customer, at: number): void {
    const { account } = customer
    const number = customer.written.length + 1
    customer.lastAt = at / 1000
    customer.lastWroteAt = now()
    numbers += 1
    const marker = `kq${customer.key}x${number}`
    const externalId = account.type === 'whatsapp' ? `wamid.IN${customer.key}${number}` : `${customer.phone}:${numbers}`
    const record: CustomerMessage = {
      marker,
      channelId: account.channelId,
      customer: customer.key,
      externalId,
      at,
      firstSentAt: 0,
      acknowledgedAt: null,
      deliveries: 0,
    }
    history.messages.set(marker, record)
    customer.written.push(record)
    written += 1
    const text = `${marker} ${random.pick(phrases)}`
    const piece =
      account.type === 'whatsapp' ? whatsAppMessage(customer, record, text) : telegramUpdate(customer, record, text, 10_000 + numbers)
    lines.get(account)?.offer(piece, random.chance(0.1) ? random.between(0, 800) : 0)
  }

  function somebody(): Customer {
    // Half of everything comes from a tenth of the people, so that conversations are met in the middle of their turns.
    const busy = Math.max(1, Math.floor(customers.length / 10))
    return customers[random.chance(0.5) ? random.between(0, busy - 1) : random.between(0, customers.length - 1)] as Customer
  }

  function start(): void {
    const began = now()
    const deadline = began + durationMs * 1.25
    let owed = 0
    let last = began
    timer = setInterval(() => {
      const at = now()
      if (written >= total || at > deadline) return finish()
      owed = Math.min(owed + ((at - last) * (total - written)) / Math.max(1_000, began + durationMs - at), mostAtOnce)
      last = at
      // Tries are bounded: with few people, seconds run out before messages do.
      for (let tries = 0; owed >= 1 && tries < 200 && written < total; tries += 1) {
        const customer = somebody()
        const line = lines.get(customer.account)
        if (customer.isRetired || !line || (line.waiting > patienceOfCustomers && random.chance(0.95))) continue
        const before = written
        write(customer, random.pick([1, 1, 1, 2, 2, 3, 5]))
        owed -= written - before
      }
    }, tickMs)
  }

  function finish(): void {
    clearInterval(timer)
    onFinished()
  }

  return {
    all: customers,
    write,
    start,
    stop: finish,
    finished: (signal) => {
      signal.addEventListener('abort', finish, { once: true })
      return over
    },
    get written() {
      return written
    },
  }
}
