import { closeSync, ftruncateSync, openSync, renameSync, writeSync } from 'node:fs'
import path from 'node:path'
import type { Logger } from '../../platform/log.ts'
import { makeFolder } from '../../platform/make-folder.ts'
import { ownFileName, rememberOwn, removeOwn } from './receipt-files.ts'
import { lineOf, type Receipt, settledLine } from './receipt-lines.ts'

/*
 * What a provider took is written down before the database hears of it: a process killed between the two leaves a line, and the next one
 * on this machine does not send the message again (recover-receipts.ts). The line survives the process, not the machine; ids only, and gone with the commit.
 */

export interface ReceiptLog {
  /** Costs some 10 µs: nothing is flushed to the disk. */
  note(receipt: Receipt): void
  /** The receipt is committed: its line counts no more, and once all of them are, the file is emptied. */
  settle(messageId: string): void
  /** The file stays if something in it is not committed. */
  close(): void
}

/** With sends always under way the file is never empty: from this size on it is written anew with what is open. */
const longestFile = 256 * 1024

export function openReceiptLog(folder: string, log: Logger): ReceiptLog {
  const name = ownFileName()
  const file = path.join(folder, name)
  const open = new Map<string, string>()
  let descriptor: number
  let written = 0
  let isClosed = false
  try {
    makeFolder(folder)
    descriptor = openSync(file, 'a', 0o600)
  } catch (error) {
    log.warn({ err: error }, 'receipts cannot be noted: a message may be sent twice if this process is killed')
    return { note: () => {}, settle: () => {}, close: () => {} }
  }
  rememberOwn(name)

  function writeAnew(): void {
    const fresh = openSync(`${file}.new`, 'w', 0o600)
    written = writeSync(fresh, [...open.values()].join(''))
    renameSync(`${file}.new`, file)
    closeSync(descriptor)
    descriptor = fresh
  }

  function guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      // A full disk must not keep an answer that is already with the customer from being recorded.
      log.warn({ err: error }, 'a receipt could not be noted')
    }
  }

  return {
    note: (receipt) => {
      const line = lineOf(receipt)
      open.set(receipt.messageId, line)
      guarded(() => {
        written += writeSync(descriptor, line)
      })
    },
    settle: (messageId) => {
      open.delete(messageId)
      if (isClosed) return
      guarded(() => {
        if (open.size > 0) {
          // Without a word of it, a later life of the same message, as when a person presses Retry, would be taken for sent.
          written += writeSync(descriptor, settledLine(messageId))
          if (written > longestFile) writeAnew()
          return
        }
        if (written > 0) ftruncateSync(descriptor)
        written = 0
      })
    },
    close: () => {
      isClosed = true
      closeSync(descriptor)
      if (open.size === 0) removeOwn(folder, name)
    },
  }
}
