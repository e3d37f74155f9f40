import { MetaError, subcodes } from './graph-error.ts'
import type { Account, Platform, Thread } from './platform.ts'

/** Control that is not used for a day is lost (…/messenger-platform/conversation-routing). */
export const controlLifeMs = 24 * 3600_000

/** The inboxes of Meta are apps like others: that of pages and that of Instagram accounts. */
export const inboxAppIds = { messenger: '263902037430900', instagram: '1217981644879628' } as const

/** The app that has the conversation, if any. */
export function ownerOf(platform: Platform, thread: Thread): string | undefined {
  return thread.owner && thread.owner.until > platform.clock() ? thread.owner.appId : undefined
}

export function giveControl(platform: Platform, thread: Thread, appId: string, forMs = controlLifeMs): void {
  thread.owner = { appId, until: platform.clock() + forMs }
}

/** Whatever is said keeps the conversation with who has it. */
export function keepControl(platform: Platform, thread: Thread): void {
  const owner = ownerOf(platform, thread)
  if (thread.owner && owner) thread.owner.until = Math.max(thread.owner.until, platform.clock() + controlLifeMs)
}

/** Whether the app only listens: another one has the conversation, or is the default while nobody has it. */
export function isOnStandby(platform: Platform, thread: Thread, appId: string): boolean {
  const speaker = ownerOf(platform, thread) ?? routingOf(platform, thread.account).defaultAppId
  return speaker !== undefined && speaker !== appId
}

/** An Instagram account behind a page is routed as the page is. */
export function routingOf(platform: Platform, account: Account): Account {
  return (account.pageId === undefined ? undefined : platform.accounts.get(account.pageId)) ?? account
}

export function requireControl(platform: Platform, thread: Thread, appId: string): void {
  if (!isOnStandby(platform, thread, appId)) return
  throw new MetaError(10, 'Message failed to send because another app is controlling this thread now.', subcodes.otherAppInControl)
}
