import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { newId } from '../../platform/ids.ts'
import { isAlive, processMark } from '../../platform/process-users.ts'
import { readLines } from './receipt-lines.ts'

/*
 * Each process has a file of its own, named by the machine, the process and its start. On the same machine the process tells whether it lives; in another
 * container, whose processes cannot be seen from here, the time of the file does, which its owner renews with every look.
 */

const ours = new Set<string>()
const machine = createHash('sha256').update(os.hostname()).digest('hex').slice(0, 12)
const silentAfterMs = 3_000

export function receiptsFolder(dataDir: string): string {
  return path.join(dataDir, 'receipts')
}

export function ownFileName(): string {
  return `${machine}.${process.pid}.${processMark(process.pid)}.${newId()}`
}

export function rememberOwn(name: string): void {
  ours.add(name)
}

export function removeOwn(folder: string, name: string): void {
  ours.delete(name)
  rmSync(path.join(folder, name), { force: true })
}

/** Says that this process lives, and finds the files of those that do not. */
export function findDead(folder: string): string[] {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return []
  }
  const now = new Date()
  for (const name of names) if (ours.has(name)) utimesSync(path.join(folder, name), now, now)
  return names.filter((name) => !ours.has(name) && isDead(folder, name)).map((name) => path.join(folder, name))
}

/** Whether a process that lives has noted that the provider took this message: then it is about to write that down, however long the database keeps it waiting. */
export function isNotedByLiving(folder: string, messageId: string): boolean {
  try {
    return readdirSync(folder).some(
      (name) => !isDead(folder, name) && readLines(readFileSync(path.join(folder, name), 'utf8')).has(messageId),
    )
  } catch {
    // No folder, or a file that its process has just removed: the next look tells.
    return false
  }
}

function isDead(folder: string, name: string): boolean {
  const [host, pid, mark] = name.split('.')
  if (host === machine) return !isAlive(Number(pid)) || processMark(Number(pid)) !== mark
  try {
    return Date.now() - statSync(path.join(folder, name)).mtimeMs > silentAfterMs
  } catch {
    // Another process has just taken it in.
    return false
  }
}
