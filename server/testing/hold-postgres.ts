import { startEmbeddedPostgres } from '../platform/embedded-postgres.ts'
import { createLogger } from '../platform/log.ts'

// A process that starts the embedded PostgreSQL, tells its process id and holds it: for tests that kill it.
const server = await startEmbeddedPostgres({
  dataDir: process.argv[2] ?? '',
  log: createLogger({ level: 'silent' }),
  settings: { fsync: 'off' },
})
process.send?.(server.pid)
setInterval(() => {}, 60_000)
// Asked again, it tells the one that runs now.
process.on('message', () => process.send?.(server.pid))
