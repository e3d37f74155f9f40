import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { type TestDatabase, testDatabase } from '../testing/test-database.ts'
import { newId } from './ids.ts'
import { createJobs, type JobHandlers, jobHandler } from './jobs.ts'
import { createLogger } from './log.ts'
import { createMetrics } from './metrics.ts'

const log = createLogger({ level: 'silent' })
const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function setUp(): Promise<TestDatabase & ReturnType<typeof createJobs>> {
  const database = await testDatabase()
  return { ...database, ...createJobs({ db: database.db, log, metrics: createMetrics() }) }
}

async function run(jobs: ReturnType<typeof createJobs>, handlers: JobHandlers): Promise<void> {
  const runner = await jobs.start(handlers, [])
  stops.push(runner.stop)
}

test('a job exists exactly if the transaction that added it was committed', async () => {
  const { db, ...jobs } = await setUp()
  const seen: string[] = []
  const workspaceId = newId()
  await expect(
    db.withWorkspace(workspaceId, async (tx) => {
      await jobs.enqueue(tx, 'test.note', { text: 'rolled back' })
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  await db.withWorkspace(workspaceId, (tx) => jobs.enqueueMany(tx, 'test.note', [{ text: 'one' }, { text: 'two' }]))
  await run(jobs, { 'test.note': jobHandler(z.object({ text: z.string() }), async ({ text }) => void seen.push(text)) })
  await vi.waitFor(() => expect(seen.sort()).toEqual(['one', 'two']), 5000)
  await jobs.close()
})

test('the workspace role adds jobs but neither sees nor changes the queue', async () => {
  const { db, ...jobs } = await setUp()
  await db.withWorkspace(newId(), (tx) => jobs.enqueue(tx, 'test.note', {}))
  const { rows } = await jobs.ownerPool.query(
    `select has_schema_privilege('parley_app', 'graphile_worker', 'usage') as app, has_schema_privilege('parley_spine', 'graphile_worker', 'usage') as spine`,
  )
  expect(rows).toEqual([{ app: false, spine: true }])
})

test('a key keeps one waiting job, and adding it while it runs is not lost', async () => {
  const { db, ...jobs } = await setUp()
  const seen: number[] = []
  const add = (n: number) => db.withWorkspace(newId(), (tx) => jobs.enqueue(tx, 'test.keyed', { n }, { key: 'one' }))
  await add(1)
  await add(2)
  let release = (): void => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await run(jobs, {
    'test.keyed': jobHandler(z.object({ n: z.number() }), async ({ n }) => {
      seen.push(n)
      if (n === 2) await held
    }),
  })
  await vi.waitFor(() => expect(seen).toEqual([2]), 5000)
  await Promise.all([add(3), add(3), add(3)])
  release()
  await vi.waitFor(() => expect(seen).toContain(3), 5000)
})

test('a failing job is tried again and told which attempt it is', async () => {
  const { db, ...jobs } = await setUp()
  const attempts: [number, boolean][] = []
  await db.withWorkspace(newId(), (tx) => jobs.enqueue(tx, 'test.fails', {}, { maxAttempts: 2 }))
  await run(jobs, {
    'test.fails': async (_, { attempt, isLastAttempt }) => {
      attempts.push([attempt, isLastAttempt])
      throw new Error('again')
    },
  })
  const hurry = () => jobs.ownerPool.query('update graphile_worker._private_jobs set run_at = now() where locked_at is null')
  await vi.waitFor(async () => {
    await hurry()
    expect(attempts).toEqual([
      [1, false],
      [2, true],
    ])
  }, 8000)
})

test('schedules must name a job that exists', async () => {
  const { close, ...jobs } = await setUp()
  await expect(jobs.start({}, [{ job: 'test.nowhere', cron: '* * * * *' }])).rejects.toThrow('test.nowhere')
  await close()
})

test('F13: the jobs of a worker killed with kill -9 run elsewhere within seconds', async () => {
  const { db, owner, ...jobs } = await setUp()
  await db.withWorkspace(newId(), (tx) => jobs.enqueue(tx, 'test.dies', {}))
  const worker: ChildProcess = fork(new URL('../testing/hanging-worker.ts', import.meta.url), [JSON.stringify(owner)], { stdio: 'ignore' })
  stops.push(async () => void worker.kill('SIGKILL'))
  await once(worker, 'message')
  await sleep(300)
  worker.kill('SIGKILL')
  const died = performance.now()
  let seconds = Number.POSITIVE_INFINITY
  await run(jobs, {
    'test.dies': async () => {
      seconds = (performance.now() - died) / 1000
    },
  })
  await vi.waitFor(() => expect(seconds).toBeLessThan(12), { timeout: 15_000, interval: 100 })
})
