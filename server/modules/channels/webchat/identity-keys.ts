import { randomBytes } from 'node:crypto'
import { z } from 'zod'

/** A secret under which a website's server signs identity tokens; `kid` is its public name. */
export const identityKeySchema = z.object({
  kid: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  secret: z.string().min(32).max(200),
  createdAt: z.iso.datetime(),
})
export type IdentityKey = z.infer<typeof identityKeySchema>

/** The newest and the one before it: a website changes over in its own time. */
export const maxIdentityKeys = 2

/** Newest first. @returns the keys with a new one; the oldest beyond two is good no more */
export function addIdentityKey(keys: readonly IdentityKey[], now: Date): { added: IdentityKey; keys: IdentityKey[] } {
  const added = {
    kid: `ik_${randomBytes(9).toString('base64url')}`,
    secret: randomBytes(32).toString('base64url'),
    createdAt: now.toISOString(),
  }
  return { added, keys: [added, ...keys].slice(0, maxIdentityKeys) }
}
