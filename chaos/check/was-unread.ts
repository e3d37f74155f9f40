import type { History, ProviderSend } from '../history.ts'
import { wasTold } from '../stand-ins/answer-send.ts'

/** A process that dies so soon after the provider's answer may not have read it, or not have written down what it read. */
const unreadMs = 1_500

/** Could it be that nobody knew of what the provider had taken: no answer was given, or whoever should have read it was killed? */
export function wasUnread(send: ProviderSend, history: History): boolean {
  if (!wasTold(send)) return true
  const until = (send.answeredAt ?? send.at) + unreadMs
  return history.incidents.some(({ kind, at }) => kind === 'process-killed' && at >= send.at && at <= until)
}
