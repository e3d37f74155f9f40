import { readFileSync, rmSync } from 'node:fs'
import type { Deps } from '../../platform/module.ts'
import { withArrays } from '../../platform/pg-array.ts'
import { findDead, receiptsFolder } from './receipt-files.ts'
import type { Receipt } from './receipt-log.ts'
import { recordSent, type Sent } from './record-receipts.ts'

/** Records what killed processes had sent. Before anything is claimed: the leases of the dead run out soon. */
export async function recoverReceipts({ db, config, log }: Pick<Deps, 'db' | 'config' | 'log'>): Promise<void> {
  const files = findDead(receiptsFolder(config.dataDir))
  const receipts = files.flatMap(readReceipts)
  if (receipts.length > 0) {
    const { rows } = await db.answerPool.query<Omit<Sent, 'externalIds' | 'at'>>({
      name: 'spine-recover-receipts',
      text: `
        select o.workspace_id as "workspaceId", o.channel_id as "channelId", o.conversation_id as "conversationId", o.message_id as "messageId"
        from unnest($1::uuid[], $2::uuid[], $3::int[]) as i(workspace_id, message_id, claim)
        join outbox o on o.workspace_id = i.workspace_id and o.message_id = i.message_id and o.claim >= i.claim and o.state in ('calling', 'waiting')`,
      values: withArrays([receipts.map((one) => one.workspaceId), receipts.map((one) => one.messageId), receipts.map((one) => one.claim)]),
    })
    // The provider's own id is lost; a status names the message by ours where the provider sends it back.
    if (rows.length > 0) {
      db.announce(
        await recordSent(
          db.answerPool,
          rows.map((row) => ({ ...row, externalIds: [], at: Date.now() })),
        ),
      )
      log.info({ messages: rows.length }, 'recorded what a killed process had sent')
    }
  }
  for (const file of files) rmSync(file, { force: true })
}

/** The last line may be cut off; and the file may be gone, because another process was faster. */
function readReceipts(file: string): Receipt[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  return [...text.matchAll(/^([0-9a-f-]{36}) ([0-9a-f-]{36}) (\d+)\n/gm)].map(([, workspaceId = '', messageId = '', claim]) => ({
    workspaceId,
    messageId,
    claim: Number(claim),
  }))
}
