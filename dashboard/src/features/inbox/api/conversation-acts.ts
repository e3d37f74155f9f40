import type { Conversation } from '../../../lib/contract.ts'

export type ConversationAct =
  | { name: 'take' }
  | { name: 'release' }
  | { name: 'assign'; assigneeId: string | null }
  | { name: 'resolve' }
  | { name: 'reopen' }
  | { name: 'snooze'; until: string | null }
  | { name: 'read' }

/** What the conversation will most likely look like afterwards: shown at once, corrected by the server's answer. */
export function foresee(conversation: Conversation, act: ConversationAct, ownUserId: string): Conversation {
  switch (act.name) {
    case 'take':
      return { ...conversation, handler: 'user', assigneeId: ownUserId, status: 'open', draft: null }
    case 'release':
      return { ...conversation, handler: 'agent', assigneeId: null, status: 'pending' }
    case 'assign':
      return {
        ...conversation,
        assigneeId: act.assigneeId,
        ...(act.assigneeId ? { handler: 'user' as const, status: 'open' as const } : {}),
      }
    case 'resolve':
      return { ...conversation, status: 'resolved', unreadCount: 0, waitingSince: null, snoozedUntil: null }
    case 'reopen':
      return { ...conversation, status: 'open', snoozedUntil: null }
    case 'snooze':
      return { ...conversation, status: 'snoozed', snoozedUntil: act.until }
    case 'read':
      return { ...conversation, unreadCount: 0 }
  }
}

/** The call that does it: path below `/conversations/{id}` and body. */
export function callOf(act: ConversationAct): { path: string; body: Record<string, unknown> } {
  const { name, ...body } = act
  return { path: `/${name}`, body }
}
