const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** Pauses after the first attempt, the second, …: some three days altogether, as the Standard Webhooks specification advises. */
export const retryPausesMs: readonly number[] = [
  5 * second,
  minute,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
]

const longestPauseMs = 24 * hour

/**
 * How long to wait after the `attempt`-th failure; null: give up.
 * @param retryAfter the answer's header: seconds, or a date
 */
export function pauseAfter(attempt: number, retryAfter: string | null, now: Date): number | null {
  const planned = retryPausesMs[attempt - 1]
  if (planned === undefined) return null
  return Math.min(longestPauseMs, Math.max(planned, askedPause(retryAfter, now)))
}

function askedPause(retryAfter: string | null, now: Date): number {
  if (retryAfter === null) return 0
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter) * second
  const until = Date.parse(retryAfter)
  return Number.isNaN(until) ? 0 : Math.max(0, until - now.getTime())
}
