import { closeSync, ftruncateSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'
import type pg from 'pg'
import { newId } from '../../platform/ids.ts'
import type { Logger } from '../../platform/log.ts'
import { makeFolder } from '../../platform/make-folder.ts'
import { withArrays } from '../../platform/pg-array.ts'
import { isAlive } from '../../platform/process-users.ts'
import { recordSent, type Sent } from './record-receipts.ts'

/*
 * What a provider took is written down before the database hears of it: a process killed between the two leaves a line, and the next one
 * on this machine does not send the message again. The line survives the process, not the machine; ids only, and gone with the commit.
 */

interface Receipt {
  workspaceId: string
  messageId: string
  /** Whose lease it was sent under: a line of a lease that somebody else has taken over since counts for nothing. */
  claim: number
}

export interface ReceiptLog {
  /** Costs some 10 µs: nothing is flushed to the disk. */
  note(receipt: Receipt): void
  /** The receipt is committed: once all of them are, the file is emptied. */
  settle(): void
  close(): void
}

const ours = new Set<string>()

export function openReceiptLog(dataDir: string, log: Logger): ReceiptLog {
  const name = `${process.pid}-${newId()}`
  const file = path.join(receiptsFolder(dataDir), name)
  let descriptor: number
  try {
    makeFolder(receiptsFolder(dataDir))
    descriptor = openSync(file, 'a', 0o600)
  } catch (error) {
    log.warn({ err: error }, 'receipts cannot be noted: a message may be sent twice if this process is killed')
    return { note: () => {}, settle: () => {}, close: () => {} }
  }
  ours.add(name)
  let open = 0
  return {
    note: ({ workspaceId, messageId, claim }) => {
      open += 1
      try {
        writeSync(descriptor, `${workspaceId} ${messageId} ${claim}\n`)
      } catch (error) {
        // A full disk must not keep an answer that is already with the customer from being recorded.
        log.warn({ err: error }, 'a receipt could not be noted')
      }
    },
    settle: () => {
      open -= 1
      if (open === 0) ftruncateSync(descriptor)
    },
    close: () => {
      closeSync(descriptor)
      ours.delete(name)
      rmSync(file, { force: true })
    },
  }
}

/** Records what killed processes of this machine had sent. Before anything is claimed: the leases of the dead run out soon. */
export async function recoverReceipts(pool: pg.Pool, dataDir: string): Promise<number> {
  const files = deadFiles(receiptsFolder(dataDir))
  const receipts = files.flatMap(readReceipts)
  const { rows } = await pool.query<Omit<Sent, 'externalIds' | 'at'>>({
    name: 'spine-recover-receipts',
    text: `
      select o.workspace_id as "workspaceId", o.channel_id as "channelId", o.conversation_id as "conversationId", o.message_id as "messageId"
      from unnest($1::uuid[], $2::uuid[], $3::int[]) as i(workspace_id, message_id, claim)
      join outbox o on o.workspace_id = i.workspace_id and o.message_id = i.message_id and o.claim = i.claim and o.state = 'calling'`,
    values: withArrays([receipts.map((one) => one.workspaceId), receipts.map((one) => one.messageId), receipts.map((one) => one.claim)]),
  })
  // The provider's own id is lost; a status names the message by ours where the provider sends it back.
  if (rows.length > 0)
    await recordSent(
      pool,
      rows.map((row) => ({ ...row, externalIds: [], at: Date.now() })),
    )
  for (const file of files) rmSync(file, { force: true })
  return rows.length
}

function receiptsFolder(dataDir: string): string {
  return path.join(dataDir, 'receipts')
}

function deadFiles(folder: string): string[] {
  let names: string[] = []
  try {
    names = readdirSync(folder)
  } catch {
    return []
  }
  // A container's process has the number of the one before it: what is not ours of this number is of that one.
  const isDead = (name: string) => !ours.has(name) && (name.startsWith(`${process.pid}-`) || !isAlive(Number(name.split('-')[0])))
  return names.filter(isDead).map((name) => path.join(folder, name))
}

/** The last line may be cut off. */
function readReceipts(file: string): Receipt[] {
  return [...readFileSync(file, 'utf8').matchAll(/^([0-9a-f-]{36}) ([0-9a-f-]{36}) (\d+)\n/gm)].map(
    ([, workspaceId = '', messageId = '', claim]) => ({
      workspaceId,
      messageId,
      claim: Number(claim),
    }),
  )
}
