import type { Stoppable } from '../platform/module.ts'

/** A call of a provider that has begun takes up to 25 s, and is waited for. */
const stopWithinMs = 40_000
/** Ctrl-C under npm arrives twice, from the terminal and from npm: only a later one is meant as "at once". */
const sameSignalMs = 1_000

/** Begins something and keeps it up until the process is told to stop: once for a clean end, twice for an end at once. */
export async function runUntilStopped<T extends Stoppable>(begin: () => Promise<T>): Promise<T> {
  let stoppingSince: number | null = null
  let running: T | null = null

  const stop = (): void => {
    if (stoppingSince !== null && performance.now() - stoppingSince < sameSignalMs) return
    // Not up yet, or impatient: the database outlives this process and is taken over by the next start.
    if (stoppingSince !== null || !running) process.exit(1)
    stoppingSince = performance.now()
    process.stderr.write('Stopping: finishing what is under way. Once more stops at once.\n')
    setTimeout(() => process.exit(1), stopWithinMs).unref()
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`Stopping failed: ${error instanceof Error ? error.message : String(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)

  running = await begin()
  return running
}
