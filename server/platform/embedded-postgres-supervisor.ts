import { setTimeout as sleep } from 'node:timers/promises'
import type { Running } from './embedded-postgres-server.ts'
import { AppError } from './errors.ts'
import type { Logger } from './log.ts'
import { isAlive, processMark } from './process-users.ts'

export interface Supervision {
  readonly pid: number
  whyAway(): string | null
  stop(): Promise<void>
}

/** Whoever asks finds it gone sooner, and wakes the look. */
const lookEveryMs = 1_000
/** Every statement asks whether the server lives: a look costs three calls of the system, and so recent a one is as good. */
const freshMs = 20
/** One that lives this long has got over what ended the one before it: the next end is a new story. */
const steadyMs = 10_000
const firstPauseMs = 250
const longestPauseMs = 5_000
/** The same failure again is said once in this time. */
const repeatEveryMs = 60_000

/**
 * Looks whether the server lives and starts it again when it was killed or ended by itself. Several processes may do so for one folder: PostgreSQL's
 * own lock lets one server start, and `start` attaches the others to it.
 */
export function superviseServer(options: {
  running: Running
  /** Attaches to a server that runs, else starts one. */
  start(signal: AbortSignal): Promise<Running>
  log: Logger
}): Supervision {
  const { log, start } = options
  const stopping = new AbortController()
  const { signal } = stopping
  let running = options.running
  let reason: string | null = null
  let seenAlive = { pid: 0, at: 0 }
  let lookNow = (): void => {}

  function isServerAlive(): boolean {
    const { pid } = running
    if (seenAlive.pid === pid && performance.now() - seenAlive.at < freshMs) return true
    if (!isAlive(pid)) {
      lookNow()
      return false
    }
    seenAlive = { pid, at: performance.now() }
    return true
  }

  const loop = (async () => {
    let pauseMs = 0
    while (!signal.aborted) {
      const since = Date.now()
      await untilGone(running.pid)
      if (signal.aborted) return
      reason = restarting
      log.warn({ postgresPid: running.pid }, 'the database server ended: starting it again')
      const goneAt = Date.now()
      // At once, unless the one before lived for a moment only.
      pauseMs = goneAt - since > steadyMs ? 0 : Math.min(longestPauseMs, Math.max(firstPauseMs, pauseMs * 2))
      if (pauseMs > firstPauseMs) await pause(pauseMs, signal)
      await startAgain(goneAt)
    }
  })()

  async function untilGone(pid: number): Promise<void> {
    const mark = processMark(pid)
    while (!signal.aborted && isAlive(pid) && processMark(pid) === mark) {
      await new Promise<void>((resolve) => {
        lookNow = resolve
        setTimeout(resolve, lookEveryMs).unref()
      })
    }
  }

  async function startAgain(goneAt: number): Promise<void> {
    // Not yet a failure: another process may be a step ahead, and its server is attached to in a moment.
    let attempts = 0
    let said = { code: '', at: 0 }
    for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        running = await start(signal)
        reason = null
        log.warn({ postgresPid: running.pid, attached: running.attached, awayMs: Date.now() - goneAt }, 'the database server runs again')
        return
      } catch (error) {
        if (signal.aborted) return
        const code = error instanceof AppError ? error.code : 'unknown'
        attempts += 1
        reason = reasons[code] ?? 'The database server does not start: the log says why.'
        if ((said.code !== code && attempts > 1) || (said.at > 0 && Date.now() - said.at > repeatEveryMs)) {
          log.error({ err: error, awayMs: Date.now() - goneAt }, 'the database server cannot be started, will be tried again')
          said = { code, at: Date.now() }
        }
      }
      await pause(pauseMs, signal)
    }
  }

  return {
    get pid() {
      return running.pid
    },
    // A moment may pass before the loop looks: whoever asks then shall not hear that all is well.
    whyAway: () => reason ?? (isServerAlive() ? null : restarting),
    stop: async () => {
      stopping.abort()
      lookNow()
      await loop
    },
  }
}

const restarting = 'The database server ended and is being started again.'
/** For /readyz, which anybody may read: no folders. */
const reasons: Record<string, string> = {
  'disk-full': 'The database server does not start: its disk is full.',
  'database-in-use': 'The database server does not start: another process still uses its folder.',
  'database-permissions': 'The database server does not start: it may not use its folder.',
  'database-damaged': 'The database server does not start: its files are damaged or missing.',
  'database-slow': 'The database server takes long to start: it recovers what was under way.',
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return sleep(ms, undefined, { signal, ref: false }).catch(() => {})
}
