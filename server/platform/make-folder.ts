import { mkdirSync, statSync } from 'node:fs'
import path from 'node:path'

/**
 * Makes a folder and those above it. Step by step, because `mkdir` with `recursive` never returns where a parent exists and yet answers
 * "no such file" for its children, as in `/proc` (Node 24).
 */
export function makeFolder(folder: string): void {
  const missing: string[] = []
  for (let step = path.resolve(folder); !exists(step); step = path.dirname(step)) missing.unshift(step)
  for (const step of missing) makeOne(step)
}

function exists(folder: string): boolean {
  const found = statSync(folder, { throwIfNoEntry: false })
  if (found && !found.isDirectory()) throw Object.assign(new Error(`${folder} is a file, not a folder`), { code: 'ENOTDIR' })
  return found !== undefined
}

/** Another process may make the same one meanwhile. */
function makeOne(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
