import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { AppError } from './errors.ts'
import { makeFolder } from './make-folder.ts'

export const secretKeyBytes = 32

/** Standard or URL-safe base64 of exactly 32 bytes; null if it is anything else. */
export function decodeSecretKey(text: string): Buffer | null {
  const trimmed = text.trim()
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return null
  const key = Buffer.from(trimmed, 'base64')
  return key.length === secretKeyBytes ? key : null
}

/** The master key of this installation: made once, readable by its owner only. */
export function readOrCreateSecretKey(dataDir: string): Buffer {
  const file = path.join(dataDir, 'secret.key')
  try {
    if (!existsSync(file)) createKeyFile(dataDir, file)
    if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600)
    const key = decodeSecretKey(readFileSync(file, 'utf8'))
    if (key) return key
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new AppError('secret-key-unreadable', { status: 500, cause, userMessage: `The master key ${file} cannot be used: ${reason}` })
  }
  throw new AppError('secret-key-invalid', {
    status: 500,
    userMessage: `${file} does not hold a key: it takes 32 bytes in base64. Restore the file; without it the stored credentials cannot be read.`,
  })
}

function createKeyFile(dataDir: string, file: string): void {
  const draft = `${file}.${process.pid}`
  try {
    makeFolder(dataDir)
    writeFileSync(draft, `${randomBytes(secretKeyBytes).toString('base64')}\n`, { mode: 0o600, flush: true })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const userMessage = `DATA_DIR ${dataDir} is not usable: it takes a folder that Parley may write to (${reason}).`
    throw new AppError('data-dir-unusable', { status: 500, cause, userMessage })
  }
  try {
    // A link, not a rename: of two processes that start at once the second finds the first one's key in place.
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
}
