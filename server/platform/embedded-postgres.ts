import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Account, chooseAccount } from './embedded-postgres-account.ts'
import { findPostgresBinaries } from './embedded-postgres-binaries.ts'
import { ensureCluster, makePrivateFolder } from './embedded-postgres-cluster.ts'
import { explainFailure } from './embedded-postgres-errors.ts'
import { attachServer, type Cluster, launchServer, stopServer } from './embedded-postgres-server.ts'
import { superviseServer } from './embedded-postgres-supervisor.ts'
import type { Logger } from './log.ts'
import { makeFolder } from './make-folder.ts'
import { registerUse } from './process-users.ts'

export interface EmbeddedPostgres {
  connection: { host: string; user: string; database: string }
  /** Of the server that runs now: one that was killed is followed by another. */
  readonly pid: number
  /** null while it runs; else why not, in a sentence for people. */
  whyAway(): string | null
  /** Stops the server, unless another living process uses it too: the last one out turns off the light. */
  stop(): Promise<void>
}

/**
 * Runs PostgreSQL 18 on `<dataDir>/postgres`, reachable through a private socket only, detached from the terminal: Ctrl-C
 * reaches Parley first. If a killed run left one behind, that one is taken over; a second one is never started. One that ends
 * while it is in use is started again.
 * @throws AppError with one plain sentence for the person who starts it
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string
  log: Logger
  settings?: Record<string, string>
}): Promise<EmbeddedPostgres> {
  const { log } = options
  const dataDir = path.resolve(options.dataDir)
  await makeDataFolder(dataDir)
  const use = await registerUse(path.join(dataDir, 'postgres-users')).catch((error: unknown) => {
    throw explainFailure(dataDir, String(error), '')
  })
  try {
    const cluster = await openCluster(dataDir, options.settings ?? {})
    const start = async (signal?: AbortSignal) => (await attachServer(cluster)) ?? (await launchServer(cluster, signal))
    const running = await start()
    // The one in the pid file: whoever starts the server again puts the socket where it was.
    cluster.socketDir = running.socketDir
    log.info({ postgresPid: running.pid, attached: running.attached }, 'database started')
    const others = await use.others()
    if (others > 0) log.info({ others, dataDir }, 'another Parley process uses this DATA_DIR: this one joins it, on the same database')
    const supervision = superviseServer({ running, start, log })
    return {
      connection: { host: running.socketDir, user: 'parley', database: 'parley' },
      get pid() {
        return supervision.pid
      },
      whyAway: supervision.whyAway,
      stop: async () => {
        await supervision.stop()
        const { othersRemain } = await use.unregister()
        if (!othersRemain) await stopServer(supervision.pid)
      },
    }
  } catch (error) {
    await use.unregister()
    throw error
  }
}

async function openCluster(dataDir: string, settings: Record<string, string>): Promise<Cluster> {
  const dir = path.join(dataDir, 'postgres')
  const binaries = await findPostgresBinaries(dataDir)
  const account = await chooseAccount(dir, [dataDir, path.dirname(binaries.postgres)])
  await ensureCluster(dir, binaries, account)
  const socketDir = await makeSocketFolder(dataDir, account)
  return { dir, socketDir, logFile: path.join(dataDir, 'postgres.log'), binaries, account, settings }
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
