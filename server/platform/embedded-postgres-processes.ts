import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from './process-users.ts'

export interface PidFile {
  pid: number
  socketDir: string
  status: string
}

/** What the server wrote down about itself; null if none runs and none was killed. */
export async function readPidFile(clusterDir: string): Promise<PidFile | null> {
  // Lines: process id, data folder, start time, port, socket folder, address, shared memory, status.
  const lines = (await readFile(path.join(clusterDir, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  const pid = Number(lines[0])
  return pid > 0 ? { pid, socketDir: lines[4] ?? '', status: (lines[7] ?? '').trim() } : null
}

/** Is the living process of this number the server of this folder, or one that got the number later? */
export async function isPostmasterOf(found: Pick<PidFile, 'pid' | 'socketDir'>, clusterDir: string): Promise<boolean> {
  if (!existsSync('/proc/self/cwd')) return answersOn(found.socketDir)
  return (await worksIn(found.pid, clusterDir)) ?? (await commandOf(found.pid)).includes(clusterDir)
}

/** PostgreSQL works inside its folder. null: we may not look (root without that capability, as in a container). */
async function worksIn(pid: number | string, clusterDir: string): Promise<boolean | null> {
  const own = await stat(clusterDir)
  try {
    const folder = await stat(`/proc/${pid}/cwd`)
    return folder.ino === own.ino && folder.dev === own.dev
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? null : false
  }
}

async function commandOf(pid: number | string): Promise<string[]> {
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0')
}

/** Of its own accord an orphan ends within milliseconds, unless it computes: then it is made to. */
const orphanPatienceMs = 300
const orphanTimeoutMs = 5_000

/**
 * Ends the backends of a server that was killed: while one lives, PostgreSQL rightly refuses to start another server on the folder. What they
 * have not committed is lost with them, as in any crash. Where processes cannot be looked at (macOS), they end by themselves sooner or later.
 */
export async function endOrphans(clusterDir: string): Promise<void> {
  const began = Date.now()
  for (;;) {
    const orphans = await findOrphans(clusterDir)
    const waited = Date.now() - began
    if (orphans.length === 0 || waited > orphanTimeoutMs) return
    if (waited > orphanPatienceMs) for (const pid of orphans) kill(pid)
    await sleep(20)
  }
}

/**
 * A backend works in the folder and its parent, the server, is gone. A server itself is told by its command line, which backends overwrite: one
 * that another process is starting at this moment is never touched, nor are its backends.
 */
async function findOrphans(clusterDir: string): Promise<number[]> {
  const orphans: number[] = []
  for (const name of await readdir('/proc').catch((): string[] => [])) {
    if (!/^\d+$/.test(name) || !(await worksIn(name, clusterDir))) continue
    const command = await commandOf(name)
    if (!command[0]?.startsWith('postgres: ')) continue
    const parent = await parentOf(name)
    if (parent !== null && !(await worksIn(parent, clusterDir))) orphans.push(Number(name))
  }
  return orphans
}

async function parentOf(pid: string): Promise<number | null> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // After the command's closing bracket come the state and the parent. A zombie holds nothing any more.
  const [state, parent] = line.slice(line.lastIndexOf(')') + 2).split(' ')
  return parent && state !== 'Z' ? Number(parent) : null
}

function kill(pid: number): void {
  try {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  } catch {
    // It ended while we looked, or belongs to somebody else: then the server's start says so.
  }
}

export function answersOn(socketDir: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(path.join(socketDir, '.s.PGSQL.5432'))
    socket.setTimeout(1000, () => socket.destroy())
    socket.once('connect', () => {
      resolve(true)
      socket.destroy()
    })
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
  })
}
