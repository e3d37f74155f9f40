import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { BrokenBuild } from './broken-build.ts'

/**
 * A copy of the server in which one promise is broken.
 * @throws Error when a place is not found: a build that is not broken would prove nothing
 */
export function makeBrokenBuild(root: string, build: BrokenBuild): { root: string; remove(): void } {
  const copy = mkdtempSync(path.join(os.tmpdir(), `parley-broken-${build.name}-`))
  for (const name of ['server', 'contract', 'package.json']) cpSync(path.join(root, name), path.join(copy, name), { recursive: true })
  // What pages and packages there are is the same; only the server is another.
  for (const name of ['node_modules', 'dashboard', 'widget', 'emulators']) symlinkSync(path.join(root, name), path.join(copy, name))
  const remove = () => rmSync(copy, { recursive: true, force: true })
  try {
    for (const [file, text] of brokenFiles(root, build)) writeFileSync(path.join(copy, file), text)
  } catch (error) {
    remove()
    throw error
  }
  return { root: copy, remove }
}

/** The files of a build as they are when broken. @throws Error when a place is not found */
export function brokenFiles(root: string, build: BrokenBuild): Map<string, string> {
  const files = new Map<string, string>()
  for (const { file, from, to } of build.changes) {
    const before = files.get(file) ?? readFileSync(path.join(root, file), 'utf8')
    const after = before.replace(from, to)
    if (after === before) throw new Error(`${build.name}: ${file} no longer has the place to break: ${from}`)
    files.set(file, after)
  }
  return files
}
