import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../server/testing/parley-process.ts'

export const owner = { email: 'owner@example.test', password: 'a good long password' }

/** As `npm start` has them (package.json). */
const startFlags = ['--max-semi-space-size=24', '--heap-growing-percent=40']

export interface BenchParley {
  url: string
  pid: number
  dataDir: string
  /** From the start of the process to 200 on /readyz, in milliseconds. */
  readyMs: number
  child: ChildProcess
  /** Ends it as Ctrl-C does; its folder goes too unless it was given. */
  stop(): Promise<void>
}

/**
 * A Parley as `npm start` makes it, with its embedded PostgreSQL, in a process of its own. Its log goes to `parley.log` in the data folder.
 * No setting but addresses of stand-ins: what is measured is what a user gets.
 */
export async function startParley(
  options: { env?: Record<string, string>; dataDir?: string; nodeArgs?: readonly string[] } = {},
): Promise<BenchParley> {
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(os.tmpdir(), 'parley-bench-')))
  const port = String(await freePort())
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    DATA_DIR: dataDir,
    PORT: port,
    OWNER_EMAIL: owner.email,
    OWNER_PASSWORD: owner.password,
    WORKSPACE_NAME: 'Bench',
    ...options.env,
  }
  const started = performance.now()
  const cli = path.join(import.meta.dirname, '..', '..', 'server', 'cli.ts')
  const child = spawn(process.execPath, [...startFlags, ...(options.nodeArgs ?? []), cli, 'start'], {
    env,
    cwd: dataDir,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log = createWriteStream(path.join(dataDir, 'parley.log'), { flags: 'a' })
  child.stdout.pipe(log, { end: false })
  child.stderr.pipe(log, { end: false })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  process.once('exit', () => child.kill('SIGKILL'))
  const url = `http://127.0.0.1:${port}`
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
    log.end()
    if (!options.dataDir) await rm(dataDir, { recursive: true, force: true })
  }
  for (const deadline = Date.now() + 60_000; ; await sleep(10)) {
    const ready = await fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (ready) return { url, pid: child.pid as number, dataDir, readyMs: performance.now() - started, child, stop }
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`Parley did not get ready: see ${dataDir}/parley.log`)
    }
  }
}
