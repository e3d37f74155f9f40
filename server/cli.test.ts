import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startMailEmulator } from '../emulators/index.ts'
import { isAlive } from './platform/process-users.ts'

const program = path.join(import.meta.dirname, '..', 'bin', 'parley')
let dataDir: string
let port: number
const children: ChildProcess[] = []

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'parley-cli-'))
  port = await freePort()
})
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
})
afterAll(async () => {
  // Joins a database that a failed test left running, and is the last to leave it.
  await parley(['migrate'])
  rmSync(dataDir, { recursive: true, force: true })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

function launch(args: string[], settings: Record<string, string> = {}): ChildProcess {
  const env = { PATH: process.env.PATH, HOME: os.homedir(), DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'warn', ...settings }
  const child = spawn(program, args, { cwd: dataDir, env, stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  return child
}

async function parley(args: string[], settings?: Record<string, string>): Promise<{ code: number; out: string; err: string }> {
  const child = launch(args, settings)
  let [out, err] = ['', '']
  child.stdout?.on('data', (piece: Buffer) => {
    out += piece.toString()
  })
  child.stderr?.on('data', (piece: Buffer) => {
    err += piece.toString()
  })
  const [code] = (await once(child, 'close')) as [number]
  return { code, out, err }
}

async function startServer(settings?: Record<string, string>): Promise<ChildProcess> {
  const child = launch(['start'], settings)
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', (piece: Buffer) => {
      if (piece.toString().includes('Parley runs at')) resolve()
    })
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)))
  })
  return child
}

const postgresPid = () => Number(readFileSync(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
const health = async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).status

test('it starts, creates the owner from the settings, and one signal ends it and its database', async () => {
  const owner = { OWNER_EMAIL: 'owner@example.test', OWNER_PASSWORD: 'long enough', WORKSPACE_NAME: 'Shop' }
  const server = await startServer(owner)
  expect(await health()).toBe(200)
  const pid = postgresPid()
  const made = await parley(['api-key', 'create', '--workspace', 'Shop', '--name', 'test'])
  const key = made.out.trimEnd().split('\n').at(-1)
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/members`, { headers: { authorization: `Bearer ${key}` } })
  expect([made.code, answer.status, isAlive(pid)]).toEqual([0, 200, true])
  // Twice, as Ctrl-C arrives under npm.
  server.kill('SIGINT')
  server.kill('SIGINT')
  expect(await once(server, 'exit')).toEqual([0, null])
  expect(isAlive(pid)).toBe(false)
}, 60_000)

test('operators are added, listed and removed; the first account is one', async () => {
  const operators = async () => (await parley(['operator', 'list'])).out
  expect(await operators()).toBe('owner@example.test (owner)\n')
  await parley(['owner', 'create', '--email', 'second@example.test', '--password', 'long enough', '--workspace', 'Other'])
  expect(await operators()).toBe('owner@example.test (owner)\n')
  expect((await parley(['operator', 'add', '--email', 'Second@example.test'])).code).toBe(0)
  expect(await operators()).toBe('owner@example.test (owner)\nsecond@example.test (second)\n')
  expect((await parley(['operator', 'remove', '--email', 'owner@example.test'])).code).toBe(0)
  expect(await operators()).toBe('second@example.test (second)\n')
  const nobody = await parley(['operator', 'add', '--email', 'nobody@example.test'])
  expect([nobody.code, nobody.err.trim()]).toEqual([1, 'There is no account with this e-mail address.'])
}, 60_000)

test('after kill -9 the next start takes the database over and runs', async () => {
  const first = await startServer()
  const pid = postgresPid()
  first.kill('SIGKILL')
  await once(first, 'exit')
  const second = await startServer()
  expect([await health(), postgresPid()]).toEqual([200, pid])
  second.kill('SIGTERM')
  expect(await once(second, 'exit')).toEqual([0, null])
  expect(isAlive(pid)).toBe(false)
}, 60_000)

test('what stops a start is said in one line, with exit code 1', async () => {
  const taken = createServer().listen(port, '127.0.0.1')
  await once(taken, 'listening')
  const portTaken = await parley(['start'])
  taken.close()
  expect([portTaken.code, portTaken.err.trim()]).toEqual([1, expect.stringMatching(/^Port \d+ is already in use.*$/)])
  const wrongKey = await parley(['start'], { SECRET_KEY: randomBytes(32).toString('base64') })
  expect([wrongKey.code, wrongKey.err.trim()]).toEqual([1, expect.stringMatching(/^SECRET_KEY .*$/)])
  const badSetting = await parley(['start'], { PORT: 'many' })
  expect([badSetting.code, badSetting.err]).toEqual([1, 'PORT is not usable: it takes a whole number from 0 to 65535.\n'])
  const nobody = await parley(['start'], { DATABASE_URL: 'postgres://user:planted-password@127.0.0.1:1/parley' })
  expect([nobody.code, nobody.err.trim()]).toEqual([1, expect.stringMatching(/^DATABASE_URL: no PostgreSQL answers at 127\.0\.0\.1:1 .*$/)])
  expect(nobody.err + nobody.out).not.toContain('planted-password')
}, 60_000)

test('the doctor finds a sound installation well and names what is wrong with another', async () => {
  await parley(['migrate'])
  const well = await parley(['doctor'])
  expect([well.code, well.out.trimEnd().split('\n').at(-1), well.out]).toEqual([0, 'Everything is well.', expect.not.stringContaining('✗')])
  const wrong = await parley(['doctor'], { SECRET_KEY: randomBytes(32).toString('base64') })
  expect([wrong.code, wrong.out]).toEqual([1, expect.stringMatching(/✗ master key → SECRET_KEY/)])
  const unusable = await parley(['doctor'], { ROLES: 'cook' })
  expect([unusable.code, unusable.out]).toEqual([1, expect.stringMatching(/✗ settings → ROLES/)])
}, 60_000)

test('the doctor says whether mail works, and sends a test', async () => {
  const mail = await startMailEmulator({ senders: ['no-reply@shop.example'] })
  const settings = { SMTP_URL: mail.url, MAIL_FROM: 'Shop <no-reply@shop.example>' }
  try {
    const without = await parley(['doctor', '--mail'])
    expect([without.code, without.out]).toEqual([1, expect.stringContaining('✗ mail is not set up → set SMTP_URL and MAIL_FROM.')])
    const sent = await parley(['doctor', '--mail', 'me@shop.example'], settings)
    expect([sent.code, sent.out]).toEqual([0, expect.stringContaining('took a test mail to me@shop.example (250 2.0.0)')])
    expect(mail.mails).toMatchObject([{ from: 'no-reply@shop.example', to: ['me@shop.example'], subject: 'Parley can send mail' }])
    mail.interfere = (stage) => (stage === 'auth' ? '535 5.7.8 Wrong' : null)
    const refused = await parley(['doctor', '--mail'], settings)
    expect([refused.code, refused.out]).toEqual([1, expect.stringContaining('the user name or the password of SMTP_URL')])
    expect(refused.out).not.toContain('smtp-password')
  } finally {
    await mail.close()
  }
}, 60_000)

test('a command that lacks something says so in one line', async () => {
  const missing = await parley(['api-key', 'create', '--workspace', 'Nowhere', '--name', 'x'])
  expect([missing.code, missing.out, missing.err.trim().split('\n')]).toEqual([1, '', ['There is no such workspace.']])
  const option = await parley(['owner', 'create'])
  expect([option.code, option.err.trim().split('\n')]).toEqual([1, [expect.stringContaining('--email')]])
}, 60_000)
