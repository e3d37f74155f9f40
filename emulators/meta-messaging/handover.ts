import { MetaError } from './graph-error.ts'
import { itemFromPerson } from './items.ts'
import type { Platform, Thread } from './platform.ts'
import { giveControl, inboxAppIds, isOnStandby, ownerOf, routingOf } from './routing.ts'
import type { Webhooks } from './webhooks.ts'

export interface Handover {
  /** The owner, or the default app while there is none, hands the conversation to another app. */
  pass(thread: Thread, fromAppId: string, toAppId: string, metadata?: string): Promise<void>
  /** The app takes the conversation from whoever has it. */
  take(thread: Thread, appId: string, metadata?: string): Promise<void>
  /** From now on nobody has it: the default app may answer. */
  release(thread: Thread, appId: string): void
  /** Asks the owner for it. */
  request(thread: Thread, appId: string, metadata?: string): Promise<void>
}

/** Who of several apps has a conversation, and the `messaging_handovers` events about it (…/messenger-platform/conversation-routing). */
export function createHandover(platform: Platform, webhooks: Webhooks): Handover {
  async function tell(thread: Thread, appIds: (string | undefined)[], content: Record<string, unknown>): Promise<void> {
    const told = appIds.filter((id) => id !== undefined)
    const item = itemFromPerson(thread, platform.clock(), content)
    await webhooks.deliver({ account: thread.account, thread, topic: 'handover', item, appIds: told })
  }

  function change(thread: Thread, appId: string, metadata: string | undefined) {
    const previous = ownerOf(platform, thread)
    giveControl(platform, thread, appId)
    const content = { previous_owner_app_id: previous ?? null, new_owner_app_id: appId, ...(metadata === undefined ? {} : { metadata }) }
    return { previous, content }
  }

  function requireOwner(thread: Thread, appId: string): void {
    if (isOnStandby(platform, thread, appId)) throw new MetaError(10, 'Only the app that controls the thread can do this')
  }

  return {
    async pass(thread, fromAppId, toAppId, metadata) {
      requireOwner(thread, fromAppId)
      const isInbox = toAppId === inboxAppIds[thread.account.product]
      if (!isInbox && !platform.apps.has(toAppId)) throw new MetaError(100, 'target_app_id is not an app of this account')
      const { content } = change(thread, toAppId, metadata)
      await tell(thread, [fromAppId, toAppId], { pass_thread_control: content })
    },
    async take(thread, appId, metadata) {
      const { previous, content } = change(thread, appId, metadata)
      await tell(thread, [previous, ...(previous === undefined ? platform.apps.keys() : [])], { take_thread_control: content })
    },
    release(thread, appId) {
      requireOwner(thread, appId)
      thread.owner = undefined
    },
    async request(thread, appId, metadata) {
      const content = { requested_owner_app_id: appId, ...(metadata === undefined ? {} : { metadata }) }
      await tell(thread, [ownerOf(platform, thread) ?? routingOf(platform, thread.account).defaultAppId], {
        request_thread_control: content,
      })
    },
  }
}
