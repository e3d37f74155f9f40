import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { type Config, loadConfig } from '../platform/config.ts'

/** Settings as an empty environment gives them, with a data folder and a master key of their own; then what the test needs otherwise. */
export function testConfig(overrides: Partial<Config> = {}): Config {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'parley-data-'))
  const remove = () => rmSync(dataDir, { recursive: true, force: true })
  try {
    onTestFinished(remove)
  } catch {
    // Called in a hook or beside the tests: the folder goes with the process.
    process.once('exit', remove)
  }
  const config = loadConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent', NODE_ENV: 'test' }, { envFile: path.join(dataDir, '.env') })
  return Object.freeze({ ...config, ...overrides })
}
