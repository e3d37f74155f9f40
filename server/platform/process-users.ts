import { existsSync, readFileSync } from 'node:fs'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** What tells a process from a later one that got the same number. */
export function processMark(pid: number): string {
  try {
    // The part after the command's closing bracket: the 22nd field of the line, the start in clock ticks, is the 20th there.
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  // A zombie answers signals but holds nothing any more.
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return line.charAt(line.lastIndexOf(')') + 2) !== 'Z'
  } catch {
    return !existsSync('/proc/self/stat')
  }
}

let registrations = 0

/**
 * A folder with one file for each use that a living process makes of something shared. The files of killed processes do not
 * count. Register before looking whether the thing runs, unregister before asking whether others remain: then of two
 * processes that come and go at once, at least one sees the other.
 */
export async function registerUse(folder: string): Promise<{
  /** Uses of other living processes at this moment. */
  others(): Promise<number>
  unregister(): Promise<{ othersRemain: boolean }>
}> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  registrations += 1
  const file = path.join(folder, `${process.pid}-${registrations}`)
  await writeFile(file, processMark(process.pid))
  return {
    others: async () => (await livingUses(folder)).filter((pid) => pid !== process.pid).length,
    unregister: async () => {
      await rm(file, { force: true })
      return { othersRemain: (await livingUses(folder)).length > 0 }
    },
  }
}

async function livingUses(folder: string): Promise<number[]> {
  const living: number[] = []
  for (const name of await readdir(folder).catch((): string[] => [])) {
    const file = path.join(folder, name)
    const pid = Number(name.split('-')[0])
    let mark = ''
    try {
      mark = readFileSync(file, 'utf8')
    } catch {
      continue
    }
    if (pid > 0 && isAlive(pid) && (mark === '' || processMark(pid) === mark)) living.push(pid)
    else await rm(file, { force: true })
  }
  return living
}
