import { readdirSync, readFileSync } from 'node:fs'

/** What processes have used until now: seconds of processor, and memory in bytes that is theirs (shared pages once). Linux only. */
export interface Usage {
  cpuSeconds: number
  memoryBytes: number
}

// sysconf(_SC_CLK_TCK) is 100 on every Linux that Node runs on.
const ticksPerSecond = 100

export function usageOf(pids: readonly number[]): Usage {
  let cpuSeconds = 0
  let memoryBytes = 0
  for (const pid of pids) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      cpuSeconds += (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
      memoryBytes += memoryOf(pid)
    } catch {
      // Ended meanwhile.
    }
  }
  return { cpuSeconds, memoryBytes }
}

/** Resident memory of one process as `ps` shows it. */
export function residentBytes(pid: number): number {
  return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
}

function memoryOf(pid: number): number {
  return 1024 * Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0)
}

/** A process and all that it started. */
export function treeOf(pid: number): number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const parent = Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ')[1])
      children.set(parent, [...(children.get(parent) ?? []), Number(name)])
    } catch {
      // Ended meanwhile.
    }
  }
  const tree = [pid]
  for (const one of tree) tree.push(...(children.get(one) ?? []))
  return tree
}

/** The embedded PostgreSQL of a data folder: its postmaster's number. */
export function postmasterOf(dataDir: string): number {
  return Number(readFileSync(`${dataDir}/postgres/postmaster.pid`, 'utf8').split('\n')[0])
}
