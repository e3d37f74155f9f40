import type { Target } from './load.ts'
import { type BenchParley, owner } from './start-parley.ts'

export interface BenchShop {
  agentId: string
  channelId: string
  target: Target
  /** A request of the owner that must succeed; its answer's body. */
  ask<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<T>
  cookie: string
}

// A data folder may be used again: the number of an earlier run is taken there.
let numbers = 100_000_000 + (Math.floor(Date.now() / 1000) % 800_000_000)

/**
 * Signs in as a person does and connects a WhatsApp number with an agent as it is made by default, disclosure and limits included. One setting is special:
 * it answers at once (`replyDelayMs: 0`), because the pause that waits for a customer's next line is wanted and no overhead.
 */
export async function setUpShop(
  parley: Pick<BenchParley, 'url'>,
  account: { email: string; password: string } = owner,
): Promise<BenchShop> {
  const headers = { 'content-type': 'application/json', origin: parley.url }
  const signedIn = await fetch(`${parley.url}/api/auth/sign-in/email`, { method: 'POST', headers, body: JSON.stringify(account) })
  if (!signedIn.ok) throw new Error(`Signing in answered ${signedIn.status}: ${await signedIn.text()}`)
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';', 1)[0])
    .join('; ')
  const ask: BenchShop['ask'] = async <T>(method: string, path: string, body?: object) => {
    const answer = await fetch(`${parley.url}/api/v1${path}`, {
      method,
      headers: { ...(body ? headers : { origin: parley.url }), cookie },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    return (answer.status === 204 ? undefined : await answer.json()) as T
  }
  const agent = await ask<{ id: string }>('POST', '/agents', { name: 'Sam', replyDelayMs: 0 })
  numbers += 1
  const phoneNumberId = String(numbers)
  const businessAccountId = `9${numbers}`
  const appSecret = 'bench_app_secret'
  const channel = await ask<{ id: string }>('POST', '/channels', {
    type: 'whatsapp',
    name: 'Bench',
    agentId: agent.id,
    config: { phoneNumberId, businessAccountId },
    credentials: { accessToken: 'EAAG-bench', appSecret, verifyToken: 'verify-me' },
  })
  const target = {
    port: Number(new URL(parley.url).port),
    path: `/webhooks/whatsapp/${channel.id}`,
    appSecret,
    phoneNumberId,
    businessAccountId,
  }
  return { agentId: agent.id, channelId: channel.id, target, ask, cookie }
}
