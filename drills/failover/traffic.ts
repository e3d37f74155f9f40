import { setTimeout as sleep } from 'node:timers/promises'
import type { WhatsAppCustomer, WhatsAppEmulator } from '../../emulators/index.ts'

export interface Traffic {
  /** Seconds from now until a message that is written from now on is answered. */
  secondsUntilFlow(timeoutMs: number): Promise<number>
  /** Writes nothing new and waits until everything is answered, or the time is over. */
  stop(drainMs: number): Promise<Outcome>
}

export interface Outcome {
  written: number
  /** The provider's webhook got its 200. */
  acknowledged: number
  lost: string[]
  doubled: string[]
  disordered: string[]
}

interface Writer {
  customer: WhatsAppCustomer
  /** Markers in the order of writing. */
  written: string[]
  acknowledged: Set<string>
}

const mark = /k\d+x\d+x/g

/**
 * Customers who write one message after the other, the next when the one before was taken. The answer repeats what it answers, so that each message is
 * found again in what the provider was given.
 */
export function startTraffic(whatsapp: WhatsAppEmulator, options: { customers: number; pauseMs: number }): Traffic {
  const writers: Writer[] = []
  let stopping = false
  let probes = 0

  const writer = (number: number): Writer => {
    const made = {
      customer: whatsapp.customer({ phone: `+1555${String(7_000_000 + number)}`, name: `Drill ${number}` }),
      written: [],
      acknowledged: new Set<string>(),
    }
    writers.push(made)
    return made
  }
  const write = async (from: Writer, number: number): Promise<void> => {
    const marker = `k${number}x${from.written.length}x`
    from.written.push(marker)
    await from.customer.send({ type: 'text', text: `${marker} is the red one in stock?` }).delivered
    from.acknowledged.add(marker)
  }
  const loops = Array.from({ length: options.customers }, async (_, number) => {
    const from = writer(number)
    await sleep(Math.random() * options.pauseMs)
    while (!stopping) {
      await write(from, number)
      await sleep(options.pauseMs * (0.5 + Math.random()))
    }
  })

  return {
    secondsUntilFlow: async (timeoutMs) => {
      const began = performance.now()
      const since: Writer[] = []
      while (performance.now() - began < timeoutMs) {
        probes += 1
        const from = writer(500_000 + probes)
        since.push(from)
        void write(from, 500_000 + probes)
        await sleep(250)
        if (since.some((one) => one.customer.inbox.length > 0)) return (performance.now() - began) / 1000
      }
      throw new Error(`no message was answered within ${timeoutMs / 1000} s`)
    },
    stop: async (drainMs) => {
      stopping = true
      const deadline = Date.now() + drainMs
      await Promise.race([Promise.all(loops), sleep(drainMs)])
      while (Date.now() < deadline && writers.some((one) => missing(one).length > 0)) await sleep(250)
      // What would come twice comes within the lease and the wait for a proof.
      await sleep(15_000)
      return judge(writers)
    },
  }
}

/** Each marker with the number of messages in which the customer got it, in the order of their first coming. */
function answersOf({ customer }: Writer): Map<string, number> {
  const found = new Map<string, number>()
  for (const { text } of customer.inbox) for (const marker of new Set(text.match(mark))) found.set(marker, (found.get(marker) ?? 0) + 1)
  return found
}

function missing(writer: Writer): string[] {
  const answers = answersOf(writer)
  return [...writer.acknowledged].filter((marker) => !answers.has(marker))
}

function judge(writers: readonly Writer[]): Outcome {
  const outcome: Outcome = { written: 0, acknowledged: 0, lost: [], doubled: [], disordered: [] }
  for (const writer of writers) {
    const answers = answersOf(writer)
    outcome.written += writer.written.length
    outcome.acknowledged += writer.acknowledged.size
    outcome.lost.push(...missing(writer))
    outcome.doubled.push(...[...answers].flatMap(([marker, count]) => (count > 1 ? [marker] : [])))
    const order = [...answers.keys()].map((marker) => writer.written.indexOf(marker))
    if (order.some((place, index) => index > 0 && place < (order[index - 1] ?? 0))) outcome.disordered.push(writer.customer.person.waId)
  }
  return outcome
}
