import type { Handover } from './handover.ts'
import { itemOfAccount, itemToPerson } from './items.ts'
import { type Account, newMid, numericId, type Platform, rememberMessage, type Thread } from './platform.ts'
import { inboxAppIds, routingOf } from './routing.ts'
import type { Webhooks } from './webhooks.ts'

/**
 * A person of the business answers in the page's inbox or on the phone: the echo names the inbox's app, or on Instagram none.
 * With conversation routing that takes the conversation.
 */
export async function writeAsBusiness(
  parts: { platform: Platform; webhooks: Webhooks; handover: Handover },
  thread: Thread,
  text: string,
): Promise<{ id: string }> {
  const { platform, webhooks, handover } = parts
  const { account, person } = thread
  const mid = newMid(account.product)
  const at = platform.clock()
  rememberMessage(platform, { mid, thread, direction: 'outbound', at, text })
  const appId = account.product === 'messenger' ? { app_id: numericId(inboxAppIds.messenger) } : {}
  const message = { mid, is_echo: true, ...appId, text }
  platform.book.put(account.id, person.key, { id: mid, direction: 'in', kind: 'text', text, at, status: 'delivered', raw: message })
  if (routingOf(platform, account).defaultAppId !== undefined) await handover.take(thread, inboxAppIds[account.product])
  await webhooks.deliver({ account, thread, topic: 'echo', item: itemToPerson(thread, at, { message }) })
  return { id: mid }
}

/** What Meta does about breaches of its policies; after a block nothing can be sent (…/webhook-events/messaging_policy_enforcement). */
export async function enforcePolicy(
  parts: { platform: Platform; webhooks: Webhooks },
  account: Account,
  action: 'warning' | 'block' | 'unblock',
  reason: string,
): Promise<void> {
  if (action !== 'warning') account.isBlockedByPolicy = action === 'block'
  const item = itemOfAccount(account, parts.platform.clock(), { policy_enforcement: { action, reason } })
  await parts.webhooks.deliver({ account, thread: undefined, topic: 'policy', item })
}
