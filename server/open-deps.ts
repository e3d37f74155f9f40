import { modules } from './modules.ts'
import { openDatabaseServer } from './open-database-server.ts'
import { systemClock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import { type OwnerConnection, openDatabase } from './platform/db.ts'
import { createFiles } from './platform/files.ts'
import { createHttpClient } from './platform/http-client.ts'
import { createJobs } from './platform/jobs.ts'
import { createLive } from './platform/live.ts'
import type { Logger } from './platform/log.ts'
import { mailEgress } from './platform/mail/index.ts'
import { checkMasterKey, rewrapWorkspaceKeys } from './platform/master-key.ts'
import { createMetrics } from './platform/metrics.ts'
import { migrate } from './platform/migrate.ts'
import type { Deps } from './platform/module.ts'
import { createSecrets } from './platform/secrets.ts'
import { watchDatabase } from './platform/watch-database.ts'

export interface OpenedDeps {
  deps: Deps
  owner: OwnerConnection
  close(): Promise<void>
}

/** Settings become a running database with the newest schema and everything that modules are given. */
export async function openDeps(config: Config, log: Logger): Promise<OpenedDeps> {
  const server = await openDatabaseServer(config, log)
  try {
    await migrate(server.owner, { onApplied: (name) => log.info({ migration: name }, 'migration applied') })
    const opened = await createDeps(config, log, server.owner)
    return {
      ...opened,
      owner: server.owner,
      close: async () => {
        await opened.close()
        await server.stop()
      },
    }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** Everything that modules are given, on a database that already has its schema. */
export async function createDeps(config: Config, log: Logger, owner: OwnerConnection): Promise<{ deps: Deps; close(): Promise<void> }> {
  const db = openDatabase(owner)
  const metrics = createMetrics({ processMetrics: true })
  const egress = [...modules.flatMap((module) => module.egress), ...mailEgress(config)]
  const http = createHttpClient({
    config,
    log,
    egress,
    observe: ({ purpose, status, durationMs }) => metrics.outsideCalls.observe({ purpose, status: String(status ?? 0) }, durationMs / 1000),
  })
  const watch = watchDatabase(db, log)
  const live = createLive({ db, log })
  const close = async (): Promise<void> => {
    await watch.stop()
    await live.stop()
    await http.close()
    await db.close()
  }
  try {
    if ((await checkMasterKey(db, config)) === 'changed') {
      const count = await rewrapWorkspaceKeys(db, config)
      log.info({ count }, 'workspace keys wrapped with the new master key')
    }
    const files = await createFiles({ config, clock: systemClock })
    const jobs = createJobs({ db, log, metrics })
    const deps: Deps = { config, log, db, secrets: createSecrets(config), files, http, jobs, live, clock: systemClock, metrics }
    for (const module of modules) module.wire?.(deps)
    return { deps, close }
  } catch (error) {
    await close()
    throw error
  }
}
