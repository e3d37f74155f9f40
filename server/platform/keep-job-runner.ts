import { setTimeout as sleep } from 'node:timers/promises'
import { type RunnerOptions, startJobRunner } from './job-runner.ts'

const pauseMs = 1_000

/**
 * Runs jobs until stopped. graphile-worker gives up when the end of a job cannot be written down, as when the database goes in that moment: then a new
 * runner takes its place, and the heartbeat frees what the old one held.
 */
export async function keepJobRunner(options: RunnerOptions): Promise<{ stop(): Promise<void>; isRunning(): boolean }> {
  const stopping = new AbortController()
  const { signal } = stopping
  let runner: Awaited<ReturnType<typeof startJobRunner>> | null = await startJobRunner(options)

  const loop = (async () => {
    while (!signal.aborted) {
      await Promise.race([runner?.ended, aborted(signal)])
      if (signal.aborted) break
      const gone = runner
      runner = null
      options.log.warn('the job runner ended: starting it again')
      await gone?.stop().catch(() => {})
      while (runner === null && !signal.aborted) {
        await sleep(pauseMs, undefined, { signal }).catch(() => {})
        if (signal.aborted || options.db.whyAway() !== null) continue
        runner = await startJobRunner(options).catch((error: unknown) => {
          options.log.warn({ err: error }, 'the job runner could not be started')
          return null
        })
      }
    }
  })()

  return {
    isRunning: () => runner !== null,
    stop: async () => {
      stopping.abort()
      await loop
      await runner?.stop()
    },
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
