export interface RateLimitOptions {
  /** Texts a second and account: 300 by a page, 100 by Instagram login. False switches it off. */
  textsPerSecond?: number | false
  /** Audio and video a second and account, 10. */
  mediaPerSecond?: number | false
  /** Calls of the Messenger Profile API in ten minutes and page, 10. */
  profileCalls?: number | false
}

export interface RateLimits {
  admitText(accountId: string, byDefault: number): boolean
  admitMedia(accountId: string): boolean
  admitProfileCall(accountId: string): boolean
  clear(): void
}

/** Token buckets (developers.facebook.com/docs/graph-api/overview/rate-limiting; …/messenger-platform/reference/messenger-profile-api). */
export function createRateLimits(clock: () => number, options: RateLimitOptions): RateLimits {
  const buckets = new Map<string, { tokens: number; at: number }>()

  function admit(key: string, capacity: number | false, perMs: number): boolean {
    if (capacity === false) return true
    const now = clock()
    const bucket = buckets.get(key) ?? { tokens: capacity, at: now }
    bucket.tokens = Math.min(capacity, bucket.tokens + (now - bucket.at) * capacity * perMs)
    bucket.at = now
    buckets.set(key, bucket)
    if (bucket.tokens < 1) return false
    bucket.tokens -= 1
    return true
  }

  return {
    admitText: (id, byDefault) => admit(`text/${id}`, options.textsPerSecond ?? byDefault, 1 / 1000),
    admitMedia: (id) => admit(`media/${id}`, options.mediaPerSecond ?? 10, 1 / 1000),
    admitProfileCall: (id) => admit(`profile/${id}`, options.profileCalls ?? 10, 1 / 600_000),
    clear: () => buckets.clear(),
  }
}
