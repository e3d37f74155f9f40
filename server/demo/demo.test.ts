import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Conversation } from '../../contract/conversations.ts'
import { isAlive } from '../platform/process-users.ts'
import { eventually } from '../testing/eventually.ts'
import { freePort } from '../testing/parley-process.ts'
import { scenes } from './scenes/index.ts'
import { type RunningDemo, startDemo } from './start-demo.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'parley-demo-'))
let port = ''

beforeAll(async () => {
  port = String(await freePort())
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the demo', () => {
  let demo: RunningDemo

  test('is up in seconds and plays every scene to its end', async () => {
    const began = performance.now()
    demo = await startDemo({ folder, env: { PORT: port } })
    expect((await fetch(`${demo.config.publicUrl}/readyz`)).status).toBe(200)
    expect(performance.now() - began).toBeLessThan(30_000)
    expect(await demo.filled).toEqual([])
    expect(demo.wasFilled).toBe(false)
  }, 120_000)

  test('shows conversations of several days in every state', async () => {
    const all = await conversations(demo)
    expect(all).toHaveLength(scenes.length)
    const has = (fits: (one: Conversation) => boolean) => all.some(fits)
    for (const status of ['open', 'pending', 'snoozed', 'resolved']) expect(has((one) => one.status === status)).toBe(true)
    for (const handler of ['agent', 'user', 'none']) expect(has((one) => one.handler === handler)).toBe(true)
    expect(has(({ draft }) => draft !== null)).toBe(true)
    expect(has(({ lastMessage }) => lastMessage?.error?.code === 'outside-window')).toBe(true)
    expect(has(({ lastMessage }) => lastMessage?.error?.code === 'not-on-channel')).toBe(true)
    const ages = all.map(({ lastActivityAt }) => (Date.now() - Date.parse(lastActivityAt)) / 3600_000)
    expect(Math.max(...ages)).toBeGreaterThan(60)
    expect(Math.min(...ages)).toBeLessThan(1)
  })

  test('answers on WhatsApp, on Telegram and on the website from the shop’s own words', async () => {
    await expectAnswers(demo)
  }, 60_000)

  test('gives its data back at the next start, and the phones what they showed', async () => {
    const before = await conversations(demo)
    await demo.stop()
    demo = await startDemo({ folder, env: { PORT: port } })
    expect(demo.wasFilled).toBe(true)
    expect((await conversations(demo)).map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort())
    const phone = demo.emulators.whatsapp.customer({ phone: '+7 701 555 01 01' })
    expect(phone.inbox.map(({ text }) => text).join()).toContain('Astana')
    await expectAnswers(demo)
  }, 90_000)

  test('leaves nothing behind when it stops', async () => {
    const urls = [demo.config.publicUrl, demo.emulators.whatsapp.url, demo.emulators.telegram.url, demo.emulators.openai.url]
    const postgres = Number(readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n', 1)[0])
    expect(isAlive(postgres)).toBe(true)
    await demo.stop()
    for (const url of urls) await expect(fetch(url)).rejects.toThrow()
    await eventually(async () => expect(isAlive(postgres)).toBe(false))
  }, 60_000)
})

describe('parley demo', () => {
  const own = mkdtempSync(path.join(os.tmpdir(), 'parley-demo-killed-'))
  afterAll(() => rmSync(own, { recursive: true, force: true }))

  test('goes on where it was killed, and says in one line that a port is taken', async () => {
    const killed = await launch(own, port)
    await eventually(async () => expect(readFileSync(path.join(own, 'demo.json'), 'utf8')).toContain('website: '), 60_000)
    killed.child.kill('SIGKILL')
    await killed.ended

    const again = await launch(own, port)
    await eventually(async () => expect(again.output()).toContain('everything is in the inbox'), 90_000)
    expect(again.output()).not.toContain('Not played to the end')
    expect(JSON.parse(readFileSync(path.join(own, 'demo.json'), 'utf8'))).toMatchObject({
      isFilled: true,
      played: { length: scenes.length },
    })

    const elsewhere = mkdtempSync(path.join(os.tmpdir(), 'parley-demo-second-'))
    const second = await launch(elsewhere, port, 'Port')
    expect(await second.ended).toBe('1')
    expect(second.output().trim().split('\n').at(-1)).toMatch(/^Port \d+ is already in use/)
    rmSync(elsewhere, { recursive: true, force: true })

    again.child.kill('SIGINT')
    expect(await again.ended).toBe('0')
  }, 240_000)
})

async function expectAnswers(demo: RunningDemo): Promise<void> {
  const { whatsapp, telegram } = demo.emulators
  const phone = whatsapp.customer({ phone: '+7 701 555 00 00' })
  phone.send({ type: 'text', text: 'Do you wrap gifts?' })
  const bot = telegram.customer({ id: 4_999_999_999 })
  bot.send({ type: 'text', text: 'Сколько стоит доставка?' })
  expect((await phone.waitForMessage(undefined, 20_000)).text).toContain('linen cloth for 900')
  expect((await bot.waitForMessage(undefined, 20_000)).text).toContain('1 500')

  const page = await fetch(`${demo.config.publicUrl}/widget/demo`).then((answer) => answer.text())
  const key = /wk_[A-Za-z0-9_-]+/.exec(page)?.[0]
  const visit = async (target: string, body?: object, token?: string) => {
    const headers = { ...(body && { 'content-type': 'application/json' }), ...(token && { authorization: `Bearer ${token}` }) }
    const options = { headers, ...(body && { method: 'POST', body: JSON.stringify(body) }) }
    return (await fetch(`${demo.config.publicUrl}/widget/v1/${target}`, options)).json() as Promise<{ token: string; data: unknown }>
  }
  const { token } = await visit('session', { key })
  await visit('messages', { clientId: 'first-question', text: 'How long is the warranty?' }, token)
  await eventually(async () => expect(JSON.stringify(await visit('messages', undefined, token))).toContain('two years'), 20_000)
}

async function conversations(demo: RunningDemo): Promise<Conversation[]> {
  const { email, password } = demo.owner
  const base = demo.config.publicUrl
  const signedIn = await fetch(`${base}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  const cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ')
  const answer = await fetch(`${base}/api/v1/conversations?status=all&limit=100`, { headers: { cookie } })
  return ((await answer.json()) as { data: Conversation[] }).data
}

interface Launched {
  child: ChildProcess
  ended: Promise<string>
  output(): string
}

/** `parley demo` in a process of its own, until it has said that. */
async function launch(dataFolder: string, onPort: string, until = 'Sign in as'): Promise<Launched> {
  const cli = path.join(import.meta.dirname, '..', 'cli.ts')
  const child = spawn(process.execPath, [cli, 'demo', '--folder', dataFolder], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: onPort },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const ended = new Promise<string>((resolve) => child.once('exit', (code, signal) => resolve(signal ?? String(code))))
  await eventually(async () => expect(said).toContain(until), 60_000)
  return { child, ended, output: () => said }
}
