import { openDeps } from '../open-deps.ts'
import { type Config, loadConfig } from '../platform/config.ts'
import { createLogger } from '../platform/log.ts'
import type { Deps } from '../platform/module.ts'

/** Gives a command what modules are given, beside a server that runs or without one, and puts everything back afterwards. */
export async function withDeps<T>(work: (deps: Deps) => Promise<T>, config: Config = loadConfig()): Promise<T> {
  const { deps, close } = await openDeps(config, createLogger({ level: 'silent' }))
  try {
    return await work(deps)
  } finally {
    await close()
  }
}
