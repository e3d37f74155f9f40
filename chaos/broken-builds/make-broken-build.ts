import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { BrokenBuild } from './broken-builds.ts'

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
    for (const { file, from, to } of build.changes) {
      const target = path.join(copy, file)
      const before = readFileSync(target, 'utf8')
      const after = before.replace(from, to)
      if (after === before) throw new Error(`${build.name}: ${file} no longer has the place to break: ${from}`)
      writeFileSync(target, after)
    }
  } catch (error) {
    remove()
    throw error
  }
  return { root: copy, remove }
}
