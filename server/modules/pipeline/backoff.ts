const firstMs = 1_000
const longestMs = 5 * 60_000

/** Doubling pauses with full jitter over their upper half, so that what failed together does not come back together. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const pause = Math.min(longestMs, firstMs * 2 ** Math.max(0, attempt - 1))
  return Math.round(pause / 2 + (pause / 2) * random())
}
