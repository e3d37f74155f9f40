import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'
import { explainFailure } from './embedded-postgres-errors.ts'
import { createLogger } from './log.ts'
import { isAlive } from './process-users.ts'

const log = createLogger({ level: 'silent' })
let dataDir: string
let finished: string
const running: EmbeddedPostgres[] = []
const children: ChildProcess[] = []
// Making a cluster costs most of the time here: tests of what comes after the first start work on a copy.
beforeAll(async () => {
  finished = mkdtempSync(path.join(os.tmpdir(), 'parley-postgres-'))
  const server = await startEmbeddedPostgres({ dataDir: finished, log, settings: { fsync: 'off' } })
  await server.stop()
})
afterAll(() => rmSync(finished, { recursive: true, force: true }))
const copyFinished = () => execFileSync('cp', ['-a', path.join(finished, 'postgres'), path.join(dataDir, 'postgres')])
beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'parley-postgres-'))
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const server of running.splice(0)) await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

async function start(folder = dataDir): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: folder, log, settings: { fsync: 'off' } })
  running.push(server)
  return server
}

async function ask<T>(server: EmbeddedPostgres, question: string): Promise<T> {
  const client = new pg.Client(server.connection)
  await client.connect()
  try {
    return (await client.query({ text: question, rowMode: 'array' })).rows[0]?.[0] as T
  } finally {
    await client.end()
  }
}

/** A process that starts the server and is then killed without warning. */
async function startInOtherProcess(folder = dataDir): Promise<{ pid: number; kill(): Promise<void> }> {
  const child = fork(new URL('../testing/hold-postgres.ts', import.meta.url), [folder], { stdio: 'ignore' })
  children.push(child)
  const [pid] = (await once(child, 'message')) as [number]
  return {
    pid,
    kill: async () => {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

/** How many servers work on this cluster. A worker that was forked a moment ago still has its server's command line: its parent tells. */
function postmasters(folder = dataDir): number {
  const found = new Map<string, string>()
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(path.join(folder, 'postgres'))) continue
      const status = readFileSync(`/proc/${pid}/stat`, 'utf8')
      found.set(pid, status.slice(status.lastIndexOf(')') + 2).split(' ')[1] ?? '')
    } catch {
      // It ended while we looked.
    }
  }
  return [...found.values()].filter((parent) => !found.has(parent)).length
}

test('the first start makes a database that later starts find again, reachable by a private socket only', async () => {
  const first = await start()
  expect(await ask(first, 'show server_version_num')).toMatch(/^18\d{4}$/)
  await ask(first, 'create table kept as select 7 as n')
  expect(await ask(first, `select pg_encoding_to_char(encoding) from pg_database where datname = 'parley'`)).toBe('UTF8')
  expect(await ask(first, 'show listen_addresses')).toBe('')
  await first.stop()
  expect([isAlive(first.pid), existsSync(path.join(dataDir, 'postgres', 'postmaster.pid'))]).toEqual([false, false])
  const began = performance.now()
  const second = await start()
  // 60 ms on an idle machine; what this must notice is a second initdb or a wait.
  expect(performance.now() - began).toBeLessThan(5000)
  expect(await ask(second, 'select n from kept')).toBe(7)
})

test('letters outside ASCII are letters: lower case and trigrams work for Russian, Kazakh and Persian', async () => {
  copyFinished()
  const server = await start()
  await ask(server, 'create extension pg_trgm')
  expect(await ask(server, `select lower('ҚАЗАҚСТАН')`)).toBe('қазақстан')
  expect(await ask(server, `select similarity('доставка', 'доставки') > 0.5 and similarity('تحویل', 'تحویلی') > 0.5`)).toBe(true)
})

test('after kill -9 the server that is still there is taken over, never doubled', async () => {
  copyFinished()
  const killed = await startInOtherProcess()
  await killed.kill()
  expect(isAlive(killed.pid)).toBe(true)
  const taken = await start()
  expect([taken.pid, postmasters()]).toEqual([killed.pid, 1])
  expect(await ask(taken, 'select 1')).toBe(1)
  await taken.stop()
  expect([isAlive(killed.pid), postmasters()]).toEqual([false, 0])
})

test('when the server itself was killed too, the next start recovers what was committed', async () => {
  copyFinished()
  const first = await start()
  await ask(first, 'create table kept as select 7 as n')
  process.kill(first.pid, 'SIGKILL')
  await vi.waitFor(() => expect(isAlive(first.pid)).toBe(false), 5000)
  const second = await start()
  expect(await ask(second, 'select n from kept')).toBe(7)
})

test('of several processes the last one out stops the server', async () => {
  copyFinished()
  const [mine, other] = [await start(), await startInOtherProcess()]
  expect(other.pid).toBe(mine.pid)
  await mine.stop()
  expect(isAlive(mine.pid)).toBe(true)
  await other.kill()
  const last = await start()
  await last.stop()
  expect(isAlive(mine.pid)).toBe(false)
})

test('starts at the same moment end with one server', async () => {
  const [first, second] = await Promise.all([startInOtherProcess(), startInOtherProcess()])
  expect(first.pid).toBe(second.pid)
  expect(postmasters()).toBe(1)
  await first.kill()
  const last = await start()
  await second.kill()
  await last.stop()
  expect(postmasters()).toBe(0)
})

test('a stale pid file that names some other living program does not stop the start', async () => {
  copyFinished()
  const first = await start()
  await first.stop()
  writeFileSync(path.join(dataDir, 'postgres', 'postmaster.pid'), `${process.pid}\n${dataDir}\n0\n5432\n${dataDir}\n\n0 0\nready\n`)
  expect(await ask(await start(), 'select 1')).toBe(1)
})

test('an interrupted first start leaves nothing that hinders the next', async () => {
  const draft = path.join(dataDir, 'postgres.new-999999999')
  mkdirSync(path.join(draft, 'base'), { recursive: true })
  await start()
  expect(existsSync(draft)).toBe(false)
})

test('a deep folder below a private one works, with the socket elsewhere', async () => {
  const deep = path.join(dataDir, 'private', 'a-folder-name-of-forty-characters-in-all', 'and-another-one-to-get-beyond-the-limit')
  mkdirSync(deep, { recursive: true })
  chmodSync(path.join(dataDir, 'private'), 0o700)
  const server = await start(deep)
  expect(server.connection.host.startsWith(deep)).toBe(false)
  expect(await ask(server, 'select 1')).toBe(1)
  await server.stop()
  rmSync(server.connection.host, { recursive: true, force: true })
})

test('a folder of another version and a folder that is no database are refused in one sentence', async () => {
  const cluster = path.join(dataDir, 'postgres')
  mkdirSync(path.join(cluster, 'global'), { recursive: true })
  writeFileSync(path.join(cluster, 'PG_VERSION'), '16\n')
  await expect(start()).rejects.toMatchObject({ code: 'database-version', userMessage: expect.stringMatching(/made by PostgreSQL 16/) })
  rmSync(path.join(cluster, 'PG_VERSION'))
  await expect(start()).rejects.toMatchObject({ code: 'database-damaged' })
  expect(existsSync(path.join(cluster, 'global'))).toBe(true)
})

test('a damaged database is reported with where to read more', async () => {
  copyFinished()
  const server = await start()
  await server.stop()
  rmSync(path.join(dataDir, 'postgres', 'global', 'pg_control'))
  await expect(start()).rejects.toMatchObject({ code: 'database-damaged', userMessage: expect.stringContaining('postgres.log') })
})

test('what PostgreSQL and initdb say when a disk is full or a folder closed becomes a plain sentence', () => {
  const code = (output: string) => explainFailure('/data/postgres', output, '/data/postgres.log').code
  expect(code('2026-11-21 FATAL:  could not write to file "pg_wal/xlogtemp.1": No space left on device')).toBe('disk-full')
  expect(code('initdb: error: could not create directory "/data/postgres": Permission denied')).toBe('database-permissions')
  expect(code('FATAL:  data directory "/data/postgres" has wrong ownership')).toBe('database-permissions')
  expect(code('postgres: error while loading shared libraries: libicui18n.so.60: cannot open shared object file')).toBe('database-binaries')
  expect(code('setpriv: setresuid failed: Operation not permitted')).toBe('database-account')
  expect(code('FATAL:  lock file "postmaster.pid" already exists')).toBe('database-in-use')
  expect(code('PANIC:  could not locate a valid checkpoint record')).toBe('database-damaged')
})
