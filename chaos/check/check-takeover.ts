import type { History, TeamAction } from '../history.ts'
import { type Case, isByPerson, quoted, reached } from './case-file.ts'
import { count } from './count.ts'
import { tellCase } from './tell-case.ts'
import type { CheckResult } from './violation.ts'

/** From the moment in which the API says "taken" or "assigned" until somebody asks for the release, no AI speaks; nor after a person's reply has arrived. */
export function checkTakeover(cases: readonly Case[], history: History, result: CheckResult): void {
  for (const one of cases) {
    for (const action of one.actions) {
      const from = beginsAt(action, one)
      if (from === null) continue
      count(result, 'takeovers watched')
      const until =
        one.actions.find(({ kind, startedAt }) => kind === 'release' && startedAt > action.startedAt)?.startedAt ?? Number.POSITIVE_INFINITY
      const late = one.sends.filter((send) => send.at > from && send.at < until && !isByPerson(send))
      for (const send of late) {
        const what = `the AI said ${quoted(send.text, 80)} ${Math.round(send.at - from)} ms after a person had taken over`
        result.violations.push({ promise: 'takeover', what, customer: one.customer, evidence: tellCase(one, history, what) })
      }
    }
  }
}

function beginsAt(action: TeamAction, one: Case): number | null {
  if (action.kind === 'take' || action.kind === 'assign') return action.confirmedAt
  if (action.kind !== 'reply') return null
  return one.sends.find((send) => send.text === action.text && reached(send))?.at ?? null
}
