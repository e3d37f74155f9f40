import { MetaError, subcodes } from './graph-error.ts'
import type { Platform, Thread } from './platform.ts'

const day = 24 * 3600_000
export const windowMs = day
export const humanWindowMs = 7 * day

/** A closed window is told as code 10 with a subcode, or as a code of its own (…/messenger-platform/error-codes). */
export type WindowErrors = 10 | 1545041

/** 24 hours after the person's last sign of life; seven days for what a human writes (…/messenger-platform/policy). */
export function checkWindow(platform: Platform, thread: Thread, isByHuman: boolean, errors: WindowErrors): void {
  const since = platform.clock() - (thread.lastInboundAt ?? Number.NEGATIVE_INFINITY)
  if (since < (isByHuman ? humanWindowMs : windowMs)) return
  if (errors === 1545041) throw new MetaError(1545041)
  throw new MetaError(10, 'This message is sent outside of allowed window.', subcodes.closedWindow[thread.account.product])
}

/** What is replied or reacted to has to be a message of the same conversation. */
export function checkReplyTo(platform: Platform, thread: Thread, mid: string): void {
  if (platform.messages.get(mid)?.thread !== thread) throw new MetaError(100, 'Invalid message id')
}
