import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** The embedded database's server process; null when there is none. */
export function postmasterPid(dataDir: string): number | null {
  try {
    const pid = Number(readFileSync(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n', 1)[0])
    return pid > 0 && parentOf(pid) !== null ? pid : null
  } catch {
    return null
  }
}

/** kill -9 of the postmaster: its sessions end by themselves a moment later. */
export function killPostgres(dataDir: string): boolean {
  const pid = postmasterPid(dataDir)
  return pid !== null && signal(pid, 'SIGKILL')
}

/** Ends a server that its processes left behind, because all of them were killed. */
export async function endPostgres(dataDir: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const pid = postmasterPid(dataDir)
    if (pid === null) return
    signal(pid, tries < 50 ? 'SIGQUIT' : 'SIGKILL')
    await sleep(100)
  }
}

/** Stands still with everything that it holds: connections hang instead of breaking. @returns how to let it go on */
export function freezePostgres(dataDir: string): (() => void) | null {
  const pid = postmasterPid(dataDir)
  if (pid === null) return null
  const frozen = [pid, ...childrenOf(pid)]
  for (const one of frozen) signal(one, 'SIGSTOP')
  return () => {
    // Newest first would wake a session before its postmaster: the order does not matter to PostgreSQL, all must be reached.
    for (const one of [...frozen, ...childrenOf(pid)]) signal(one, 'SIGCONT')
  }
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((one) => one > 0 && parentOf(one) === pid)
}

function parentOf(pid: number): number | null {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(line.slice(line.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return null
  }
}
