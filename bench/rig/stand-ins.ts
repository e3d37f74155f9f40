import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectTo, type LeanClient, serve } from './lean-http.ts'
import type { Target } from './load.ts'

export interface StandIns {
  modelPort: number
  graphPort: number
  setModelLatency(ms: number): void
  /** Called with each marker that a sent message carries, when the whole request has arrived. */
  onSent(listener: (marker: string, to: string, at: number) => void): void
  /** Since the start. `bulk`: messages without a marker, which nobody asked for; `bulkTwice`: those to a number that had one already. */
  counts: { modelCalls: number; sends: number; refused: number; bulk: number; bulkTwice: number; statuses: number; statusesTaken: number }
  /** At most so many messages a second are taken of one number, as WhatsApp does (80); more is refused with code 130429. 0: no limit. */
  setSendLimit(perSecond: number): void
  /** Numbers of which each message is reported `sent` and then `delivered` by signed webhooks, as WhatsApp does. */
  setStatuses(targets: readonly Target[]): void
  /** Resolves when every status webhook has its answer, or after 15 s. */
  statusesAnswered(): Promise<void>
}

// A data folder may be used again: its messages have the ids of an earlier run.
const firstId = `${Date.now().toString(36)}x`

export const markers = /\bk\d+x\d+\b/g

/**
 * A model that repeats whatever has not been answered yet, and WhatsApp's `POST /{number}/messages`, as cheap as they can be: correctness is
 * judged by the strict emulators, here only the load counts.
 */
export async function startStandIns(): Promise<StandIns> {
  let latencyMs = 0
  let perSecond = 0
  let sent = 0
  const listeners: ((marker: string, to: string, at: number) => void)[] = []
  const counts = { modelCalls: 0, sends: 0, refused: 0, bulk: 0, bulkTwice: 0, statuses: 0, statusesTaken: 0 }
  const written = new Set<string>()
  let statusesOpen = 0
  let tell: ((number: string, id: string, to: string) => void) | null = null
  const buckets = new Map<string, { second: number; taken: number }>()

  const modelPort = await serve((head, body) => {
    if (!head.startsWith('POST')) return '{"object":"list","data":[{"id":"bench","object":"model"}]}'
    counts.modelCalls += 1
    // Only what the customer wrote after the last answer is new.
    const open = body.slice(body.indexOf('"role":"user"', body.lastIndexOf('"role":"assistant"') + 1))
    const said = [...new Set(open.match(markers) ?? [])].join(' ')
    const answer = `{"id":"c","object":"chat.completion","model":"bench","choices":[{"index":0,"message":{"role":"assistant","content":"Echo: ${said}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120}}`
    if (latencyMs === 0) return answer
    return new Promise((resolve) => setTimeout(resolve, latencyMs, answer))
  })

  const graphPort = await serve((head, body) => {
    if (!head.startsWith('POST') || !/^POST \S+\/messages /.test(head)) return graphAnswer(head)
    if (body.includes('"status":"read"')) return '{"success":true}'
    const number = /\/(\d+)\/messages/.exec(head)?.[1] ?? ''
    if (perSecond > 0 && !takes(buckets, number, perSecond)) {
      counts.refused += 1
      return {
        status: 429,
        body: '{"error":{"message":"(#130429) Rate limit hit","type":"OAuthException","code":130429,"fbtrace_id":"A"}}',
      }
    }
    const now = performance.timeOrigin + performance.now()
    counts.sends += 1
    const to = /"to":"\+?(\d+)"/.exec(body)?.[1] ?? ''
    const text = body.slice(body.indexOf('"body":"'))
    const answered = text.match(markers) ?? []
    for (const marker of answered) for (const listener of listeners) listener(marker, to, now)
    if (answered.length === 0) {
      counts.bulk += 1
      if (written.has(`${number} ${to}`)) counts.bulkTwice += 1
      written.add(`${number} ${to}`)
    }
    sent += 1
    const id = `wamid.OUT${firstId}${sent}`
    tell?.(number, id, to)
    return `{"messaging_product":"whatsapp","contacts":[{"input":"${to}","wa_id":"${to}"}],"messages":[{"id":"${id}"}]}`
  })

  function onStatus(answer: number | null): void {
    statusesOpen += answer === null ? 1 : -1
    if (answer === null) counts.statuses += 1
    else if (answer === 200) counts.statusesTaken += 1
  }

  return {
    modelPort,
    graphPort,
    counts,
    setModelLatency: (ms) => {
      latencyMs = ms
    },
    onSent: (listener) => {
      listeners.push(listener)
    },
    setSendLimit: (limit) => {
      perSecond = limit
    },
    statusesAnswered: async () => {
      for (const deadline = Date.now() + 15_000; statusesOpen > 0 && Date.now() < deadline; ) await sleep(50)
    },
    setStatuses: (targets) => {
      tell = targets.length === 0 ? null : createStatuses(targets, onStatus)
    },
  }
}

/** @param onStatus told null when a webhook is due, then its answer's status. WhatsApp says so within a second; here soon, so that all of it falls into the measured time. */
function createStatuses(
  targets: readonly Target[],
  onStatus: (answer: number | null) => void,
): (number: string, id: string, to: string) => void {
  const known = new Map(targets.map((target) => [target.phoneNumberId, { target, client: connectTo(target.port) }]))
  return (number, id, to) => {
    const found = known.get(number)
    if (!found) return
    const { target, client } = found
    const report = (status: string): void => {
      const body = statusWebhook(target, status, id, to)
      const signature = createHmac('sha256', target.appSecret).update(body).digest('hex')
      void client.post(target.path, `x-hub-signature-256: sha256=${signature}\r\n`, body).then(onStatus)
    }
    for (const [status, ms] of [
      ['sent', 50],
      ['delivered', 250],
    ] as const) {
      onStatus(null)
      setTimeout(report, ms, status)
    }
  }
}

function statusWebhook({ phoneNumberId, businessAccountId }: Target, status: string, id: string, to: string): string {
  const seconds = Math.floor(Date.now() / 1000)
  return `{"object":"whatsapp_business_account","entry":[{"id":"${businessAccountId}","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550000000","phone_number_id":"${phoneNumberId}"},"statuses":[{"id":"${id}","status":"${status}","timestamp":"${seconds}","recipient_id":"${to}","conversation":{"id":"c${id}","origin":{"type":"service"}},"pricing":{"billable":true,"pricing_model":"PMP","category":"service","type":"regular"}}]}}]}]}`
}

function takes(buckets: Map<string, { second: number; taken: number }>, number: string, perSecond: number): boolean {
  const second = Math.floor(performance.now() / 1000)
  const bucket = buckets.get(number)
  if (bucket?.second !== second) {
    buckets.set(number, { second, taken: 1 })
    return true
  }
  bucket.taken += 1
  return bucket.taken <= perSecond
}

/** What connecting a channel asks. */
function graphAnswer(head: string): string {
  // The account's id is the number's with a 9 before it (set-up-shop.ts).
  const account = /^GET \S+\/9(\d+)\/phone_numbers/.exec(head)
  if (account) return `{"data":[{"id":"${account[1]}"}]}`
  if (head.startsWith('GET'))
    return '{"id":"1","verified_name":"Bench","display_phone_number":"+1 555 000 0000","quality_rating":"GREEN","status":"CONNECTED"}'
  return '{"success":true}'
}

export type { LeanClient }
