import { mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenAiEmulator, startOpenAiEmulator, startWhatsAppEmulator, type WhatsAppEmulator } from '../../../emulators/index.ts'
import { newId } from '../../platform/ids.ts'
import { createLogger } from '../../platform/log.ts'
import { eventually } from '../../testing/eventually.ts'
import { freePort, type ParleyProcess, startParleyProcess } from '../../testing/parley-process.ts'
import { type TestDatabase, testDatabase } from '../../testing/test-database.ts'
import { connectShop, shopOwner } from '../../testing/test-shop.ts'
import { findDead, isNotedByLiving } from './receipt-files.ts'
import { lineOf, readLines } from './receipt-lines.ts'
import { openReceiptLog } from './receipt-log.ts'

/** A provider that says nothing after its answer to the call: only our own note tells that a message was sent. */
let whatsapp: WhatsAppEmulator
let openai: OpenAiEmulator
let database: TestDatabase
let dataDir: string
let running: ParleyProcess
let env: Record<string, string>

beforeAll(async () => {
  whatsapp = await startWhatsAppEmulator({ statuses: { enabled: false }, limits: { throughput: false, pair: false } })
  openai = await startOpenAiEmulator({ script: () => ({ text: 'Yes, somebody is.' }) })
  database = await testDatabase()
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'parley-receipts-'))
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
  await connectShop(running.url, whatsapp)
}, 90_000)

afterAll(async () => {
  await running?.kill()
  await whatsapp?.close()
  await openai?.close()
  await database?.close()
  await rm(dataDir, { recursive: true, force: true })
})

const sentStatuses = async (): Promise<unknown[]> =>
  (await database.ownerPool.query(`select status from messages where direction = 'outbound'`)).rows.map((row) => row.status)

test('a receipt that was read and not yet committed outlives the process: nothing is sent twice', { timeout: 90_000 }, async () => {
  await running.kill()
  running = await startParleyProcess({ ...env, PARLEY_FAILPOINT: 'deliver-after-receipt' })
  const customer = whatsapp.customer({ phone: '+15554440001', name: 'Ida' })
  customer.send({ type: 'text', text: 'Is anybody there?' })
  expect(await running.ended).toBe('SIGKILL')
  expect(await sentStatuses()).toEqual(['sending'])

  running = await startParleyProcess(env)
  // At once, not after the lease and the wait for a proof.
  await eventually(async () => expect(await sentStatuses()).toEqual(['sent']), 2_000)
  expect((await database.ownerPool.query('select 1 from outbox')).rows).toEqual([])
  expect(customer.inbox).toHaveLength(1)

  // What is committed leaves no line behind.
  customer.send({ type: 'text', text: 'And now?' })
  await eventually(async () => expect(await sentStatuses()).toEqual(['sent', 'sent']), 10_000)
  const notes = await readdir(path.join(dataDir, 'receipts'))
  expect(notes).toHaveLength(1)
  expect(await readFile(path.join(dataDir, 'receipts', notes[0] ?? ''), 'utf8')).toBe('')
})

// Went wrong: only the last call of a message was noted, and what a killed process had sent of it before went out again.
test('a part of a message that was taken is not sent again by the next process', { timeout: 90_000 }, async () => {
  const customer = whatsapp.customer({ phone: '+15554440009', name: 'Long' })
  customer.send({ type: 'text', text: 'Tell me all' })
  await customer.waitForMessage()
  await eventually(async () => expect((await database.ownerPool.query('select from outbox')).rowCount).toBe(0), 10_000)
  await running.kill()
  running = await startParleyProcess({ ...env, PARLEY_FAILPOINT: 'deliver-after-part' })
  await database.ownerPool.query(
    `with message as (
       insert into messages (workspace_id, id, conversation_id, channel_id, contact_id, direction, author_type, type, text, status, created_at)
       select c.workspace_id, $1, c.id, c.channel_id, c.contact_id, 'outbound', 'user', 'text', $2, 'queued', now()
       from conversations c join contacts k on k.id = c.contact_id where k.name = 'Long' returning *
     )
     insert into outbox (workspace_id, message_id, conversation_id, channel_id) select workspace_id, id, conversation_id, channel_id from message`,
    [newId(), `${'word '.repeat(1_000)}end`],
  )
  expect(await running.ended).toBe('SIGKILL')
  expect(customer.inbox).toHaveLength(2)

  running = await startParleyProcess(env)
  await customer.waitForMessage((message) => message.text.endsWith('end'), 40_000)
  expect(customer.inbox).toHaveLength(3)
  const { rows } = await database.ownerPool.query(
    `select count(*)::int as ids from message_keys k join messages m on m.id = k.message_id where m.text like '%end'`,
  )
  expect(rows).toEqual([{ ids: 2 }])
})

describe('the file of a process that is never idle', () => {
  const workspaceId = newId()
  const receiptOf = (messageId: string) => ({ workspaceId, messageId, claim: 1, callsDone: null, externalIds: [] })

  test('stays small, keeps what is open, and outlives a stop with something open', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'parley-receipts-'))
    const receipts = openReceiptLog(folder, createLogger({ level: 'silent' }))
    const open: string[] = []
    for (let count = 0; count < 20_000; count += 1) {
      const id = newId()
      receipts.note(receiptOf(id))
      open.push(id)
      if (open.length > 8) receipts.settle(open.shift() ?? '')
    }
    const [name = ''] = await readdir(folder)
    const text = await readFile(path.join(folder, name), 'utf8')
    expect(text.length).toBeLessThan(300_000)
    expect([...readLines(text).keys()].toSorted()).toEqual(open.toSorted())
    receipts.close()
    expect(await readdir(folder)).toEqual([name])
    await rm(folder, { recursive: true })
  })

  // Went wrong: the line of a message that was settled long ago stayed as long as others were open; failed later and tried again, it was taken for sent.
  test('forgets what is settled while others are open', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'parley-receipts-'))
    const receipts = openReceiptLog(folder, createLogger({ level: 'silent' }))
    const [settled, open] = [newId(), newId()]
    receipts.note(receiptOf(settled))
    receipts.note(receiptOf(open))
    receipts.settle(settled)
    expect([isNotedByLiving(folder, settled), isNotedByLiving(folder, open)]).toEqual([false, true])
    receipts.close()
    await rm(folder, { recursive: true })
  })

  test('keeps what recovery needs, whatever a provider’s ids look like, and no line that is cut off', () => {
    const receipt = { workspaceId, messageId: newId(), claim: 3, callsDone: 2, externalIds: ['wamid.HB==', 'a b,c\n'] }
    const whole = { ...receiptOf(newId()), externalIds: [] }
    const text = lineOf(receipt) + lineOf(whole)
    expect([...readLines(text).values()]).toEqual([receipt, whole])
    expect([...readLines(text.slice(0, -1)).values()]).toEqual([receipt])
  })

  test('tells others that its process has a receipt, until that is committed', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'parley-receipts-'))
    const receipts = openReceiptLog(folder, createLogger({ level: 'silent' }))
    const [noted, other] = [newId(), newId()]
    receipts.note(receiptOf(noted))
    expect([isNotedByLiving(folder, noted), isNotedByLiving(folder, other)]).toEqual([true, false])
    receipts.settle(noted)
    expect(isNotedByLiving(folder, noted)).toBe(false)
    // That of a process which is gone is no word of a living one: it is taken in.
    const [own = ''] = await readdir(folder)
    receipts.note(receiptOf(other))
    await rename(path.join(folder, own), path.join(folder, own.replace(/\.\d+\./, '.4194304.')))
    expect(isNotedByLiving(folder, other)).toBe(false)
    receipts.close()
    await rm(folder, { recursive: true })
  })

  test('is dead when its process or, in another container, its owner has been silent', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'parley-receipts-'))
    const receipts = openReceiptLog(folder, createLogger({ level: 'silent' }))
    const [own = ''] = await readdir(folder)
    const [machine, pid, mark] = own.split('.')
    const names = {
      sameNumberLater: `${machine}.${pid}.1.a`,
      gone: `${machine}.4194304.${mark}.b`,
      otherContainer: `000000000000.${pid}.1.c`,
      otherContainerSilent: `000000000000.${pid}.1.d`,
    }
    for (const name of Object.values(names)) await writeFile(path.join(folder, name), '')
    await utimes(path.join(folder, names.otherContainerSilent), new Date(0), new Date(0))
    const dead = findDead(folder).map((file) => path.basename(file))
    expect(dead.toSorted()).toEqual([names.sameNumberLater, names.gone, names.otherContainerSilent].toSorted())
    receipts.close()
    await rm(folder, { recursive: true })
  })
})
