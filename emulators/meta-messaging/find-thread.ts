import { MetaError, subcodes } from './graph-error.ts'
import type { Account, Platform, Product, Thread } from './platform.ts'

/**
 * Whom an id means to an account: a person who has written to it. A page also speaks for the Instagram account behind it, and
 * knows the people of both by ids that never meet.
 */
export function findThread(platform: Platform, account: Account, scopedId: string): Thread | undefined {
  const own = platform.threads.get(`${account.id}/${scopedId}`)
  const linked = account.instagramId === undefined ? undefined : platform.threads.get(`${account.instagramId}/${scopedId}`)
  const thread = own ?? linked
  return thread?.lastInboundAt === undefined ? undefined : thread
}

export function unknownPerson(product: Product): MetaError {
  return new MetaError(100, 'No matching user found', subcodes.unknownPerson[product])
}
