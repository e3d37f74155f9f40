import { startParley } from '../main.ts'
import { needsSetup } from '../modules/workspaces/index.ts'
import type { Config } from '../platform/config.ts'

const stopWithinMs = 30_000
/** Ctrl-C under npm arrives twice, from the terminal and from npm: only a later one is meant as "at once". */
const sameSignalMs = 1_000

/** Serves until it is told to stop: once for a clean end, twice for an end at once. */
export async function start(config: Config): Promise<void> {
  const began = performance.now()
  let stoppingSince: number | null = null
  let running: Awaited<ReturnType<typeof startParley>> | null = null

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

  running = await startParley(config)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  // The log is JSON on stdout; this is for the person at the terminal.
  const where = running.address ? `Parley runs at ${publicAddress(config, running.address)}` : 'Parley works in the background'
  process.stderr.write(`${where} (ready in ${seconds} s). Ctrl-C stops it.\n`)
  if (running.address && (await needsSetup(running.deps))) process.stderr.write('Open it in a browser to create the first account.\n')
}

/** PORT=0 lets the system choose: then only the real address is of use. */
function publicAddress(config: Config, address: string): string {
  return config.port === 0 ? address : config.publicUrl
}
