import { createHmac } from 'node:crypto'
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { Logger } from '../../../platform/log.ts'
import { fail } from '../errors.ts'
import type { AuthDeps } from './create-auth.ts'
import { sessionSecret } from './session-cookie.ts'

export interface AttemptLimiter {
  /**
   * Counts an attempt at a password before it is checked, so that many at once do not slip through together.
   * @returns call it when the password was right: takes the count back
   * @throws AppError `too-many-attempts`, the same for accounts that do not exist
   */
  begin(ip: string, account: string): Promise<() => Promise<void>>
  /** Counts a wish for a new password, each of which sends a mail to somebody, or (`account` null) the use of such a link. @throws AppError as above */
  beginReset(ip: string, account: string | null): Promise<void>
}

const minute = 60

/** Wrong passwords per address, per account from wherever, and per both. Kept in PostgreSQL: a restart forgives nothing. */
export function createAttemptLimiter(deps: AuthDeps): AttemptLimiter {
  const secret = sessionSecret(deps.config)
  const limiter = (keyPrefix: string, points: number, duration: number) =>
    new RateLimiterPostgres({
      storeClient: deps.db.authPool,
      storeType: 'pool',
      schemaName: 'auth',
      tableName: 'attempts',
      tableCreated: true,
      keyPrefix,
      points,
      duration,
      clearExpiredByTimeout: keyPrefix === 'ip',
    })
  const perAddress = limiter('ip', 60, 15 * minute)
  const perAccount = limiter('account', 100, 60 * minute)
  const perBoth = limiter('both', 10, 15 * minute)
  const resetsPerAddress = limiter('reset-ip', 20, 60 * minute)
  const resetsPerAccount = limiter('reset-account', 5, 60 * minute)

  const hash = (...parts: string[]) => createHmac('sha256', secret).update(parts.join('\n')).digest('base64url')

  return {
    beginReset: async (ip, account) => {
      await consume(deps.log, resetsPerAddress, hash(ip))
      if (account !== null) await consume(deps.log, resetsPerAccount, hash(account.toLowerCase()))
    },
    begin: async (ip, account) => {
      const name = account.toLowerCase()
      await consume(deps.log, perAddress, hash(ip))
      await consume(deps.log, perAccount, hash(name))
      await consume(deps.log, perBoth, hash(ip, name))
      return async () => {
        await Promise.all([perAddress.reward(hash(ip)), perAccount.reward(hash(name)), perBoth.delete(hash(ip, name))])
      }
    },
  }
}

async function consume(log: Logger, limiter: RateLimiterPostgres, key: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    // A security event: somebody guesses passwords. By kind of limit only, because neither addresses nor accounts belong in the log.
    log.warn({ limit: limiter.keyPrefix }, 'attempts at passwords are refused')
    throw fail('too-many-attempts', { retryAfterMs: refusal.msBeforeNext })
  }
}
