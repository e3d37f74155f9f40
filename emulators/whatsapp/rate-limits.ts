export interface RateLimitOptions {
  /** Messages a second and number, 80 by default; false switches it off. */
  throughput?: number | false
  /** Burst to one person, then one message per so many seconds; 45 and 6 by default. */
  pair?: { burst: number; perSeconds: number } | false
}

export interface RateLimits {
  /** False when the number is over its throughput. */
  admitNumber(phoneNumberId: string): boolean
  /** False when this pair of number and person is over its own limit. */
  admitPair(phoneNumberId: string, waId: string): boolean
  clear(): void
}

/** Token buckets (developers.facebook.com/…/whatsapp/throughput and …/about-the-platform). */
export function createRateLimits(clock: () => number, options: RateLimitOptions): RateLimits {
  const throughput = options.throughput ?? 80
  const pair = options.pair ?? { burst: 45, perSeconds: 6 }
  const buckets = new Map<string, { tokens: number; at: number }>()

  function take(key: string, capacity: number, perMs: number): boolean {
    const now = clock()
    const bucket = buckets.get(key) ?? { tokens: capacity, at: now }
    bucket.tokens = Math.min(capacity, bucket.tokens + (now - bucket.at) * perMs)
    bucket.at = now
    buckets.set(key, bucket)
    if (bucket.tokens < 1) return false
    bucket.tokens -= 1
    return true
  }

  return {
    admitNumber: (id) => throughput === false || take(id, throughput, throughput / 1000),
    admitPair: (id, waId) => pair === false || take(`${id}/${waId}`, pair.burst, 1 / (pair.perSeconds * 1000)),
    clear: () => buckets.clear(),
  }
}
