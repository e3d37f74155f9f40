import { constants } from 'node:fs'
import { access, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { systemClock } from '../platform/clock.ts'
import { type Config, loadConfig } from '../platform/config.ts'
import { AppError } from '../platform/errors.ts'
import { createFiles } from '../platform/files.ts'
import { newId } from '../platform/ids.ts'
import { makeFolder } from '../platform/make-folder.ts'
import { type Finding, failed } from './doctor-report.ts'

const leastMajor = 24
const leastFreeBytes = 1024 ** 3

export function* checkNode(version = process.versions.node): Iterable<Finding> {
  const ok = Number(version.split('.')[0]) >= leastMajor
  yield { ok, what: `Node ${version}`, mend: `Parley needs Node ${leastMajor}: run it by npx parley, which uses the one in node_modules.` }
}

export function readSettings(env: NodeJS.ProcessEnv): { config: Config | null; faults: Finding[] } {
  try {
    return { config: loadConfig(env), faults: [{ ok: true, what: 'settings' }] }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { config: null, faults: error.userMessage.split('\n').map((line) => ({ ok: false, what: 'settings', mend: line })) }
  }
}

export async function* checkDataFolder(config: Config): AsyncIterable<Finding> {
  const what = `data folder ${config.dataDir}`
  try {
    makeFolder(config.dataDir)
    await access(config.dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch {
    yield { ok: false, what, mend: 'give it to the user who starts Parley, or choose another DATA_DIR.' }
    return
  }
  const { bavail, bsize } = await statfs(config.dataDir)
  const free = bavail * bsize
  yield {
    ok: free >= leastFreeBytes,
    what: `${what}: writable, ${(free / 1024 ** 3).toFixed(1)} GB free`,
    mend: 'make room: less than 1 GB is left.',
  }
}

export async function* checkStorage(config: Config): AsyncIterable<Finding> {
  const what =
    config.storage.driver === 'file'
      ? `files in ${config.storage.folder}`
      : `files in bucket ${config.storage.bucket} at ${config.storage.endpoint}`
  const place = { workspaceId: newId(), fileId: newId() }
  try {
    const files = await createFiles({ config, clock: systemClock })
    await files.put(place, Buffer.from('doctor'))
    const read = Buffer.from(await files.readBytes(place)).toString()
    await files.removeWorkspace(place.workspaceId)
    yield {
      ok: read === 'doctor' && (await files.size(place)) === null,
      what: `${what}: written, read and removed`,
      mend: 'check STORAGE_URL.',
    }
  } catch (error) {
    yield failed(what, error)
  }
}

export async function* checkPort(config: Config): AsyncIterable<Finding> {
  if (!config.roles.has('web')) return
  const what = `port ${config.port} on ${config.host}`
  const code = await tryToListen(config)
  if (code === null) yield { ok: true, what: `${what}: free` }
  else if (code === 'EADDRINUSE' && (await isParley(config))) yield { ok: true, what: `${what}: Parley answers there` }
  else if (code === 'EADDRINUSE') yield { ok: false, what: `${what}: taken by another program`, mend: 'stop it, or choose another PORT.' }
  else yield { ok: false, what: `${what}: ${code}`, mend: 'choose another HOST or PORT.' }
}

function tryToListen({ host, port }: Config): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ host, port }, () => server.close(() => resolve(null)))
  })
}

async function isParley({ host, port }: Config): Promise<boolean> {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host
  // Our own address, not an outside call: the guarded client would rightly refuse it.
  const answer = await fetch(`http://${name}:${port}/healthz`, { signal: AbortSignal.timeout(2000) }).catch(() => null)
  const body = (await answer?.json().catch(() => null)) as { status?: string } | null
  return body?.status === 'ok'
}
