import { startDemo } from '../demo/start-demo.ts'
import { welcome } from '../demo/welcome.ts'
import { runUntilStopped } from './run-until-stopped.ts'

/** Serves a shop to look at, and says where to look. */
export async function demo({ folder }: { folder: string }): Promise<void> {
  const began = performance.now()
  const say = (text: string): boolean => process.stderr.write(text)
  say('Starting the demo …\n')
  const running = await runUntilStopped(() => startDemo({ folder, onProgress: showProgress }))
  say(welcome(running, performance.now() - began, folder))
  if (running.wasFilled) return
  say('Filling the shop with conversations …\n')
  const failed = await running.filled.catch((error: unknown) => {
    throw new Error(`The shop could not be filled: ${error instanceof Error ? error.message : String(error)}`)
  })
  if (failed === null) return
  say(`The shop is open: everything is in the inbox (${((performance.now() - began) / 1000).toFixed(0)} s).\n`)
  if (failed.length > 0) say(`Not played to the end: ${failed.join(', ')}.\n`)
}

function showProgress(done: number, all: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${all} conversations …${done === all ? '\n' : ''}`)
}
