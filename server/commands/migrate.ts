import { openDatabaseServer } from '../open-database-server.ts'
import type { Config } from '../platform/config.ts'
import { createLogger } from '../platform/log.ts'
import { migrate } from '../platform/migrate.ts'

export async function migrateDatabase(config: Config): Promise<void> {
  const server = await openDatabaseServer(config, createLogger({ level: 'silent' }))
  try {
    const applied = await migrate(server.owner, { onApplied: (name) => process.stdout.write(`${name}\n`) })
    process.stdout.write(
      applied.length === 0 ? 'The database is up to date.\n' : `Applied ${applied.length}. The database is up to date.\n`,
    )
  } finally {
    await server.stop()
  }
}
