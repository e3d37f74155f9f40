import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

const root = path.join(import.meta.dirname, '..')
const bin = path.join(root, 'node_modules', '.bin')
const running = new Set()

/** The Node that came with the install, where the system's is older. */
export const node = existsSync(path.join(bin, 'node')) ? path.join(bin, 'node') : process.execPath

/** Starts a program in a process group of its own, with the project's programs first on the path. */
export function launch(command, args, options = {}) {
  const child = spawn(command, args, {
    cwd: root,
    detached: true,
    stdio: 'inherit',
    ...options,
    env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}`, ...options.env },
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** Ends everything that was started and still runs, children of children included. */
export function endAll(signal = 'SIGTERM') {
  for (const { pid } of running) {
    try {
      process.kill(-pid, signal)
    } catch {
      // It ended by itself a moment ago.
    }
  }
}
