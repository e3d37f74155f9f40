import type { History, ProviderSend } from '../history.ts'
import { wasTold } from '../stand-ins/answer-send.ts'

/** A process that dies so soon after the provider's answer may not have read it, or not have written down what it read. */
const unreadMs = 1_500
/** On a busy machine a process may stand still for longer: but then it asks nobody anything either. */
const stalledMs = 6_000
/** On a busy machine the stand-ins read a request so late (measured: 1.5 s): whoever asked may be dead by then. */
const readLateMs = 3_000

/** Could it be that nobody knew of what the provider had taken: no answer was given, or the process that should have read it was killed? */
export function wasUnread(send: ProviderSend, history: History): boolean {
  if (!wasTold(send)) return true
  const told = send.answeredAt ?? send.at
  return history.incidents.some(({ kind, target, at }) => {
    if (kind !== 'process-killed' || target !== send.by || at > told + stalledMs) return false
    if (at > told + unreadMs && !wasSilent(send.by, told, at, history)) return false
    return at >= send.at || (at >= send.at - readLateMs && !wasReady(send.by, send.at, history))
  })
}

function wasReady(name: string, at: number, { incidents }: History): boolean {
  const last = incidents.findLast((one) => one.target === name && one.at <= at && /^process-(started|killed|died|stopped)$/.test(one.kind))
  return last === undefined || last.kind === 'process-started'
}

/** A process that reads no answers makes no requests: nothing of it came between the answer and its end. */
function wasSilent(name: string, from: number, until: number, { sends }: History): boolean {
  return !sends.some((send) => send.by === name && send.at > from && send.at < until)
}
