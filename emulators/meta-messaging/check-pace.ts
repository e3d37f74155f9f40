import { MetaError } from './graph-error.ts'
import type { SentMessage } from './message-schema.ts'
import type { Account, Platform } from './platform.ts'
import type { Token } from './tokens.ts'

/** What stands against any call for an account: a block by policy, or too many calls before. */
export function checkCalls(platform: Platform, account: Account): void {
  if (account.isBlockedByPolicy) throw new MetaError(368)
  const leftMs = account.throttledUntil - platform.clock()
  if (leftMs <= 0) return
  throw new MetaError(account.product === 'messenger' ? 80006 : 80002, undefined, undefined, usageHeader(account, leftMs))
}

/** Percentages, and minutes until it goes on (…/graph-api/overview/rate-limiting). */
function usageHeader(account: Account, leftMs: number): Record<string, string> {
  const usage = {
    type: account.product,
    call_count: 100,
    total_cputime: 25,
    total_time: 25,
    estimated_time_to_regain_access: Math.ceil(leftMs / 60_000),
  }
  return { 'x-business-use-case-usage': JSON.stringify({ [account.id]: [usage] }) }
}

/** The Send API's own pace: 300 texts a second by a page, 100 by Instagram login, 10 of audio and video. */
export function checkPace(platform: Platform, account: Account, token: Token, { attachment }: SentMessage): void {
  const isHeavy = attachment?.type === 'audio' || attachment?.type === 'video'
  const admitted = isHeavy
    ? platform.limits.admitMedia(account.id)
    : platform.limits.admitText(account.id, token.kind === 'instagram' ? 100 : 300)
  if (!admitted) throw new MetaError(613)
}
