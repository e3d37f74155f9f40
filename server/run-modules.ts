import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { pruneIdempotencyKeys } from './http/idempotency.ts'
import { dropExpired } from './platform/drop-expired.ts'
import { type DurableSubscriber, drainEventQueue } from './platform/events.ts'
import type { JobHandlers, Schedule } from './platform/jobs.ts'
import { mailJobs, mailSchedules } from './platform/mail/index.ts'
import type { Deps, Module, Stoppable } from './platform/module.ts'

const eventTopic = 'event-queue'
const pollMs = 1000
const burstMs = 50

const platformSchedules: readonly Schedule[] = [
  { job: 'platform.partitions', cron: '15 3 * * *' },
  { job: 'platform.drop-expired', cron: '25 3 * * *' },
  { job: 'platform.prune-idempotency-keys', cron: '5 * * * *' },
  ...mailSchedules,
]

/** Starts what modules run besides answering requests: their loops, and in role worker their jobs, schedules and event subscribers. */
export async function runModules(deps: Deps, modules: readonly Module[]): Promise<Stoppable> {
  const started: Stoppable[] = []
  const stop = async (): Promise<void> => {
    for (const part of started.splice(0).reverse()) await part.stop()
  }
  try {
    await makePartitions(deps)
    for (const module of modules) {
      if (module.start) started.push(await module.start(deps))
    }
    if (deps.config.roles.has('worker')) {
      started.push(
        runSubscribers(
          deps,
          modules.flatMap((module) => module.subscribers?.(deps) ?? []),
        ),
      )
      const { handlers, schedules } = jobsOf(deps, modules)
      started.push(await deps.jobs.start(handlers, schedules))
    }
    return { stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Every job that this program can do, and when the regular ones are due. */
export function jobsOf(deps: Deps, modules: readonly Module[]): { handlers: JobHandlers; schedules: readonly Schedule[] } {
  return { handlers: handlersOf(deps, modules), schedules: [...platformSchedules, ...modules.flatMap((module) => module.schedules ?? [])] }
}

function handlersOf(deps: Deps, modules: readonly Module[]): JobHandlers {
  const handlers: JobHandlers = {
    'platform.partitions': () => makePartitions(deps),
    'platform.drop-expired': () => dropExpired(deps.db),
    'platform.prune-idempotency-keys': () => pruneIdempotencyKeys(deps),
    ...mailJobs(deps),
  }
  for (const module of modules) {
    for (const [name, handler] of Object.entries(module.jobs?.(deps) ?? {})) {
      if (handlers[name]) throw new Error(`Two jobs are named ${name}`)
      handlers[name] = handler
    }
  }
  return handlers
}

async function makePartitions(deps: Deps): Promise<void> {
  // Crosses workspaces: partitions by time hold the rows of all of them.
  await sql`select parley_ensure_partitions()`.execute(deps.db.spine)
}

/** Drains each subscriber's queue whenever something was published, and by the clock for what was missed. */
function runSubscribers(deps: Deps, subscribers: readonly DurableSubscriber[]): Stoppable {
  const { db, live, log } = deps
  const stopping = new AbortController()
  db.onCommitted((events) => {
    if (events.length > 0) live.wake(eventTopic)
  })
  const loops = subscribers.map(async (subscriber) => {
    while (!stopping.signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        const end = live.onWake(eventTopic, done)
        void sleep(pollMs, undefined, { signal: stopping.signal }).then(done, done)
        function done(): void {
          end()
          resolve()
        }
      })
      await drainEventQueue(db, log, subscriber).catch((error: unknown) =>
        log.warn({ err: error, subscriber: subscriber.name }, 'event queue could not be read'),
      )
      await woken
      // What comes in a burst is read together.
      await sleep(burstMs)
    }
  })
  return {
    stop: async () => {
      stopping.abort()
      await Promise.all(loops)
    },
  }
}
