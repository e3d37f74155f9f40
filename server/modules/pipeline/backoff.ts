const firstMs = 1_000
const longestMs = 5 * 60_000

/** Too much to one person: Meta's pages ask for 4^X seconds. Beyond five minutes the person's own allowance is full again. */
export function recipientBackoffMs(attempt: number, firstPauseMs: number = firstMs): number {
  return Math.min(longestMs, firstPauseMs * 4 ** Math.max(0, attempt - 1))
}

/** Doubling pauses with full jitter over their upper half, so that what failed together does not come back together. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const pause = Math.min(longestMs, firstMs * 2 ** Math.max(0, attempt - 1))
  return Math.round(pause / 2 + (pause / 2) * random())
}
