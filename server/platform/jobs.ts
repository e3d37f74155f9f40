import { type Kysely, sql } from 'kysely'
import type { z } from 'zod'
import type { Database, Tables } from './db.ts'
import { keepJobRunner } from './keep-job-runner.ts'
import type { Logger } from './log.ts'
import type { Metrics } from './metrics.ts'

export interface JobContext {
  log: Logger
  /** Aborted when the process stops: finish soon, the job runs again elsewhere. */
  signal: AbortSignal
  /** 1 for the first. */
  attempt: number
  isLastAttempt: boolean
}

export type JobHandler = (payload: unknown, context: JobContext) => Promise<void>

/** By job name: `module.kebab-words`. */
export type JobHandlers = Record<string, JobHandler>

export interface Schedule {
  job: string
  /** Five fields, UTC: `0 3 * * *`. */
  cron: string
  payload?: object
}

export interface EnqueueOptions {
  runAt?: Date
  /** Default 12: with the doubling pauses between them some 20 hours. */
  maxAttempts?: number
  /** At most one waiting job has this key: adding it again replaces the payload, and the time unless `keepRunAt`. */
  key?: string
  keepRunAt?: boolean
  /** Jobs of one queue run one after the other. */
  queue?: string
  /** Smaller runs sooner. Default 0. */
  priority?: number
}

export interface Jobs {
  /** Adds a job in the caller's transaction: it exists exactly if what caused it does. */
  enqueue(tx: Kysely<Tables>, name: string, payload: object, options?: EnqueueOptions): Promise<void>
  /** The same for many at once, which is some forty times cheaper than one by one. */
  enqueueMany(
    tx: Kysely<Tables>,
    name: string,
    payloads: readonly object[],
    options?: Omit<EnqueueOptions, 'key' | 'keepRunAt'>,
  ): Promise<void>
  /** Runs jobs until stopped: the part of role `worker`. */
  start(handlers: JobHandlers, schedules: readonly Schedule[]): Promise<{ stop(): Promise<void> }>
  /** Does this process run jobs at the moment? */
  isRunning(): boolean
}

/** Ties a job's payload to its schema: `jobHandler(z.object({ workspaceId: z.string() }), async (payload, context) => …)`. */
export function jobHandler<S extends z.ZodType>(
  schema: S,
  handle: (payload: z.output<S>, context: JobContext) => Promise<void>,
): JobHandler {
  return (payload, context) => handle(schema.parse(payload), context)
}

export function createJobs(options: { db: Database; log: Logger; metrics: Metrics; concurrency?: number }): Jobs {
  const add = async (tx: Kysely<Tables>, name: string, payloads: readonly object[], given: EnqueueOptions): Promise<void> => {
    if (payloads.length === 0) return
    const specs = payloads.map((payload) => ({
      identifier: name,
      payload,
      queue_name: given.queue ?? null,
      run_at: given.runAt?.toISOString() ?? null,
      max_attempts: given.maxAttempts ?? 12,
      job_key: given.key ?? null,
      priority: given.priority ?? null,
    }))
    await sql`select parley_enqueue(${JSON.stringify(specs)}::jsonb, ${given.keepRunAt ?? false})`.execute(tx)
  }
  const runners = new Set<{ isRunning(): boolean }>()
  return {
    enqueue: (tx, name, payload, given = {}) => add(tx, name, [payload], given),
    enqueueMany: (tx, name, payloads, given = {}) => add(tx, name, payloads, given),
    start: async (handlers, schedules) => {
      const runner = await keepJobRunner({ ...options, handlers, schedules })
      runners.add(runner)
      return {
        stop: async () => {
          runners.delete(runner)
          await runner.stop()
        },
      }
    },
    isRunning: () => [...runners].some((runner) => runner.isRunning()),
  }
}
