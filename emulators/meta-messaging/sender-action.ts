import type { SenderAction } from './message-schema.ts'
import type { Platform, Thread } from './platform.ts'

/** The typing bubble goes by itself after some twenty seconds. */
const typingLifeMs = 20_000

/** Sender actions, as the person sees them. */
export function actOnPhone(platform: Platform, thread: Thread, action: SenderAction): void {
  const { book } = platform
  const [account, customer] = [thread.account.id, thread.person.key]
  switch (action.sender_action) {
    case 'typing_on':
    case 'typing_off':
      book.showTyping(account, customer, action.sender_action === 'typing_on' ? typingLifeMs : 0)
      return
    case 'mark_seen':
      for (const one of book.thread(account, customer).messages) {
        if (one.direction === 'out' && one.status !== 'read') book.change(account, customer, one.id, { status: 'read' })
      }
      return
    case 'react':
    case 'unreact': {
      const target = book.find(account, customer, action.payload?.message_id ?? '')
      if (!target) return
      const { business: _before, ...others } = target.reactions
      const emoji = action.sender_action === 'react' ? emojiOf(action.payload?.reaction ?? '') : undefined
      book.change(account, customer, target.id, { reactions: emoji === undefined ? others : { ...others, business: emoji } })
    }
  }
}

/** A reaction is an emoji, or the one name that Instagram's pages show. */
function emojiOf(reaction: string): string {
  return reaction === 'love' ? '❤️' : reaction
}
