import type { History, TeamAction } from '../history.ts'
import { type Case, reached } from './case-file.ts'
import { count } from './count.ts'
import { deletionOf } from './deletions.ts'
import { tellCase } from './tell-case.ts'
import type { CheckResult } from './violation.ts'
import { outagesOf, waitEnds } from './waits.ts'

/** A person's reply that was answered 201 is in its conversation and goes to the customer; why one failed is judged by check-known.ts. */
export function checkReplies(cases: readonly Case[], history: History, result: CheckResult): void {
  const outages = outagesOf(history)
  for (const one of cases)
    for (const reply of one.actions) {
      if (reply.kind !== 'reply' || reply.confirmedAt === null) continue
      const what = faultOf(reply, one, waitEnds(reply.confirmedAt, outages), result)
      if (what !== null) {
        const said = `the person's reply "${reply.text}" was confirmed ${what}`
        result.violations.push({ promise: 'nothing-lost', what: said, customer: one.customer, evidence: tellCase(one, history, said) })
      } else count(result, 'replies of people watched')
    }
}

function faultOf(reply: TeamAction, one: Case, until: number, result: CheckResult): string | null {
  const wasSent = one.sends.some((send) => reached(send) && send.text === reply.text)
  const deletion = deletionOf(one, reply.startedAt, until)
  if (deletion) {
    if (wasSent) return null
    if (deletion.startedAt > until) return 'and never sent, and its contact was deleted only long after'
    count(result, "a person's reply was deleted with its contact")
    return null
  }
  const recorded = one.conversations.flatMap(({ messages }) => messages).find(({ id }) => id === reply.messageId)
  if (!recorded) return 'and is not in its conversation'
  if (recorded.text !== reply.text) return `and is recorded as "${recorded.text}"`
  return wasSent || recorded.status === 'failed' ? null : 'and never sent'
}
