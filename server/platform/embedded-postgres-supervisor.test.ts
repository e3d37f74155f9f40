import { type ChildProcess, execFileSync, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'
import { createLogger } from './log.ts'
import { isAlive } from './process-users.ts'

let dataDir: string
let finished: string
let lines: { level: string; msg: string; err?: { message: string } }[]
const running: EmbeddedPostgres[] = []
const children: ChildProcess[] = []
const settings = { fsync: 'off' }

beforeAll(async () => {
  finished = mkdtempSync(path.join(os.tmpdir(), 'parley-supervised-'))
  const server = await startEmbeddedPostgres({ dataDir: finished, log: createLogger({ level: 'silent' }), settings })
  await server.stop()
})
afterAll(() => rmSync(finished, { recursive: true, force: true }))
beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'parley-supervised-'))
  lines = []
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const server of running.splice(0)) await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const copyFinished = () => execFileSync('cp', ['-a', path.join(finished, 'postgres'), path.join(dataDir, 'postgres')])

async function start(): Promise<EmbeddedPostgres> {
  const log = createLogger({ level: 'info', destination: { write: (line: string) => void lines.push(JSON.parse(line)) } })
  const server = await startEmbeddedPostgres({ dataDir, log, settings })
  running.push(server)
  return server
}

async function ask<T>(server: EmbeddedPostgres, question: string): Promise<T> {
  const client = new pg.Client(server.connection)
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query({ text: question, rowMode: 'array' })).rows[0]?.[0] as T
  } finally {
    await client.end()
  }
}

/** The servers whose command line names this folder; their backends overwrite theirs. */
function postmasters(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => commandLine(pid).includes(path.join(dataDir, 'postgres')))
    .map(Number)
}

function commandLine(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return []
  }
}

const back = (server: EmbeddedPostgres, timeout = 10_000) =>
  vi.waitFor(async () => expect([server.whyAway(), await ask(server, 'select 1')]).toEqual([null, 1]), { timeout, interval: 50 })

test('a server that is killed is started again within a second or two, and again when it is killed at once', async () => {
  copyFinished()
  const server = await start()
  await ask(server, 'create table kept as select 7 as n')
  const pids = [server.pid]
  for (let kills = 0; kills < 2; kills++) {
    const began = performance.now()
    process.kill(server.pid, 'SIGKILL')
    await vi.waitFor(() => expect(server.whyAway()).toMatch(/is being started again/), { timeout: 5_000, interval: 5 })
    await back(server)
    expect(performance.now() - began).toBeLessThan(6_000)
    pids.push(server.pid)
  }
  expect(new Set(pids).size).toBe(3)
  expect(await ask(server, 'select n from kept')).toBe(7)
  expect(lines.map(({ msg }) => msg)).toEqual([
    'database started',
    ...Array(2).fill(['the database server ended: starting it again', 'the database server runs again']).flat(),
  ])
})

test('backends that the killed server left at work are ended first: two servers never share a folder', async () => {
  copyFinished()
  const server = await start()
  const busy = new pg.Client(server.connection)
  busy.on('error', () => {})
  await busy.connect()
  const { rows } = await busy.query<{ pid: number }>('select pg_backend_pid() as pid')
  const orphan = rows[0]?.pid ?? 0
  // It computes and so does not notice that its server has gone.
  const computing = busy.query(`select count(*) from generate_series(1, 200000000) n where md5(n::text) = ''`).catch(() => {})
  await vi.waitFor(
    async () => expect(await ask(server, `select count(*)::int from pg_stat_activity where query like '%md5%'`)).toBe(2),
    10_000,
  )
  process.kill(server.pid, 'SIGKILL')
  await back(server)
  expect(isAlive(orphan)).toBe(false)
  await computing
})

test('of several processes that share the folder one starts it again, the others attach', { timeout: 60_000 }, async () => {
  copyFinished()
  const server = await start()
  for (let count = 0; count < 2; count++) {
    const child = fork(new URL('../testing/hold-postgres.ts', import.meta.url), [dataDir], { stdio: 'ignore' })
    children.push(child)
    expect(await once(child, 'message')).toEqual([server.pid, undefined])
  }
  for (let kills = 0; kills < 3; kills++) {
    const killed = server.pid
    process.kill(killed, 'SIGKILL')
    await vi.waitFor(() => expect(server.pid).not.toBe(killed), 10_000)
    await back(server)
    // Starts that lost the race are over at the latest when the others have attached.
    await vi.waitFor(() => expect(postmasters()).toEqual([server.pid]), 5_000)
    // Who asks nothing of the database looks once a second.
    for (const child of children) await vi.waitFor(async () => expect(await pidSeenBy(child)).toBe(server.pid), 5_000)
  }
})

async function pidSeenBy(child: ChildProcess): Promise<unknown> {
  child.send('pid')
  return (await once(child, 'message'))[0]
}

const mayMount =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0

test.runIf(mayMount)('a server that cannot start because its disk is full says so, and starts when there is room', async () => {
  mkdirSync(path.join(dataDir, 'small'))
  dataDir = path.join(dataDir, 'small')
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'none', dataDir])
  try {
    copyFinished()
    const server = await start()
    await ask(server, 'create table kept as select 7 as n')
    const filling = keepFull(path.join(dataDir, 'filler'))
    process.kill(server.pid, 'SIGKILL')
    await vi.waitFor(() => expect(server.whyAway()).toBe('The database server does not start: its disk is full.'), 10_000)
    // Several tries, one line.
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    expect(lines.filter(({ level }) => level === 'error').map(({ err }) => err?.message)).toEqual([
      expect.stringMatching(/is full: make room/),
    ])
    filling.end()
    await back(server)
    expect(await ask(server, 'select n from kept')).toBe(7)
    await running.pop()?.stop()
  } finally {
    await running.pop()?.stop()
    execFileSync('umount', [dataDir])
    dataDir = path.dirname(dataDir)
  }
})

/** Whatever is given back (the killed server's own files) is taken at once. */
function keepFull(file: string): { end(): void } {
  const take = (block: Buffer): void => {
    try {
      for (;;) appendFileSync(file, block)
    } catch {
      // Full, as it shall be.
    }
  }
  take(Buffer.alloc(1024 ** 2))
  const page = Buffer.alloc(4096)
  const timer = setInterval(() => take(page), 5)
  return {
    end: () => {
      clearInterval(timer)
      rmSync(file)
    },
  }
}

test('stopping ends the server for good', async () => {
  copyFinished()
  const server = await start()
  const { pid } = server
  process.kill(pid, 'SIGKILL')
  await running.pop()?.stop()
  await new Promise((resolve) => setTimeout(resolve, 600))
  expect(postmasters()).toEqual([])
  expect(existsSync(path.join(dataDir, 'postgres', 'PG_VERSION'))).toBe(true)
})
