import v8 from 'node:v8'
import { startParley } from '../main.ts'
import { needsSetup } from '../modules/workspaces/index.ts'
import type { Config } from '../platform/config.ts'
import { giveBackMemory } from './give-back-memory.ts'
import { runUntilStopped } from './run-until-stopped.ts'

/** Serves until it is told to stop. */
export async function start(config: Config): Promise<void> {
  const began = performance.now()
  // V8 lets the heap grow to several times what lives in it before it looks for what may go. Looked for sooner, the server keeps within 350 MiB under full
  // load instead of 600, for a few hundredths of its speed (docs/performance.md). `npm start` and bin/parley give it from the beginning: with other flags than it
  // was compiled under, V8 does not take the code that the last start left (cli.ts).
  v8.setFlagsFromString('--heap-growing-percent=40')
  const running = await runUntilStopped(() => startParley(config))
  giveBackMemory()
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
