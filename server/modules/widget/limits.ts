import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { fail } from './errors.ts'

/**
 * How much one browser and one address may ask for, per process. Addresses live only here, in memory, and only for the
 * length of their window.
 */
const rules = {
  configAddress: { points: 120, duration: 60 },
  newVisitorAddress: { points: 60, duration: 60 },
  guessAddress: { points: 20, duration: 60 },
  messageVisitor: { points: 20, duration: 20 },
  messageAddress: { points: 120, duration: 60 },
  uploadVisitor: { points: 20, duration: 120 },
  otherVisitor: { points: 60, duration: 20 },
  /** Mails go to whatever address somebody types: few, and fewer still from one place. */
  mailVisitor: { points: 3, duration: 3600 },
  mailAddress: { points: 10, duration: 3600 },
  factsVisitor: { points: 30, duration: 60 },
  streamVisitor: { points: 30, duration: 60 },
} as const

export type LimitName = keyof typeof rules
export type Limits = ReturnType<typeof createLimits>

export function createLimits() {
  const limiters = new Map(Object.entries(rules).map(([name, rule]) => [name, new RateLimiterMemory({ ...rule, keyPrefix: name })]))
  return {
    /** @throws AppError 429 with the time to wait */
    async take(name: LimitName, subject: string): Promise<void> {
      try {
        await limiters.get(name)?.consume(subject)
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) throw fail('visitor-too-fast', { retryAfterMs: refusal.msBeforeNext })
        throw refusal
      }
    },
  }
}
