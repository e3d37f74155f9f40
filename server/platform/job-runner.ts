import { EventEmitter } from 'node:events'
import { Logger as GraphileLogger, parseCronItems, run, type TaskList, type WorkerEvents } from 'graphile-worker'
import type { Database } from './db.ts'
import { startHeartbeat } from './job-heartbeat.ts'
import type { JobHandler, JobHandlers, Schedule } from './jobs.ts'
import type { Logger } from './log.ts'
import type { Metrics } from './metrics.ts'

export interface RunnerOptions {
  db: Database
  log: Logger
  metrics: Metrics
  handlers: JobHandlers
  schedules: readonly Schedule[]
  concurrency?: number
}

export async function startJobRunner(options: RunnerOptions): Promise<{ stop(): Promise<void>; ended: Promise<void> }> {
  const { db, log, handlers, schedules } = options
  const concurrency = options.concurrency ?? 4
  const unknown = schedules.filter(({ job }) => !handlers[job]).map(({ job }) => job)
  if (unknown.length > 0) throw new Error(`Schedules without a job: ${unknown.join(', ')}`)
  const pool = db.openPool('parley_spine', { max: concurrency + 3, application_name: 'parley:jobs' })
  // The runner wants to see that somebody looks after errors; that each connection does it is nothing that it can see.
  pool.on('connect', (client) => client.on('error', () => {}))
  const events: WorkerEvents = new EventEmitter()
  const heartbeat = startHeartbeat(db, log)
  events.on('pool:create', ({ workerPool }) => heartbeat.add(workerPool.id))
  countJobs(events, options.metrics)
  const runner = await run({
    pgPool: pool,
    events,
    concurrency,
    // Without batches of its own a job's end that cannot be written is a rejection that nobody handles, which ends the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    noHandleSignals: true,
    // New jobs are told of; this is for those whose time comes later. Each of the workers asks so often.
    pollInterval: 2000,
    gracefulShutdownAbortTimeout: 5000,
    logger: workerLogger(log),
    taskList: tasks(handlers, log),
    parsedCronItems: parseCronItems(
      schedules.map(({ job, cron, payload }) => ({
        task: job,
        match: cron,
        identifier: job,
        options: { backfillPeriod: 0, maxAttempts: 5, jobKey: `schedule:${job}`, jobKeyMode: 'replace' as const },
        ...(payload ? { payload: { ...payload } } : {}),
      })),
    ),
  })
  const ended = runner.promise.catch((error: unknown) => log.error({ err: error }, 'job runner ended'))
  return {
    ended,
    stop: async () => {
      // It refuses to stop twice.
      await runner.stop().catch(() => {})
      await heartbeat.stop()
      await pool.end()
    },
  }
}

function tasks(handlers: JobHandlers, log: Logger): TaskList {
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handler]: [string, JobHandler]) => [
      name,
      async (payload: unknown, helpers) => {
        const { job } = helpers
        await handler(payload, {
          log: log.child({ job: name, jobId: job.id }),
          signal: helpers.abortSignal,
          attempt: job.attempts,
          isLastAttempt: job.attempts >= job.max_attempts,
        })
      },
    ]),
  ) satisfies TaskList
}

function countJobs(events: WorkerEvents, metrics: Metrics): void {
  const finished = metrics.counter('parley_jobs_total', 'Jobs by their end', ['job', 'outcome'])
  const seconds = metrics.histogram('parley_job_seconds', 'How long jobs ran', ['job'])
  const started = new Map<string, number>()
  events.on('job:start', ({ job }) => started.set(job.id, performance.now()))
  events.on('job:success', ({ job }) => finished.inc({ job: job.task_identifier, outcome: 'done' }))
  events.on('job:error', ({ job }) => finished.inc({ job: job.task_identifier, outcome: 'retry' }))
  events.on('job:failed', ({ job }) => finished.inc({ job: job.task_identifier, outcome: 'failed' }))
  events.on('job:complete', ({ job }) => {
    seconds.observe({ job: job.task_identifier }, (performance.now() - (started.get(job.id) ?? performance.now())) / 1000)
    started.delete(job.id)
  })
}

function workerLogger(log: Logger): GraphileLogger {
  return new GraphileLogger((scope) => (level, message, meta) => {
    const ids = { job: scope.taskIdentifier, jobId: scope.jobId }
    const cause = meta?.error instanceof Error ? { err: meta.error } : {}
    // Its messages name jobs and errors, never payloads; what it says below a warning is of use to nobody but its authors.
    if (level === 'error') log.error({ ...ids, ...cause, detail: message }, 'job failed')
    else if (level === 'warning') log.warn({ ...ids, detail: message }, 'job warning')
    else log.trace({ ...ids, detail: message }, 'job runner')
  })
}
