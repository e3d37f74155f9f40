import type { History, ProviderSend } from '../history.ts'
import { type PlannedProcess, topologies } from '../installation/topologies.ts'
import { wasTold } from '../stand-ins/answer-send.ts'

/** A process that dies so soon after the provider's answer may not have read it, or not have written down what it read. */
const unreadMs = 1_500
/** On a busy machine the stand-ins read a request so late (measured: 1.5 s): whoever asked may be dead by then. */
const readLateMs = 3_000

const groups: readonly (readonly PlannedProcess[])[] = Object.values(topologies)

/** The processes of the same installation that make calls: the end of one that serves nothing but the web takes no answer with it. */
function sendersBeside(target: string): string[] {
  const group = groups.find((processes) => processes.some(({ name }) => name === target)) ?? []
  return group.filter(({ roles }) => roles.includes('worker')).map(({ name }) => name)
}

/** Could it be that nobody knew of what the provider had taken: no answer was given, or whoever should have read it was killed? */
export function wasUnread(send: ProviderSend, history: History): boolean {
  if (!wasTold(send)) return true
  const until = (send.answeredAt ?? send.at) + unreadMs
  return history.incidents.some(({ kind, target, at }) => {
    if (kind !== 'process-killed' || !sendersBeside(target).includes(target) || at > until) return false
    return at >= send.at || (at >= send.at - readLateMs && !sendersBeside(target).some((name) => wasReady(name, send.at, history)))
  })
}

function wasReady(name: string, at: number, { incidents }: History): boolean {
  const last = incidents.findLast((one) => one.target === name && one.at <= at && /^process-(started|killed|died|stopped)$/.test(one.kind))
  return last === undefined || last.kind === 'process-started'
}
