import { type OwnerConnection, openDatabase } from '../platform/db.ts'
import { createJobs } from '../platform/jobs.ts'
import { createLogger } from '../platform/log.ts'
import { createMetrics } from '../platform/metrics.ts'

// A worker process that takes the job `test.dies`, says so and never finishes: for tests that kill it.
const owner = JSON.parse(process.argv[2] ?? '{}') as OwnerConnection
const jobs = createJobs({ db: openDatabase(owner), log: createLogger({ level: 'silent' }), metrics: createMetrics() })
await jobs.start(
  {
    'test.dies': async () => {
      process.send?.('taken')
      await new Promise(() => {})
    },
  },
  [],
)
