import { startParley } from '../main.ts'
import { createFirstOwner, listWorkspaces } from '../modules/workspaces/index.ts'
import { type Config, loadConfig } from '../platform/config.ts'
import { createLogger } from '../platform/log.ts'
import type { Deps } from '../platform/module.ts'
import { demoSettings } from './demo-settings.ts'
import { type DemoState, openDemoState } from './demo-state.ts'
import { fillShop } from './fill-shop.ts'
import { restorePhones } from './restore-phones.ts'
import { type DemoEmulators, startEmulators, withEmulators } from './start-emulators.ts'

export interface RunningDemo {
  config: Config
  deps: Deps
  emulators: DemoEmulators
  owner: DemoState['team']['owner']
  /** Resolves with the scenes that failed once everything is in the inbox; null: it was stopped before. */
  filled: Promise<string[] | null>
  /** Whether this start found the shop as an earlier one left it. */
  wasFilled: boolean
  stop(): Promise<void>
}

export interface DemoOptions {
  folder: string
  env?: NodeJS.ProcessEnv
  onProgress?: (done: number, all: number) => void
}

/** The server on its own data folder, the played providers beside it, and in it a shop at work. */
export async function startDemo({ folder, env, onProgress = () => {} }: DemoOptions): Promise<RunningDemo> {
  const settings = loadConfig(env, { adjust: demoSettings(folder) })
  const state = openDemoState(settings.dataDir)
  const emulators = await startEmulators(settings, state)
  const config = withEmulators(settings, emulators)
  const parley = await startParley(config, createLogger({ level: config.logLevel })).catch(async (error: unknown) => {
    await emulators.close()
    throw error
  })
  const stopping = new AbortController()
  const { deps, server } = parley
  const workspaceId = await ownWorkspace(deps, state)
  await restorePhones(deps, workspaceId, emulators, state)
  const wasFilled = state.isFilled
  const filling = { deps, workspaceId, emulators, state, folder: config.dataDir, signal: stopping.signal, onProgress }
  const filled = (wasFilled || server === null ? Promise.resolve([]) : fillShop({ ...filling, server })).catch((error: unknown) => {
    if (stopping.signal.aborted) return null
    throw error
  })
  // From then on the model takes a moment, so that its typing is seen.
  const calm = filled.then(
    () => emulators.openai.setLatency(500, 400),
    () => {},
  )
  return {
    config,
    deps,
    emulators,
    owner: state.team.owner,
    filled,
    wasFilled,
    stop: async () => {
      stopping.abort()
      await calm
      await parley.stop()
      await emulators.close()
    },
  }
}

async function ownWorkspace(deps: Deps, { team: { owner } }: DemoState): Promise<string> {
  const made = await createFirstOwner(deps, { ...owner, workspaceName: 'Qamqor Home', timeZone: 'Asia/Almaty' })
  if (made) return made.workspaceId
  const [first] = await listWorkspaces(deps.db)
  if (!first) throw new Error('There are accounts, but no workspace')
  return first.id
}
