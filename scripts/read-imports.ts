import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseSync } from 'oxc-parser'

export interface Import {
  from: string
  /** A path from the root for our own files, else the name as it is written. */
  to: string
  isOwn: boolean
  /** `import type`: it vanishes when the program runs. */
  isType: boolean
}

/** Every import and re-export of our TypeScript, with paths from the root of the repository. */
export function readImports(root: string, folders: readonly string[]): Import[] {
  return folders.flatMap((folder) =>
    globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root, exclude: (name) => name === 'node_modules' || name === 'dist' }).flatMap((file) =>
      importsOf(root, file.replaceAll('\\', '/')),
    ),
  )
}

function importsOf(root: string, file: string): Import[] {
  const source = readFileSync(path.join(root, file), 'utf8')
  const { module, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`)
  const found: { name: string; isType: boolean }[] = []
  for (const { moduleRequest, entries, start } of module.staticImports) {
    const isType = source.startsWith('import type', start) || (entries.length > 0 && entries.every((entry) => entry.isType))
    found.push({ name: moduleRequest.value, isType })
  }
  for (const { entries } of module.staticExports) {
    for (const entry of entries) if (entry.moduleRequest) found.push({ name: entry.moduleRequest.value, isType: entry.isType })
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const written = source.slice(moduleRequest.start, moduleRequest.end)
    if (/^['"`][^$]*['"`]$/.test(written)) found.push({ name: written.slice(1, -1), isType: false })
  }
  return found.map(({ name, isType }) => {
    const isOwn = name.startsWith('.')
    return { from: file, to: isOwn ? resolve(root, file, name) : name, isOwn, isType }
  })
}

/** Our imports carry their extension, except those of the bundled pages, which may leave it out. */
function resolve(root: string, from: string, name: string): string {
  const target = path.posix.join(path.posix.dirname(from), name)
  const candidates = [target, `${target}.ts`, `${target}.tsx`, `${target}/index.ts`]
  return candidates.find((candidate) => /\.\w+$/.test(candidate) && existsSync(path.join(root, candidate))) ?? target
}
