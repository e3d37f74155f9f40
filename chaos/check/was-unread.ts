import type { History, ProviderSend } from '../history.ts'
import { topologies } from '../installation/topologies.ts'
import { wasTold } from '../stand-ins/answer-send.ts'

/** A process that dies so soon after the provider's answer may not have read it, or not have written down what it read. */
const unreadMs = 1_500

/** Only these make calls: the end of a process that serves nothing but the web takes no answer with it. */
const senders = new Set<string>(
  Object.values(topologies)
    .flat()
    .filter(({ roles }) => roles.includes('worker'))
    .map(({ name }) => name),
)

/** Could it be that nobody knew of what the provider had taken: no answer was given, or whoever should have read it was killed? */
export function wasUnread(send: ProviderSend, history: History): boolean {
  if (!wasTold(send)) return true
  const until = (send.answeredAt ?? send.at) + unreadMs
  return history.incidents.some(({ kind, target, at }) => kind === 'process-killed' && senders.has(target) && at >= send.at && at <= until)
}
