import { spawn } from 'node:child_process'
import { chmod, chown, lstat, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Account } from './embedded-postgres-account.ts'
import type { PostgresBinaries } from './embedded-postgres-binaries.ts'
import { explainFailure } from './embedded-postgres-errors.ts'
import { AppError } from './errors.ts'
import { isAlive } from './process-users.ts'

export const majorVersion = '18'

/** Makes sure that a whole cluster with the database `parley` stands in `clusterDir`. */
export async function ensureCluster(clusterDir: string, binaries: PostgresBinaries, account: Account): Promise<{ created: boolean }> {
  if (await isCluster(clusterDir)) return { created: false }
  await removeAbandoned(clusterDir)
  // Made beside its place and moved there when complete: whatever kills this leaves no half cluster, and of two at once one wins.
  const draft = `${clusterDir}.new-${process.pid}`
  try {
    await makePrivateFolder(draft, account)
    await initialise(draft, clusterDir, binaries, account)
    await rename(draft, clusterDir)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    const code = (error as NodeJS.ErrnoException).code
    if ((code === 'ENOTEMPTY' || code === 'EEXIST') && (await isCluster(clusterDir))) return { created: false }
    throw error instanceof AppError ? error : explainFailure(clusterDir, String(error), '')
  }
  return { created: true }
}

export async function makePrivateFolder(folder: string, account: Account): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const entry = await lstat(folder)
  const uid = account.uid ?? process.getuid?.() ?? entry.uid
  if (!entry.isDirectory() || (entry.uid !== uid && process.getuid?.() !== 0)) {
    throw new AppError('database-permissions', {
      status: 500,
      userMessage: `${folder} belongs to somebody else: remove it, then start again.`,
    })
  }
  if ((entry.mode & 0o777) !== 0o700) await chmod(folder, 0o700)
  if (entry.uid !== uid) await chown(folder, uid, account.gid ?? entry.gid)
}

async function isCluster(clusterDir: string): Promise<boolean> {
  let names: string[]
  try {
    names = await readdir(clusterDir)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    const owner = await stat(clusterDir).catch(() => null)
    const who = owner ? ` (it belongs to user id ${owner.uid})` : ''
    throw new AppError('database-permissions', {
      status: 500,
      cause: error,
      userMessage: `${clusterDir} cannot be read${who}: start Parley as the user who owns it, or choose another DATA_DIR.`,
    })
  }
  if (names.length === 0) return false
  const version = (await readFile(path.join(clusterDir, 'PG_VERSION'), 'utf8').catch(() => '')).trim()
  if (version === majorVersion && names.includes('global')) return true
  throw new AppError(version && version !== majorVersion ? 'database-version' : 'database-damaged', {
    status: 500,
    userMessage:
      version && version !== majorVersion
        ? `The database in ${clusterDir} was made by PostgreSQL ${version}, and this Parley runs ${majorVersion}: start the Parley version that made it, or choose another DATA_DIR.`
        : `${clusterDir} is not a whole database folder: restore it from a backup, or move it away to begin with an empty one.`,
  })
}

async function removeAbandoned(clusterDir: string): Promise<void> {
  const parent = path.dirname(clusterDir)
  const prefix = `${path.basename(clusterDir)}.new-`
  for (const name of await readdir(parent).catch((): string[] => [])) {
    if (name.startsWith(prefix) && !isAlive(Number(name.slice(prefix.length)))) {
      await rm(path.join(parent, name), { recursive: true, force: true })
    }
  }
}

async function initialise(draft: string, clusterDir: string, binaries: PostgresBinaries, account: Account): Promise<void> {
  // The character class of libc matters besides the collation: with plain C, pg_trgm sees no letters outside ASCII.
  const characters = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'
  const made = await run(account, binaries, binaries.initdb, [
    ...['-D', draft, '-U', 'parley', '-A', 'trust', '-E', 'UTF8', '--no-instructions'],
    ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', `--lc-ctype=${characters}`],
  ])
  if (made.code !== 0) throw explainFailure(clusterDir, made.output, '')
  const filled = await run(account, binaries, binaries.postgres, ['--single', '-D', draft, 'postgres'], 'create database parley\n')
  if (filled.code !== 0) throw explainFailure(clusterDir, filled.output, '')
}

function run(
  account: Account,
  binaries: PostgresBinaries,
  program: string,
  args: string[],
  input = '',
): Promise<{ code: number | null; output: string }> {
  const { command, args: given, uid, gid } = account.wrap(program, args)
  return new Promise((resolve) => {
    const child = spawn(command, given, { uid, gid, cwd: '/', env: postgresEnvironment(binaries), stdio: ['pipe', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (output += piece.toString()))
    child.on('error', (error) => resolve({ code: null, output: `${output}\n${error.message}` }))
    child.on('close', (code) => resolve({ code, output }))
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}

/** Nothing of our own environment reaches PostgreSQL: it holds secrets, and PG* variables would change its mind. */
export function postgresEnvironment(binaries: PostgresBinaries): Record<string, string> {
  const libraries = binaries.libraryPath.join(':')
  // glibc gives memory back to the system after every statement and asks for it again at the next one: page faults that cost more than the statement.
  const memory = { MALLOC_TRIM_THRESHOLD_: '33554432', MALLOC_MMAP_THRESHOLD_: '8388608', MALLOC_TOP_PAD_: '1048576' }
  return { ...memory, LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin', LD_LIBRARY_PATH: libraries, DYLD_LIBRARY_PATH: libraries }
}
