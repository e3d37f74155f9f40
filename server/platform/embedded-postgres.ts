import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, existsSync, fstatSync, openSync, readFileSync, realpathSync } from 'node:fs'
import { readFile, rename, rm, stat } from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Account, chooseAccount } from './embedded-postgres-account.ts'
import { findPostgresBinaries, type PostgresBinaries } from './embedded-postgres-binaries.ts'
import { ensureCluster, makePrivateFolder, postgresEnvironment } from './embedded-postgres-cluster.ts'
import { explainFailure } from './embedded-postgres-errors.ts'
import { postgresSettings } from './embedded-postgres-settings.ts'
import { AppError } from './errors.ts'
import type { Logger } from './log.ts'
import { makeFolder } from './make-folder.ts'
import { isAlive, registerUse } from './process-users.ts'

export interface EmbeddedPostgres {
  connection: { host: string; user: string; database: string }
  pid: number
  /** Stops the server, unless another living process uses it too: the last one out turns off the light. */
  stop(): Promise<void>
}

interface Cluster {
  dir: string
  socketDir: string
  logFile: string
}

/** Starting includes recovery after a crash, which on a slow disk with much to replay takes its time. */
const startTimeoutMs = 120_000
const stopTimeoutMs = 30_000
const logLimitBytes = 10 * 1024 * 1024

/**
 * Runs PostgreSQL 18 on `<dataDir>/postgres`, reachable through a private socket only, detached from the terminal: Ctrl-C
 * reaches Parley first. If a killed run left one behind, that one is taken over; a second one is never started.
 * @throws AppError with one plain sentence for the person who starts it
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string
  log: Logger
  settings?: Record<string, string>
}): Promise<EmbeddedPostgres> {
  const dataDir = path.resolve(options.dataDir)
  const cluster: Cluster = { dir: path.join(dataDir, 'postgres'), socketDir: '', logFile: path.join(dataDir, 'postgres.log') }
  await makeDataFolder(dataDir)
  const use = await registerUse(path.join(dataDir, 'postgres-users')).catch((error: unknown) => {
    throw explainFailure(dataDir, String(error), '')
  })
  try {
    const binaries = await findPostgresBinaries(dataDir)
    const account = await chooseAccount(cluster.dir, [dataDir, path.dirname(binaries.postgres)])
    await ensureCluster(cluster.dir, binaries, account)
    cluster.socketDir = await makeSocketFolder(dataDir, account)
    const running = (await attach(cluster)) ?? (await launch(cluster, binaries, account, options.settings ?? {}))
    options.log.info({ postgresPid: running.pid, attached: running.attached }, 'database started')
    return {
      connection: { host: running.socketDir, user: 'parley', database: 'parley' },
      pid: running.pid,
      stop: async () => {
        const { othersRemain } = await use.unregister()
        if (!othersRemain) await stopPostmaster(running.pid)
      },
    }
  } catch (error) {
    await use.unregister()
    throw error
  }
}

async function makeDataFolder(dataDir: string): Promise<void> {
  try {
    makeFolder(dataDir)
  } catch (error) {
    throw explainFailure(dataDir, String(error), '')
  }
}

/** A socket's address may have 107 bytes: in a deep folder it goes under the temporary one, in a folder of that user only. */
async function makeSocketFolder(dataDir: string, account: Account): Promise<string> {
  const near = path.join(dataDir, 'run')
  const mark = createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 16)
  const folder = Buffer.byteLength(`${near}/.s.PGSQL.5432`) < 104 ? near : path.join(os.tmpdir(), `parley-${mark}`)
  await makePrivateFolder(folder, account)
  return folder
}

interface Running {
  pid: number
  socketDir: string
  attached: boolean
}

/** The server that already runs on this folder, once it is ready; null if there is none. */
async function attach(cluster: Cluster): Promise<Running | null> {
  const deadline = Date.now() + startTimeoutMs
  while (Date.now() < deadline) {
    const found = await readPidFile(cluster.dir)
    if (!found) return null
    if (!isAlive(found.pid)) {
      await refuseForeignServer(cluster, found)
      return null
    }
    const ours = await isPostmasterOf(found, cluster.dir)
    if (!ours) {
      // The number now belongs to another program: PostgreSQL would take it for the server and refuse to start.
      await rm(path.join(cluster.dir, 'postmaster.pid'), { force: true })
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

/** A server that answers although its process is not on this machine: another container has the same folder. */
async function refuseForeignServer(cluster: Cluster, found: { socketDir: string }): Promise<void> {
  if (!(await answersOn(found.socketDir))) return
  throw new AppError('database-in-use', {
    status: 500,
    userMessage: `Another machine or container runs its database on ${cluster.dir}: stop it first, or choose another DATA_DIR.`,
  })
}

async function launch(cluster: Cluster, binaries: PostgresBinaries, account: Account, settings: Record<string, string>): Promise<Running> {
  await turnLog(cluster.logFile)
  const args = ['-D', cluster.dir, '-k', cluster.socketDir, '-p', '5432']
  for (const [name, value] of Object.entries({ ...postgresSettings(os.totalmem()), ...settings })) args.push('-c', `${name}=${value}`)
  const { command, args: given, uid, gid } = account.wrap(binaries.postgres, args)
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
    env: postgresEnvironment(binaries),
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  child.unref()
  const ended = new Promise<string>((resolve) => {
    child.once('exit', () => resolve(saidSince(cluster.logFile, from)))
    child.once('error', (error) => resolve(error.message))
  })
  return untilReady(cluster, child, ended)
}

/** The end may come long after the start, when the folder is already gone. */
function saidSince(logFile: string, from: number): string {
  try {
    return readFileSync(logFile).subarray(from).toString()
  } catch (error) {
    return String(error)
  }
}

async function untilReady(cluster: Cluster, child: ChildProcess, ended: Promise<string>): Promise<Running> {
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
      const other = /lock file/.test(failure) ? await attach(cluster) : null
      if (other) return other
      throw explainFailure(cluster.dir, failure, cluster.logFile)
    }
    await sleep(10)
  }
  throw new AppError('database-slow', {
    status: 500,
    userMessage: `The database in ${cluster.dir} did not get ready in time: read ${cluster.logFile}.`,
  })
}

async function stopPostmaster(pid: number): Promise<void> {
  // SIGINT is the fast stop: sessions are ended, everything is written. SIGQUIT ends at once, the next start recovers.
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!isAlive(pid)) return
    process.kill(pid, signal)
    const deadline = Date.now() + stopTimeoutMs
    while (isAlive(pid) && Date.now() < deadline) await sleep(10)
  }
}

async function readPidFile(clusterDir: string): Promise<{ pid: number; socketDir: string; status: string } | null> {
  // Lines: process id, data folder, start time, port, socket folder, address, shared memory, status.
  const lines = (await readFile(path.join(clusterDir, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  const pid = Number(lines[0])
  return pid > 0 ? { pid, socketDir: lines[4] ?? '', status: (lines[7] ?? '').trim() } : null
}

async function isPostmasterOf(found: { pid: number; socketDir: string }, clusterDir: string): Promise<boolean> {
  const own = await stat(clusterDir)
  // The server works inside its folder. What we may not look into runs under another account, so it is not ours.
  if (existsSync('/proc/self/cwd')) {
    const workingFolder = await stat(`/proc/${found.pid}/cwd`).catch(() => null)
    return workingFolder?.ino === own.ino && workingFolder.dev === own.dev
  }
  return answersOn(found.socketDir)
}

function answersOn(socketDir: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(path.join(socketDir, '.s.PGSQL.5432'))
    socket.setTimeout(1000, () => socket.destroy())
    socket.once('connect', () => {
      resolve(true)
      socket.destroy()
    })
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
  })
}

async function turnLog(logFile: string): Promise<void> {
  const size = await stat(logFile).then(
    (entry) => entry.size,
    () => 0,
  )
  if (size > logLimitBytes) await rename(logFile, `${logFile}.1`)
}
