import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { echoReply, type OpenAiEmulator, startOpenAiEmulator, startWhatsAppEmulator, type WhatsAppEmulator } from '../emulators/index.ts'
import { eventually } from './testing/eventually.ts'
import { freePort, type ParleyProcess, startParleyProcess } from './testing/parley-process.ts'
import { type TestDatabase, testDatabase } from './testing/test-database.ts'
import { connectShop, shopOwner } from './testing/test-shop.ts'

/*
 * Two web and two worker processes, each with a data folder of its own as if on a machine of its own, on one database: they wake each other, share what
 * a provider's account bears, see each other's changes, and may be killed at will.
 */

let whatsapp: WhatsAppEmulator
let openai: OpenAiEmulator
let database: TestDatabase
let folder: string
let env: Record<string, string>
let front: string
let webs: ParleyProcess[]
let workers: ParleyProcess[]
let phones = 0

async function start(name: string, roles: string, more: Record<string, string> = {}): Promise<ParleyProcess> {
  const port = more.PORT ?? String(await freePort())
  return startParleyProcess({ ...env, ROLES: roles, PORT: port, PROBE_PORT: port, DATA_DIR: path.join(folder, name), ...more })
}

const customer = () => {
  phones += 1
  return whatsapp.customer({ phone: `+1555600${String(phones).padStart(4, '0')}`, name: `Several ${phones}` })
}

/** The median of the time from a customer's message to the answer, one after the other. */
async function medianMs(count: number): Promise<number> {
  const times: number[] = []
  for (let index = 0; index < count; index++) {
    const from = customer()
    const began = performance.now()
    from.send({ type: 'text', text: 'Is it in stock?' })
    await from.waitForMessage(() => true, 15_000)
    times.push(performance.now() - began)
    await sleep(60)
  }
  return times.sort((one, other) => one - other)[Math.floor(count / 2)] ?? 0
}

let alone: number

beforeAll(async () => {
  whatsapp = await startWhatsAppEmulator({ timeCompression: 100, limits: { throughput: false, pair: false } })
  openai = await startOpenAiEmulator({ script: echoReply })
  database = await testDatabase()
  folder = await mkdtemp(path.join(os.tmpdir(), 'parley-several-'))
  env = {
    DATABASE_URL: `postgresql://${database.owner.user}:x@localhost/${database.name}?host=${encodeURIComponent(database.owner.host ?? '')}`,
    SECRET_KEY: randomBytes(32).toString('base64'),
    META_GRAPH_URL: whatsapp.url,
    OPENAI_API_KEY: 'sk-test',
    OPENAI_BASE_URL: `${openai.url}/v1`,
    AI_MODEL: 'demo',
    ...shopOwner,
  }
  // The provider keeps the address that it was given: a web process that takes another's place listens there.
  front = String(await freePort())
  const both = await start('alone', 'web,worker', { PORT: front, PROBE_PORT: front })
  await connectShop(both.url, whatsapp)
  await medianMs(5)
  alone = await medianMs(15)
  await both.kill()
  webs = [await start('web-1', 'web', { PORT: front }), await start('web-2', 'web')]
  workers = [await start('worker-1', 'worker'), await start('worker-2', 'worker')]
}, 240_000)

afterAll(async () => {
  for (const one of [...(webs ?? []), ...(workers ?? [])]) await one.kill()
  await whatsapp?.close()
  await openai?.close()
  await database?.close()
  await rm(folder, { recursive: true, force: true })
})

describe('several processes on one database', () => {
  it('says by role whether it is ready; a worker answers probes and nothing else', async () => {
    for (const one of [...webs, ...workers]) expect((await fetch(`${one.url}/readyz`)).status).toBe(200)
    expect((await fetch(`${workers[0]?.url}/metrics`)).status).toBe(200)
    expect((await fetch(`${workers[0]?.url}/api/v1/conversations`)).status).toBe(404)
    expect((await fetch(`${webs[0]?.url}/api/v1/conversations`)).status).toBe(401)
  })

  it('answers what another process received without waiting for a poll', { timeout: 60_000 }, async () => {
    await medianMs(5)
    const apart = await medianMs(15)
    console.log(`message to answer: ${alone.toFixed(1)} ms in one process, ${apart.toFixed(1)} ms from a web to a worker process`)
    // 10 ms on a quiet machine; a poll would be 250 ms on average.
    expect(apart - alone).toBeLessThan(120)
  })

  it('holds all workers back when the provider tells one of them to wait', { timeout: 60_000 }, async () => {
    await sleep(1_100)
    whatsapp.faults.add({
      kind: 'status',
      status: 429,
      code: 130429,
      retryAfter: 4,
      times: 1,
      match: { method: 'POST', path: '/messages$' },
    })
    const refusedAt = Date.now()
    const customers = Array.from({ length: 12 }, customer)
    for (const one of customers) {
      one.send({ type: 'text', text: 'How much is it?' })
      await sleep(200)
    }
    await Promise.all(customers.map((one) => one.waitForMessage(() => true, 30_000)))
    const calls = whatsapp.ledger
      .entries({ since: refusedAt })
      .filter(({ method, path: called }) => method === 'POST' && /\/messages$/.test(called))
    expect(calls[0]?.status).toBe(429)
    const refused = calls[0]?.at ?? 0
    // A worker asks about an account once a second at most: so long it may not have heard.
    expect(calls.filter(({ at }) => at > refused + 1_200 && at < refused + 3_900)).toEqual([])
    expect(customers.map(({ inbox }) => inbox.length)).toEqual(customers.map(() => 1))
  })

  it('sees in one process what another changed', { timeout: 60_000 }, async () => {
    const { cookie, agentId } = await signIn()
    await patchAgent(cookie, agentId, { mode: 'off' })
    await sleep(500)
    const unheard = customer()
    await unheard.send({ type: 'text', text: 'Anybody there?' }).delivered
    await sleep(2_000)
    expect(unheard.inbox).toHaveLength(0)
    await patchAgent(cookie, agentId, { mode: 'auto' })
    await sleep(500)
    const heard = customer()
    heard.send({ type: 'text', text: 'And now?' })
    await heard.waitForMessage(() => true, 15_000)
  })

  it('loses and doubles nothing when processes are killed at will', { timeout: 120_000 }, async () => {
    const customers = Array.from({ length: 60 }, customer)
    for (const [index, one] of customers.entries()) {
      one.send({ type: 'text', text: `number ${index}` })
      if (index === 15) await workers.shift()?.kill()
      if (index === 25) {
        await webs.pop()?.kill()
      }
      if (index === 35) {
        workers.push(await start('worker-3', 'worker'))
        await workers.shift()?.kill()
      }
      await sleep(30)
    }
    await Promise.all(customers.map((one) => one.waitForMessage(() => true, 60_000)))
    await sleep(3_000)
    expect(customers.filter(({ inbox }) => inbox.length > 1)).toHaveLength(0)
  })

  it('refuses a process with another master key, in a sentence', { timeout: 60_000 }, async () => {
    await expect(start('stranger', 'web', { SECRET_KEY: randomBytes(32).toString('base64') })).rejects.toThrow(
      /SECRET_KEY .* is not the key that this database was filled with: give every process the same SECRET_KEY/,
    )
    await expect(start('without-key', 'web', { SECRET_KEY: '' })).rejects.toThrow(/give every process the same SECRET_KEY/)
  })

  it('says so when it joins another process on the same data folder', { timeout: 120_000 }, async () => {
    const shared = { DATABASE_URL: '', SECRET_KEY: '', LOG_LEVEL: 'info' }
    const first = await start('shared', 'web,worker', shared)
    const second = await start('shared', 'web,worker', shared)
    expect(first.output()).not.toContain('this one joins it')
    await eventually(async () => expect(second.output()).toContain('another Parley process uses this DATA_DIR: this one joins it'))
    for (const one of [first, second]) {
      one.child.kill('SIGTERM')
      await one.ended
    }
  })
})

async function signIn(): Promise<{ cookie: string; agentId: string }> {
  const url = webs[1]?.url ?? ''
  const signedIn = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email: shopOwner.OWNER_EMAIL, password: shopOwner.OWNER_PASSWORD }),
  })
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';', 1)[0])
    .join('; ')
  const agents = (await (await fetch(`${url}/api/v1/agents`, { headers: { cookie } })).json()) as { data: { id: string }[] }
  return { cookie, agentId: agents.data[0]?.id ?? '' }
}

async function patchAgent(cookie: string, agentId: string, change: object): Promise<void> {
  const url = webs[1]?.url ?? ''
  const answer = await fetch(`${url}/api/v1/agents/${agentId}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', cookie, origin: url },
    body: JSON.stringify(change),
  })
  expect(answer.status).toBe(200)
}
