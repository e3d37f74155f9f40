import { readFileSync, rmSync } from 'node:fs'
import type pg from 'pg'
import type { Deps } from '../../platform/module.ts'
import { withArrays } from '../../platform/pg-array.ts'
import { findDead, receiptsFolder } from './receipt-files.ts'
import { type Receipt, readLines } from './receipt-lines.ts'
import { recordCallDone, recordSent, type Sent } from './record-receipts.ts'

interface Found {
  workspaceId: string
  channelId: string
  conversationId: string
  messageId: string
  claim: number
}

/** Records what killed processes had sent. Before anything is claimed: the leases of the dead run out soon. */
export async function recoverReceipts({ db, config, log }: Pick<Deps, 'db' | 'config' | 'log'>): Promise<void> {
  const files = findDead(receiptsFolder(config.dataDir))
  const receipts = new Map(files.flatMap((file) => [...readLines(readIfThere(file))]))
  if (receipts.size > 0) {
    const found = await findUnrecorded(db.answerPool, [...receipts.values()])
    const sent: Sent[] = []
    for (const one of found) {
      const { callsDone, externalIds } = receipts.get(one.messageId) as Receipt
      if (callsDone === null) sent.push({ ...one, externalIds, at: Date.now() })
      else await recordCallDone(db.answerPool, { ...one, message: { id: one.messageId } }, callsDone, externalIds)
    }
    if (sent.length > 0) db.announce(await recordSent(db.answerPool, sent))
    if (found.length > 0) log.info({ messages: found.length }, 'recorded what a killed process had sent')
  }
  for (const file of files) rmSync(file, { force: true })
}

/** Those of messages that nobody has written down, or begun anew since. */
async function findUnrecorded(pool: pg.Pool, receipts: readonly Receipt[]): Promise<Found[]> {
  const { rows } = await pool.query<Found>({
    name: 'spine-recover-receipts',
    text: `
      select o.workspace_id as "workspaceId", o.channel_id as "channelId", o.conversation_id as "conversationId", o.message_id as "messageId", o.claim
      from unnest($1::uuid[], $2::uuid[], $3::int[]) as i(workspace_id, message_id, claim)
      join outbox o on o.workspace_id = i.workspace_id and o.message_id = i.message_id and o.claim >= i.claim and o.state in ('calling', 'waiting')`,
    values: withArrays([receipts.map((one) => one.workspaceId), receipts.map((one) => one.messageId), receipts.map((one) => one.claim)]),
  })
  return rows
}

/** The file may be gone, because another process was faster. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
