import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenAiEmulator, startOpenAiEmulator, startWhatsAppEmulator, type WhatsAppEmulator } from '../../../emulators/index.ts'
import type { Failpoint } from '../../platform/failpoints.ts'
import { eventually } from '../../testing/eventually.ts'
import { freePort, type ParleyProcess, startParleyProcess } from '../../testing/parley-process.ts'
import { type TestDatabase, testDatabase } from '../../testing/test-database.ts'
import { connectShop, shopOwner } from '../../testing/test-shop.ts'

/*
 * Nothing acknowledged is lost, one message has one answer: shown by killing the process, as kill -9 does, at every place where something was
 * done and not yet written down, and starting it again. Real processes, real PostgreSQL, a strict provider that retries as Meta does.
 */

let whatsapp: WhatsAppEmulator
let openai: OpenAiEmulator
let database: TestDatabase
let dataDir: string
let env: Record<string, string>
let channelId: string
let running: ParleyProcess
let phones = 0

beforeAll(async () => {
  whatsapp = await startWhatsAppEmulator({ timeCompression: 20, limits: { throughput: false, pair: false } })
  openai = await startOpenAiEmulator({
    script: (conversation) => ({ text: `You said: ${conversation.turns.findLast((turn) => turn.role === 'user')?.text ?? ''}` }),
  })
  database = await testDatabase()
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'parley-crash-'))
  env = {
    PORT: String(await freePort()),
    DATA_DIR: dataDir,
    DATABASE_URL: `postgresql://${database.owner.user}:x@localhost/${database.name}?host=${encodeURIComponent(database.owner.host ?? '')}`,
    META_GRAPH_URL: whatsapp.url,
    OPENAI_API_KEY: 'sk-test',
    OPENAI_BASE_URL: `${openai.url}/v1`,
    AI_MODEL: 'demo',
    ...shopOwner,
  }
  running = await startParleyProcess(env)
  channelId = await connectShop(running.url, whatsapp)
}, 90_000)

afterAll(async () => {
  await running?.kill()
  await whatsapp?.close()
  await openai?.close()
  await database?.close()
  await rm(dataDir, { recursive: true, force: true })
})

async function dieAt(failpoint: Failpoint): Promise<void> {
  await running.kill()
  running = await startParleyProcess({ ...env, PARLEY_FAILPOINT: failpoint })
}

/** Writes, lets the process die at the armed place, starts it again and waits for the answer. */
async function writeThroughDeath(text: string) {
  phones += 1
  const customer = whatsapp.customer({ phone: `+1555200${String(phones).padStart(4, '0')}`, name: `Crash ${phones}` })
  customer.send({ type: 'text', text })
  expect(await running.ended).toBe('SIGKILL')
  running = await startParleyProcess(env)
  const answer = await customer.waitForMessage((message) => message.text.includes(text), 45_000)
  // Whatever would come twice comes within the lease and the wait for a proof.
  await whatsapp.idle()
  return { customer, answer }
}

async function stored(customer: {
  person: { waId: string; userId: string }
}): Promise<{ inbound: number; outbound: number; waiting: number; statuses: string[] }> {
  const { rows } = await database.ownerPool.query<{ inbound: number; outbound: number; waiting: number; statuses: string[] }>(
    `select count(*) filter (where m.direction = 'inbound')::int as inbound, count(*) filter (where m.direction = 'outbound')::int as outbound,
       (select count(*)::int from outbox o where o.conversation_id = m.conversation_id) as waiting,
       array_agg(m.status) filter (where m.direction = 'outbound') as statuses
     from messages m where m.channel_id = $1 and m.contact_id = (select min(contact_id::text)::uuid from contact_identities where channel_id = $1 and external_id = any ($2))
     group by m.conversation_id`,
    [channelId, [customer.person.waId, customer.person.userId]],
  )
  const row = rows[0]
  if (!row) throw new Error('nothing is stored')
  return row
}

const places: Failpoint[] = [
  'receive-before-commit',
  'receive-after-commit',
  'turn-after-claim',
  'turn-during-answer',
  'turn-before-finish',
  'turn-after-finish',
  'deliver-before-call',
  'deliver-after-call',
  'deliver-after-receipt',
]

describe('killed in the middle (F01 to F05)', () => {
  it.each(places)('at %s: the message is there once and answered once', { timeout: 120_000 }, async (place) => {
    await dieAt(place)
    const { customer, answer } = await writeThroughDeath(`What about ${place}?`)
    expect(answer.text).toBe(`You said: What about ${place}?`)
    await eventually(async () => {
      const found = await stored(customer)
      expect(found).toMatchObject({ inbound: 1, outbound: 1, waiting: 0 })
      expect(found.statuses).not.toContain('sending')
    }, 30_000)
    expect(customer.inbox).toHaveLength(1)
  })
})

describe('stopped in the middle (F14)', () => {
  it('ends what is under way at SIGTERM and loses nothing', { timeout: 60_000 }, async () => {
    const customers = Array.from({ length: 20 }, (_, index) =>
      whatsapp.customer({ phone: `+1555300${String(index).padStart(4, '0')}`, name: `Term ${index}` }),
    )
    for (const [index, customer] of customers.entries()) customer.send({ type: 'text', text: `message ${index}` })
    running.child.kill('SIGTERM')
    expect(await running.ended).toBe('0')
    running = await startParleyProcess(env)
    await Promise.all(
      customers.map((customer, index) => customer.waitForMessage((message) => message.text.includes(`message ${index}`), 40_000)),
    )
    await whatsapp.idle()
    for (const customer of customers) expect(customer.inbox).toHaveLength(1)
  })
  it('waits for a call that its provider has not answered, so that nobody makes it again', { timeout: 90_000 }, async () => {
    const customer = whatsapp.customer({ phone: '+15553009999', name: 'Patient' })
    whatsapp.faults.add({ kind: 'slow', delayMs: 15_000, match: { method: 'POST', path: '/messages$' } })
    await customer.send({ type: 'text', text: 'Slowly?' }).delivered
    await eventually(async () => expect((await stored(customer)).statuses).toEqual(['sending']), 10_000)
    running.child.kill('SIGTERM')
    expect(await running.ended).toBe('0')
    whatsapp.faults.clear()
    expect(await stored(customer)).toMatchObject({ outbound: 1, waiting: 0 })
    expect((await stored(customer)).statuses).not.toContain('sending')
    running = await startParleyProcess(env)
    await whatsapp.idle()
    expect(customer.inbox).toHaveLength(1)
  })
})
