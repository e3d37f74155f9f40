import { createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWhatsAppEmulator, type WhatsAppEmulator } from '../../../emulators/index.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../platform/embedded-postgres.ts'
import { createLogger } from '../../platform/log.ts'
import { eventually } from '../../testing/eventually.ts'
import { type ParleyProcess, startParleyProcess } from '../../testing/parley-process.ts'
import { readMetrics } from '../../testing/read-metrics.ts'
import { connectShop, shopNumber, shopOwner } from '../../testing/test-shop.ts'

let folder: string
let postgres: EmbeddedPostgres
let whatsapp: WhatsAppEmulator
let parley: ParleyProcess
let channelId: string

const log = createLogger({ level: 'silent' })
const startDatabase = () => startEmbeddedPostgres({ dataDir: path.join(folder, 'database'), log, settings: { fsync: 'off' } })

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'parley-away-'))
  postgres = await startDatabase()
  whatsapp = await startWhatsAppEmulator({ timeCompression: 10, limits: { throughput: false, pair: false } })
  parley = await startParleyProcess({
    DATA_DIR: path.join(folder, 'data'),
    DATABASE_URL: `postgresql://${postgres.connection.user}:x@localhost/${postgres.connection.database}?host=${encodeURIComponent(postgres.connection.host)}`,
    META_GRAPH_URL: whatsapp.url,
    LOG_LEVEL: 'silent',
    ...shopOwner,
  })
  channelId = await connectShop(parley.url, whatsapp)
}, 90_000)

afterAll(async () => {
  await parley?.kill()
  await whatsapp?.close()
  await postgres?.stop()
  await rm(folder, { recursive: true, force: true })
})

function post(id: string): Promise<Response> {
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: shopNumber.businessAccountId,
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '15550000000', phone_number_id: shopNumber.phoneNumberId },
              contacts: [{ profile: { name: 'Patient' }, wa_id: '15558880001', user_id: 'US.8880001' }],
              messages: [{ from: '15558880001', id, timestamp: String(Math.floor(Date.now() / 1000)), type: 'text', text: { body: id } }],
            },
          },
        ],
      },
    ],
  })
  const signature = createHmac('sha256', shopNumber.appSecret).update(body).digest('hex')
  return fetch(`${parley.url}/webhooks/whatsapp/${channelId}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
  })
}

describe('the database goes away and comes back (F08)', () => {
  it('meta 1.3: answers 503 at once, never 200 without the commit, and takes everything again afterwards', {
    timeout: 90_000,
  }, async () => {
    expect((await post('wamid.BEFORE')).status).toBe(200)
    await postgres.stop()
    for (let attempt = 0; attempt < 5; attempt++) {
      const startedAt = Date.now()
      expect((await post('wamid.DURING')).status).toBe(503)
      expect(Date.now() - startedAt).toBeLessThan(9_000)
    }
    expect((await fetch(`${parley.url}/readyz`)).status).toBe(503)
    expect((await fetch(`${parley.url}/healthz`)).status).toBe(200)
    // The metrics say it, and nothing of queues that nobody can see.
    const alarm = 'parley_alarm{name="database-away",severity="critical"}'
    await eventually(async () => expect((await readMetrics(parley.url)).get(alarm)).toBe(1), 20_000)
    expect((await readMetrics(parley.url)).has('parley_mailbox_waiting')).toBe(false)

    postgres = await startDatabase()
    // The provider sends again what was not acknowledged; nothing has to be restarted.
    await eventually(async () => expect((await post('wamid.DURING')).status).toBe(200), 30_000)
    expect((await post('wamid.DURING')).status).toBe(200)
    await eventually(async () => expect((await fetch(`${parley.url}/readyz`)).status).toBe(200), 20_000)
    await eventually(async () => expect((await readMetrics(parley.url)).get(alarm)).toBe(0), 20_000)
  })
})
