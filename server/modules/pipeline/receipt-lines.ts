/* The lines of a receipt file (receipt-log.ts): a receipt each, or the word that one is settled. */

/** What a provider took. */
export interface Receipt {
  workspaceId: string
  messageId: string
  /** Whose lease it was sent under. */
  claim: number
  /** How many of the message's calls have been taken; null: all of them. */
  callsDone: number | null
  /** The provider's ids of what it took. */
  externalIds: readonly string[]
}

export function lineOf({ workspaceId, messageId, claim, callsDone, externalIds }: Receipt): string {
  return `${workspaceId} ${messageId} ${claim} ${callsDone ?? 'all'} ${externalIds.map(encodeURIComponent).join(',')}\n`
}

export function settledLine(messageId: string): string {
  return `settled ${messageId}\n`
}

const line = /^(?:settled ([0-9a-f-]{36})|([0-9a-f-]{36}) ([0-9a-f-]{36}) (\d+) (all|\d+) (\S*))\n/gm

/** The receipts that are not settled, by message. The last line may be cut off. */
export function readLines(text: string): Map<string, Receipt> {
  const receipts = new Map<string, Receipt>()
  for (const [, settled, workspaceId = '', messageId = '', claim, callsDone, ids = ''] of text.matchAll(line)) {
    if (settled !== undefined) receipts.delete(settled)
    else
      receipts.set(messageId, {
        workspaceId,
        messageId,
        claim: Number(claim),
        callsDone: callsDone === 'all' ? null : Number(callsDone),
        externalIds: ids.split(',').filter(Boolean).map(decodeURIComponent),
      })
  }
  return receipts
}
