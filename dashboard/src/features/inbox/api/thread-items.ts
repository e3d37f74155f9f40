import type { Message } from '../../../lib/contract.ts'
import type { Unsent } from './unsent.ts'

export type ThreadItem =
  | { kind: 'edge'; key: 'edge'; hasOlder: boolean }
  | { kind: 'day'; key: string; at: string }
  | { kind: 'event'; key: string; message: Message }
  | { kind: 'message'; key: string; message: Message; isJoined: boolean }
  | { kind: 'unsent'; key: string; unsent: Unsent }

const joinWithinMs = 5 * 60_000

/** What the thread shows, from the oldest: its edge, a line per day, events as thin lines, messages of one author in a row joined. */
export function threadItems(messages: readonly Message[], unsent: readonly Unsent[], hasOlder: boolean): ThreadItem[] {
  const items: ThreadItem[] = [{ kind: 'edge', key: 'edge', hasOlder }]
  let day = ''
  let previous: Message | null = null
  for (const message of messages) {
    const ownDay = new Date(message.createdAt).toDateString()
    if (ownDay !== day) items.push({ kind: 'day', key: `day-${ownDay}`, at: message.createdAt })
    if (isLine(message)) {
      items.push({ kind: 'event', key: message.id, message })
      previous = null
    } else {
      items.push({
        kind: 'message',
        key: message.id,
        message,
        isJoined: ownDay === day && previous !== null && isJoined(previous, message),
      })
      previous = message
    }
    day = ownDay
  }
  return [...items, ...unsent.map((item) => ({ kind: 'unsent' as const, key: item.key, unsent: item }))]
}

function isLine(message: Message): boolean {
  return Boolean(message.event) || message.type === 'event' || message.type === 'reaction'
}

function isJoined(previous: Message, message: Message): boolean {
  return (
    previous.author.type === message.author.type &&
    previous.author.id === message.author.id &&
    previous.private === message.private &&
    Date.parse(message.createdAt) - Date.parse(previous.createdAt) < joinWithinMs
  )
}
