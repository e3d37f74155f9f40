import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { ParleyEvent } from '../../contract/events.ts'
import { type TestDatabase, testDatabase } from '../testing/test-database.ts'
import { type Database, openDatabase } from './db.ts'
import { publish } from './events.ts'
import { newId } from './ids.ts'
import { createLive, type Live } from './live.ts'
import { createLogger } from './log.ts'

const log = createLogger({ level: 'silent' })
let database: TestDatabase
let elsewhere: Database
let here: Live
let there: Live
beforeAll(async () => {
  database = await testDatabase()
  elsewhere = openDatabase(database.owner, { app: 2, spine: 2, receive: 1, answer: 1, auth: 1 })
  here = createLive({ db: database.db, log })
  there = createLive({ db: elsewhere, log })
  await untilListening(2)
})
afterAll(async () => {
  await Promise.all([here.stop(), there.stop()])
  await elsewhere.close()
  await database.close()
})

async function untilListening(count: number): Promise<void> {
  await vi.waitFor(async () => {
    const { rows } = await database.ownerPool.query(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and query like 'listen %'`,
    )
    expect(rows[0].n).toBe(count)
  }, 5000)
}

const contactCreated = (workspaceId: string, contactId: string) =>
  database.db.withWorkspace(workspaceId, (tx) => publish(tx, workspaceId, 'contact.created', { contactId }))

function collect(live: Live, workspaceId: string): ParleyEvent[] {
  const events: ParleyEvent[] = []
  live.subscribe(workspaceId, (event) => events.push(event))
  return events
}

test('a committed event reaches its workspace in every process, once and in order; others hear nothing', async () => {
  const [workspaceId, other] = [newId(), newId()]
  const [mine, theirs, foreign] = [collect(here, workspaceId), collect(there, workspaceId), collect(there, other)]
  const contacts = [newId(), newId(), newId(), newId()]
  for (const contactId of contacts) await contactCreated(workspaceId, contactId)
  expect(mine.map((event) => event.payload)).toEqual(contacts.map((contactId) => ({ contactId })))
  await vi.waitFor(() => expect(theirs).toEqual(mine), 10_000)
  await sleep(100)
  expect([mine.length, theirs.length, foreign.length]).toEqual([4, 4, 0])
})

test('events keep their order when an earlier fetch takes longer than a later one', async () => {
  let fetches = 0
  const slowFirst: Database = {
    ...elsewhere,
    withWorkspace: async (...call: Parameters<Database['withWorkspace']>) => {
      if (fetches++ === 0) await sleep(200)
      return elsewhere.withWorkspace(...call)
    },
  } as Database
  const slow = createLive({ db: slowFirst, log })
  await untilListening(3)
  const workspaceId = newId()
  const heard = collect(slow, workspaceId)
  await contactCreated(workspaceId, newId())
  await sleep(60)
  await contactCreated(workspaceId, newId())
  await vi.waitFor(() => expect(heard).toHaveLength(2), 10_000)
  expect(fetches).toBe(2)
  expect(heard.map((event) => event.id)).toEqual(heard.map((event) => event.id).sort())
  await slow.stop()
  await untilListening(2)
})

test('a rolled-back event is never heard', async () => {
  const workspaceId = newId()
  const [mine, theirs] = [collect(here, workspaceId), collect(there, workspaceId)]
  const failing = database.db.withWorkspace(workspaceId, async (tx) => {
    await publish(tx, workspaceId, 'contact.created', { contactId: newId() })
    throw new Error('rolled back')
  })
  await expect(failing).rejects.toThrow('rolled back')
  await contactCreated(workspaceId, newId())
  await vi.waitFor(() => expect(theirs).toHaveLength(1), 10_000)
  expect(mine).toHaveLength(1)
})

test('who unsubscribed hears nothing more', async () => {
  const workspaceId = newId()
  const heard: ParleyEvent[] = []
  const end = here.subscribe(workspaceId, (event) => heard.push(event))
  await contactCreated(workspaceId, newId())
  end()
  await contactCreated(workspaceId, newId())
  expect(heard).toHaveLength(1)
})

test('a topic wakes here at once and elsewhere soon', async () => {
  const woken: string[] = []
  here.onWake('outbox', () => woken.push('here'))
  there.onWake('outbox', () => woken.push('there'))
  here.wake('outbox')
  expect(woken).toEqual(['here'])
  await vi.waitFor(() => expect(woken).toEqual(['here', 'there']), 10_000)
})

test('after the listening connections were cut, events flow again', async () => {
  const workspaceId = newId()
  const theirs = collect(there, workspaceId)
  await database.ownerPool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen %'`,
  )
  await sleep(50)
  await untilListening(2)
  await contactCreated(workspaceId, newId())
  await vi.waitFor(() => expect(theirs).toHaveLength(1), 10_000)
})
