import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'

export interface Child {
  process: ChildProcess
  name: string
  logFile: string
  /** To the process and everything that it started. */
  signal(signal: NodeJS.Signals): void
  ended: Promise<void>
}

const children = new Set<Child>()

/** Starts a program in a process group of its own, writing into a file. */
export function startChild(
  name: string,
  command: string,
  args: readonly string[],
  options: { logFile: string; uid?: number; gid?: number; env?: NodeJS.ProcessEnv; cwd?: string },
): Child {
  const output = openSync(options.logFile, 'a')
  const started = spawn(command, args, {
    detached: true,
    stdio: ['ignore', output, output],
    cwd: options.cwd ?? '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', ...options.env },
    ...(options.uid !== undefined && { uid: options.uid, gid: options.gid }),
  })
  closeSync(output)
  const child: Child = {
    process: started,
    name,
    logFile: options.logFile,
    signal: (signal) => {
      try {
        if (started.pid) process.kill(-started.pid, signal)
      } catch {
        // It ended by itself a moment ago.
      }
    },
    ended: new Promise((resolve) => {
      started.once('exit', () => resolve())
      started.once('error', () => resolve())
    }),
  }
  void child.ended.then(() => children.delete(child))
  children.add(child)
  return child
}

/** Ends everything that still runs: asked first, killed after five seconds. Frozen ones are woken, or they would not hear it. */
export async function endChildren(): Promise<void> {
  const all = [...children].reverse()
  for (const child of all) {
    child.signal('SIGCONT')
    child.signal('SIGTERM')
  }
  const killing = setTimeout(() => {
    for (const child of all) child.signal('SIGKILL')
  }, 5_000)
  await Promise.all(all.map((child) => child.ended))
  clearTimeout(killing)
}
