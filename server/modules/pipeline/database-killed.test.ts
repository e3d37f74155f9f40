import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWhatsAppEmulator, type WhatsAppEmulator } from '../../../emulators/index.ts'
import { isAlive } from '../../platform/process-users.ts'
import { eventually } from '../../testing/eventually.ts'
import { type ParleyProcess, startParleyProcess } from '../../testing/parley-process.ts'
import { connectShop, shopOwner } from '../../testing/test-shop.ts'

/*
 * The embedded PostgreSQL is killed under two Parley processes that share it, while customers write: it comes back by itself, everything that
 * was acknowledged is answered once, and no process of Parley is started again.
 */

let dataDir: string
let whatsapp: WhatsAppEmulator
const processes: ParleyProcess[] = []

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'parley-killed-'))
  whatsapp = await startWhatsAppEmulator({ timeCompression: 20, limits: { throughput: false, pair: false } })
  const env = { DATA_DIR: dataDir, META_GRAPH_URL: whatsapp.url, ...shopOwner }
  processes.push(await startParleyProcess(env))
  processes.push(await startParleyProcess({ ...env, ROLES: 'worker,web' }))
  await connectShop(processes[0]?.url ?? '', whatsapp)
}, 120_000)

afterAll(async () => {
  for (const { child, ended } of processes) {
    child.kill('SIGTERM')
    await ended
  }
  await whatsapp?.close()
  await rm(dataDir, { recursive: true, force: true })
})

const postmaster = (): number => Number(readFileSync(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
async function killPostmaster(): Promise<number> {
  const pid = postmaster()
  process.kill(pid, 'SIGKILL')
  await eventually(async () => expect(isAlive(pid)).toBe(false))
  return pid
}

const serversOnFolder = (): string[] =>
  execFileSync('ps', ['-eo', 'args'])
    .toString()
    .split('\n')
    .filter((line) => line.includes(`-D ${path.join(dataDir, 'postgres')} `))

async function untilReady(url: string): Promise<void> {
  await eventually(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200), 30_000)
}

describe('the embedded database is killed (F09)', () => {
  it('comes back by itself under load, twice in a row, and nothing acknowledged is lost', { timeout: 180_000 }, async () => {
    const customers = Array.from({ length: 60 }, (_, index) =>
      whatsapp.customer({ phone: `+1555400${String(index).padStart(4, '0')}`, name: `Killed ${index}` }),
    )
    const seconds: number[] = []
    for (const [index, customer] of customers.entries()) {
      customer.send({ type: 'text', text: `message ${index}` })
      if (index === 20 || index === 40) {
        const began = performance.now()
        const killed = await killPostmaster()
        if (index === 40) {
          // Again, as soon as it has come up.
          await eventually(async () => expect(isAlive(postmaster()) && postmaster() !== killed).toBe(true), 20_000)
          await killPostmaster()
        }
        await Promise.all(processes.map(({ url }) => untilReady(url)))
        seconds.push((performance.now() - began) / 1000)
      }
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    await Promise.all(customers.map((customer) => customer.waitForMessage(() => true, 60_000)))
    await whatsapp.idle()
    expect(customers.map(({ inbox }) => inbox.length)).toEqual(customers.map(() => 1))
    expect(serversOnFolder()).toHaveLength(1)
    expect(Math.max(...seconds)).toBeLessThan(20)
    for (const { child } of processes) expect(child.exitCode).toBeNull()
  })

  it('answers 503 with the reason at once while it is away', { timeout: 60_000 }, async () => {
    const url = processes[0]?.url ?? ''
    await killPostmaster()
    const began = performance.now()
    const answer = await fetch(`${url}/readyz`)
    expect(performance.now() - began).toBeLessThan(1_000)
    // Too fast to be seen, or the reason.
    if (answer.status === 503) expect(((await answer.json()) as { reason: string }).reason).toMatch(/database/i)
    await untilReady(url)
  })
})
