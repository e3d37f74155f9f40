import type { History } from '../history.ts'
import { reached } from './case-file.ts'
import type { CheckResult, Excused, Promised } from './violation.ts'

interface Limit {
  promise: Promised
  /** What the share is of. */
  of: 'messages' | 'sends'
  /** The most that chance does, generously: docs/chaos.md says from which runs. */
  most: number
}

/** Everything that the checker excuses. One that becomes common is no accident any more: then it is a fault that hides behind the excuse. */
const excuses: Readonly<Record<string, Limit>> = {
  'unanswered: a person answered': { promise: 'nothing-lost', of: 'messages', most: 0.1 },
  'unanswered: handed over to the team': { promise: 'nothing-lost', of: 'messages', most: 0.02 },
  'unanswered: its answer failed with a reason': { promise: 'nothing-lost', of: 'messages', most: 0.02 },
  'unanswered: the agent was switched off': { promise: 'nothing-lost', of: 'messages', most: 0.03 },
  'unanswered: in the hands of a person': { promise: 'nothing-lost', of: 'messages', most: 0.03 },
  // Only what still waited for its answer when the deletion was asked for: the rest has to have been answered.
  'deleted with its contact': { promise: 'nothing-lost', of: 'messages', most: 0.08 },
  "a person's reply was deleted with its contact": { promise: 'nothing-lost', of: 'messages', most: 0.005 },
  // The stand-ins withhold it from one send in forty that reaches somebody, and a third of all go to Telegram.
  'doubled because the answer was withheld': { promise: 'one-answer', of: 'sends', most: 0.04 },
  'doubled because a process was killed before it could read': { promise: 'one-answer', of: 'sends', most: 0.015 },
  // As many answers are withheld on WhatsApp, where a single web process may be away for longer than the wait.
  "doubled after waiting in vain for the provider's word": { promise: 'one-answer', of: 'sends', most: 0.02 },
  // The stand-ins report one message in fifty as failed; whoever writes again then is answered to both.
  'answered again: the provider had reported a failure': { promise: 'one-answer', of: 'messages', most: 0.02 },
  'answered again: nobody could know that what was withdrawn had arrived': { promise: 'one-answer', of: 'messages', most: 0.005 },
  // It takes nine refusals of one message.
  'given up after its tries': { promise: 'known', of: 'sends', most: 0.005 },
  'failed as far as anybody could know': { promise: 'known', of: 'sends', most: 0.005 },
}

/** In a short run chance is coarse: so many are never too many. */
const alwaysAllowed = 5

/** What was excused, as shares. Too much of one is a violation of the promise that it excuses. */
export function weighExcuses(history: History, result: CheckResult): Excused[] {
  const totals = { messages: history.messages.size, sends: history.sends.filter(reached).length }
  return Object.entries(excuses).flatMap(([name, { promise, of, most }]) => {
    const times = result.counts[name] ?? 0
    if (times === 0) return []
    const share = times / Math.max(1, totals[of])
    if (times > alwaysAllowed && share > most) {
      const what = `excused too often: ${name}, ${times} of ${totals[of]} ${of}: ${percent(share)}, and chance does ${percent(most)} at most`
      result.violations.push({ promise, what, customer: null, evidence: [] })
    }
    return [{ name, times, share, most }]
  })
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}
