import type { Capabilities, Conversation } from '../../../lib/contract.ts'

/** Until when one may answer, in ms since 1970. */
export interface ReplyWindow {
  /** Until then anybody, the AI too. */
  freeUntil: number
  /** Until then people of the team: later than `freeUntil` where the provider gives them longer. */
  closesAt: number
}

/** Null: for ever. */
export function replyWindowOf({ replyWindowEndsAt }: Conversation, capabilities: Capabilities | undefined): ReplyWindow | null {
  if (replyWindowEndsAt === null) return null
  const freeUntil = Date.parse(replyWindowEndsAt)
  const { replyWindowMs, humanReplyWindowMs } = capabilities ?? {}
  const more = humanReplyWindowMs && replyWindowMs ? Math.max(0, humanReplyWindowMs - replyWindowMs) : 0
  return { freeUntil, closesAt: freeUntil + more }
}

/** As the channel counts: some count bytes. */
export function lengthOf(text: string, unit: Capabilities['textUnit'] | undefined): number {
  return unit === 'bytes' ? new TextEncoder().encode(text).length : text.length
}
