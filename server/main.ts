import Fastify from 'fastify'
import { buildApp } from './app.ts'
import { buildProbeServer } from './http/probe-server.ts'
import { createFirstOwner, needsSetup } from './modules/workspaces/index.ts'
import { modules } from './modules.ts'
import { openDeps } from './open-deps.ts'
import type { Config } from './platform/config.ts'
import { AppError } from './platform/errors.ts'
import { armFailpoint } from './platform/failpoints.ts'
import { createLogger, type Logger } from './platform/log.ts'
import type { ApiServer, Deps } from './platform/module.ts'
import { runModules } from './run-modules.ts'

export interface RunningParley {
  deps: Deps
  /** Both are null in a process without role web. */
  server: ApiServer | null
  address: string | null
  stop(): Promise<void>
}

/** Settings → database → migrations → modules → roles. Whatever fails on the way is undone again. */
export async function startParley(config: Config, log: Logger = createLogger({ level: config.logLevel })): Promise<RunningParley> {
  armFailpoint(config.failpoint ?? undefined)
  const undo: (() => Promise<unknown>)[] = []
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  const port = config.roles.has('web') ? config.port : config.probePort
  const place = port === null ? null : { host: config.host, port }
  if (place) await requireFreePort(place)
  try {
    const { deps, close } = await openDeps(config, log)
    undo.push(close)
    await createConfiguredOwner(deps)
    const server = config.roles.has('web') ? await buildApp(deps) : null
    const running = await runModules(deps, modules)
    undo.push(running.stop)
    // Last, so that on the way down the doors close first: what came in is finished by loops that still run.
    const door = server ?? (place ? buildProbeServer(deps) : null)
    if (door) undo.push(() => door.close())
    const address = door && place ? await listen(door, place) : null
    log.info({ address, roles: [...config.roles] }, 'ready')
    return { deps, server, address: server ? address : null, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

type Place = { host: string; port: number }

/** OWNER_EMAIL and its companions create the first account; once there is one, they say nothing. */
async function createConfiguredOwner(deps: Deps): Promise<void> {
  const { owner } = deps.config
  if (owner === null || !(await needsSetup(deps))) return
  const made = await createFirstOwner(deps, owner)
  if (made) deps.log.info({ workspaceId: made.workspaceId }, 'owner created from the settings')
}

/** Before anything is begun: a start that cannot end well leaves no database running for the moment in which it finds out. */
async function requireFreePort(place: Place): Promise<void> {
  const probe = Fastify({ logger: false })
  await orComplaint(place, () => probe.listen(place))
  await probe.close()
}

function listen(server: ApiServer, place: Place): Promise<string> {
  return orComplaint(place, () => server.listen(place))
}

async function orComplaint<T>({ host, port }: Place, open: () => Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    const complaints: Record<string, string> = {
      EADDRINUSE: `Port ${port} is already in use on ${host}: stop the other program, or choose another PORT.`,
      EACCES: `Port ${port} may not be opened by this user: choose a PORT above 1023.`,
      EADDRNOTAVAIL: `This machine has no address ${host}: choose another HOST.`,
      ENOTFOUND: `HOST ${host} is not known: choose an address of this machine, for example 0.0.0.0.`,
    }
    const userMessage = complaints[code ?? '']
    if (userMessage) throw new AppError('cannot-listen', { status: 500, cause, userMessage })
    throw cause
  }
}
