import pg from 'pg'
import { inject, onTestFinished } from 'vitest'
import { type Database, type OwnerConnection, openDatabase } from '../platform/db.ts'

export interface TestDatabase {
  /** As the program sees it: its own roles, row-level security in force. */
  db: Database
  /** The owner of the tables, whom row-level security does not bind: for looking at everything from outside. */
  owner: OwnerConnection
  ownerPool: pg.Pool
  name: string
  close(): Promise<void>
}

let made = 0

/**
 * A migrated database of its own, cloned from the run's template in some 30 ms. Call it in `beforeAll` and `close()` it in
 * `afterAll`; called inside a test it closes itself when the test ends.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const { host, user, template } = inject('postgres')
  made += 1
  const name = `test_${process.pid}_${process.env.VITEST_WORKER_ID ?? 0}_${made}_${Date.now().toString(36)}`
  await asAdmin(host, user, (admin) => admin.query(`create database ${name} template ${template} strategy wal_log`))
  const owner: OwnerConnection = { host, user, database: name, loginRoles: true }
  const db = openDatabase(owner, { app: 5, spine: 4, receive: 2, answer: 3, auth: 2 })
  const ownerPool = new pg.Pool({ host, user, database: name, max: 3 })
  ownerPool.on('error', () => {})
  let closed = false
  const close = async () => {
    if (closed) return
    closed = true
    await Promise.all([db.close(), ownerPool.end()])
    await asAdmin(host, user, (admin) => admin.query(`drop database if exists ${name} with (force)`))
  }
  closeAfterTest(close)
  return { db, owner, ownerPool, name, close }
}

function closeAfterTest(close: () => Promise<void>): void {
  try {
    onTestFinished(close)
  } catch {
    // Called in a hook: the file closes it in afterAll.
  }
}

async function asAdmin(host: string, user: string, work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ host, user, database: 'postgres' })
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}
