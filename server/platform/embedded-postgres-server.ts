import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { rename, rm, stat, statfs } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Account } from './embedded-postgres-account.ts'
import type { PostgresBinaries } from './embedded-postgres-binaries.ts'
import { postgresEnvironment } from './embedded-postgres-cluster.ts'
import { explainFailure } from './embedded-postgres-errors.ts'
import { answersOn, endOrphans, isPostmasterOf, readPidFile } from './embedded-postgres-processes.ts'
import { postgresSettings } from './embedded-postgres-settings.ts'
import { AppError } from './errors.ts'
import { isAlive } from './process-users.ts'

/** A data folder of PostgreSQL with everything that starting a server on it takes. */
export interface Cluster {
  dir: string
  socketDir: string
  logFile: string
  binaries: PostgresBinaries
  account: Account
  settings: Record<string, string>
}

export interface Running {
  pid: number
  socketDir: string
  /** Somebody else started it. */
  attached: boolean
}

/** Starting includes recovery after a crash, which on a slow disk with much to replay takes its time. */
const startTimeoutMs = 120_000
const stopTimeoutMs = 30_000
const logLimitBytes = 10 * 1024 * 1024

/** The server that already runs on this folder, once it is ready; null if there is none. Ends what is left of one that was killed. */
export async function attachServer(cluster: Cluster): Promise<Running | null> {
  const deadline = Date.now() + startTimeoutMs
  while (Date.now() < deadline) {
    const found = await readPidFile(cluster.dir)
    if (!found || !isAlive(found.pid)) {
      await endOrphans(cluster.dir)
      if (!found || !(await answersOn(found.socketDir))) return null
      // Another process has just started it again, unless the file still names the dead one.
      if ((await readPidFile(cluster.dir))?.pid === found.pid) throw foreignServer(cluster)
      continue
    }
    if (!(await isPostmasterOf(found, cluster.dir))) {
      // The number now belongs to another program: PostgreSQL would take it for the server and refuse to start.
      if ((await readPidFile(cluster.dir))?.pid === found.pid) await rm(path.join(cluster.dir, 'postmaster.pid'), { force: true })
      return null
    }
    if (found.status === 'ready') return { pid: found.pid, socketDir: found.socketDir, attached: true }
    await sleep(10)
  }
  throw new AppError('database-slow', {
    status: 500,
    userMessage: `The database in ${cluster.dir} runs but does not get ready: read ${cluster.logFile}.`,
  })
}

/** It answers although its process is not on this machine: another container has the same folder. */
function foreignServer(cluster: Cluster): AppError {
  return new AppError('database-in-use', {
    status: 500,
    userMessage: `Another machine or container runs its database on ${cluster.dir}: stop it first, or choose another DATA_DIR.`,
  })
}

/**
 * Starts the server. PostgreSQL itself sees to it that of several starts at once only one succeeds: the others attach to that one.
 * `signal`: whoever waits for it has gone.
 */
export async function launchServer(cluster: Cluster, signal?: AbortSignal): Promise<Running> {
  await turnLog(cluster.logFile)
  const args = ['-D', cluster.dir, '-k', cluster.socketDir, '-p', '5432']
  for (const [name, value] of Object.entries({ ...postgresSettings(os.totalmem()), ...cluster.settings }))
    args.push('-c', `${name}=${value}`)
  const { command, args: given, uid, gid } = cluster.account.wrap(cluster.binaries.postgres, args)
  let output: number
  try {
    output = openSync(cluster.logFile, 'a', 0o600)
  } catch (error) {
    throw explainFailure(cluster.dir, String(error), cluster.logFile)
  }
  const from = fstatSync(output).size
  const child = spawn(command, given, {
    uid,
    gid,
    cwd: '/',
    detached: true,
    env: postgresEnvironment(cluster.binaries),
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  child.unref()
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (_code, by) => resolve(`${saidSince(cluster.logFile, from)}${by ? `\nFATAL: ended by ${by}` : ''}`))
    child.once('error', (error) => resolve(error.message))
  })
  return untilReady(cluster, child, ended, signal)
}

/** The end may come long after the start, when the folder is already gone. */
function saidSince(logFile: string, from: number): string {
  try {
    return readFileSync(logFile).subarray(from).toString()
  } catch (error) {
    return String(error)
  }
}

async function untilReady(cluster: Cluster, child: ChildProcess, ended: Promise<string>, signal?: AbortSignal): Promise<Running> {
  let failure: string | null = null
  void ended.then((output) => {
    failure = output
  })
  const deadline = Date.now() + startTimeoutMs
  while (Date.now() < deadline) {
    const found = await readPidFile(cluster.dir)
    if (found?.status === 'ready' && found.pid === child.pid) return { pid: found.pid, socketDir: found.socketDir, attached: false }
    if (failure !== null) {
      // Another process may have been faster: then its server is the one.
      const other = /lock file/.test(failure) ? await attachServer(cluster) : null
      if (other) return other
      throw explainFailure(cluster.dir, `${failure}\n${await sayIfFull(cluster.dir)}`, cluster.logFile)
    }
    if (signal?.aborted) {
      if (child.pid) await stopServer(child.pid)
      signal.throwIfAborted()
    }
    await sleep(10)
  }
  throw new AppError('database-slow', {
    status: 500,
    userMessage: `The database in ${cluster.dir} did not get ready in time: read ${cluster.logFile}.`,
  })
}

export async function stopServer(pid: number): Promise<void> {
  // SIGINT is the fast stop: sessions are ended, everything is written. SIGQUIT ends at once, the next start recovers.
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!isAlive(pid)) return
    process.kill(pid, signal)
    const deadline = Date.now() + stopTimeoutMs
    while (isAlive(pid) && Date.now() < deadline) await sleep(10)
  }
}

/** On a full disk the log stays empty too: then the disk itself is asked. */
async function sayIfFull(folder: string): Promise<string> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize < 65_536 ? 'FATAL: No space left on device' : ''
}

async function turnLog(logFile: string): Promise<void> {
  const size = await stat(logFile).then(
    (entry) => entry.size,
    () => 0,
  )
  if (size > logLimitBytes) await rename(logFile, `${logFile}.1`)
}
