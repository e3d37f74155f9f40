import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** What a check against a published specification found. */
export interface SpecReport {
  /** How many requests were checked. */
  requests: number
  /** Which operations they were of. */
  operations: string[]
  violations: { operation: string; seq: number; where: string; message: string }[]
}

/**
 * The folder with the providers' machine-readable specifications: `SPECS_DIR`, else `../shared/specs` beside the
 * repository. They are not part of the repository; without them the emulators' own schemas are all there is.
 */
export function specsFolder(): string | undefined {
  const beside = fileURLToPath(new URL('../../../shared/specs', import.meta.url))
  const folder = process.env.SPECS_DIR ?? beside
  return existsSync(folder) ? folder : undefined
}

export async function readSpec(name: string): Promise<string> {
  const folder = specsFolder()
  if (folder === undefined) throw new Error('the specifications are not here: set SPECS_DIR')
  return readFile(`${folder}/${name}`, 'utf8')
}
