import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type Database, openDatabase } from './db.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'
import { createLogger } from './log.ts'
import { migrate } from './migrate.ts'
import { watchDatabase } from './watch-database.ts'

/*
 * A server of its own behind a door that can be shut, because the test stops it, fills it and makes it read-only. The program knows it by an address, as it
 * knows an outside server.
 */

let folder: string
let server: EmbeddedPostgres
let door: net.Server
let open = true
let lines: { level: string; msg: string; leftOut?: number }[]
const sockets = new Set<net.Socket>()
const closing: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'parley-watched-'))
  server = await startEmbeddedPostgres({
    dataDir: folder,
    log: createLogger({ level: 'silent' }),
    settings: { fsync: 'off', max_connections: '30' },
  })
  door = net.createServer((socket) => {
    if (!open) return socket.resetAndDestroy()
    const inside = net.connect(path.join(server.connection.host, '.s.PGSQL.5432'))
    for (const one of [socket, inside]) {
      sockets.add(one)
      one.on('error', () => {})
      one.on('close', () => sockets.delete(one))
    }
    socket.pipe(inside).pipe(socket)
    socket.on('close', () => inside.destroy())
    inside.on('close', () => socket.destroy())
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  await migrate(owner())
}, 60_000)

afterEach(async () => {
  open = true
  for (const close of closing.splice(0)) await close()
})

afterAll(async () => {
  door.close()
  for (const socket of sockets) socket.destroy()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const owner = () => ({
  connectionString: `postgres://parley@127.0.0.1:${(door.address() as net.AddressInfo).port}/parley`,
  loginRoles: false,
})

async function watched(): Promise<Database> {
  lines = []
  const db = openDatabase(owner(), { app: 2, spine: 2, receive: 2, answer: 2, auth: 2 })
  const log = createLogger({ level: 'info', destination: { write: (line: string) => void lines.push(JSON.parse(line)) } })
  const watch = watchDatabase(db, log)
  closing.push(async () => {
    await watch.stop()
    await db.close()
  })
  await db.receivePool.query('select 1')
  return db
}

async function asAdmin<T extends pg.QueryResultRow>(statement: string): Promise<T[]> {
  const admin = new pg.Client(server.connection)
  await admin.connect()
  const { rows } = await admin.query<T>(statement)
  await admin.end()
  return rows
}

const back = (db: Database) =>
  vi.waitFor(
    async () => {
      expect(db.whyAway()).toBeNull()
      expect((await db.receivePool.query<{ n: number }>('select 1 as n')).rows).toEqual([{ n: 1 }])
    },
    { timeout: 15_000, interval: 100 },
  )

/** Refused without a wait. */
async function refusedAtOnce(db: Database): Promise<void> {
  const began = performance.now()
  await expect(db.receivePool.query('select 1')).rejects.toMatchObject({ code: 'database-away', status: 503 })
  expect(performance.now() - began).toBeLessThan(500)
}

test('a server that is stopped: what waits is broken off, everything else is refused at once, and it comes back', {
  timeout: 60_000,
}, async () => {
  const db = await watched()
  const postmaster = Number(readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
  const backends = execFileSync('ps', ['-o', 'pid=', '--ppid', String(postmaster)])
    .toString()
    .trim()
    .split(/\s+/)
    .map(Number)
  const all = [postmaster, ...backends]
  for (const pid of all) process.kill(pid, 'SIGSTOP')
  try {
    const began = performance.now()
    await expect(db.receivePool.query('select 2')).rejects.toThrow()
    // 2.5 s until it is taken for away, 5 s until connections are broken off.
    expect(performance.now() - began).toBeLessThan(9_000)
    expect(db.whyAway()).toBe('The database does not answer.')
    await vi.waitFor(() => refusedAtOnce(db), { timeout: 5_000 })
    await Promise.all(Array.from({ length: 200 }, () => refusedAtOnce(db)))
  } finally {
    for (const pid of all) process.kill(pid, 'SIGCONT')
  }
  await back(db)
  expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
    ['error', 'the database is away: requests are answered 503 until it is back'],
    ['warn', 'the database is back'],
  ])
})

test('a network that refuses: noticed at once, refused at once', { timeout: 30_000 }, async () => {
  const db = await watched()
  open = false
  for (const socket of sockets) socket.destroy()
  await vi.waitFor(() => expect(db.whyAway()).toBe('The database cannot be reached.'), 10_000)
  await refusedAtOnce(db)
  open = true
  await back(db)
})

test('a server that has become read-only counts as away, and none of its connections is kept', { timeout: 30_000 }, async () => {
  const db = await watched()
  const { rows } = await db.receivePool.query<{ pid: number }>('select pg_backend_pid() as pid')
  await asAdmin('alter system set default_transaction_read_only = on')
  await asAdmin('select pg_reload_conf()')
  try {
    await vi.waitFor(() => expect(db.whyAway()).toMatch(/read-only/), 5_000)
    await refusedAtOnce(db)
  } finally {
    // A read-only session may say so: it writes no table.
    await asAdmin('alter system reset default_transaction_read_only')
    await asAdmin('select pg_reload_conf()')
  }
  await back(db)
  const living = await asAdmin<{ pid: number }>(`select pid from pg_stat_activity where pid = ${rows[0]?.pid}`)
  expect(living).toEqual([])
})

test('a statement that is refused as read-only takes its connection out of the pool', async () => {
  const db = await watched()
  const client = await db.receivePool.connect()
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  await client.query('begin read only')
  await expect(client.query(`insert into instance_settings (key, value) values ('read-only', '1')`)).rejects.toMatchObject({
    code: '25006',
  })
  await client.query('rollback').catch(() => {})
  client.release()
  await vi.waitFor(async () => expect(await asAdmin(`select 1 from pg_stat_activity where pid = ${rows[0]?.pid}`)).toEqual([]), 10_000)
  await back(db)
})

test('no connection left: what we have goes on working, and it is not taken for away', { timeout: 30_000 }, async () => {
  const db = await watched()
  const hoarded: pg.Client[] = []
  try {
    for (;;) {
      const one = new pg.Client({ connectionString: owner().connectionString })
      one.on('error', () => {})
      await one.connect()
      hoarded.push(one)
    }
  } catch (error) {
    expect((error as { code?: string }).code).toBe('53300')
  }
  await expect(db.answerPool.query('select 1')).rejects.toMatchObject({ code: '53300' })
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(db.whyAway()).toBeNull()
  expect((await db.receivePool.query('select 1 as n')).rows).toEqual([{ n: 1 }])
  for (const one of hoarded) await one.end()
  await db.answerPool.query('select 1')
})
