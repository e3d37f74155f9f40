import { type FinalRecord, type History, markersIn, type TeamAction } from '../history.ts'
import { type Case, quoted } from './case-file.ts'
import { count } from './count.ts'
import { tellCase } from './tell-case.ts'
import type { CheckResult } from './violation.ts'

/** After a confirmed deletion nothing is sent to the person, and nothing of them is found. */
export function checkErased(cases: readonly Case[], history: History, record: FinalRecord, result: CheckResult): void {
  const caseOf = new Map(cases.map((one) => [one.customer, one]))
  const say = (customer: string, what: string): void => {
    const one = caseOf.get(customer)
    result.violations.push({ promise: 'erased', what, customer, evidence: one ? tellCase(one, history, what) : [] })
  }
  const came = new Map<string, Set<string>>()
  for (const one of cases) {
    const deletion = one.actions.find((action) => action.kind === 'delete' && action.confirmedAt !== null)
    if (!deletion) continue
    count(result, 'deletions watched')
    const fresh = cameAfter(one, deletion)
    came.set(one.customer, fresh)
    if (fresh.size > 0) count(result, 'deletions while messages were on their way')
    for (const send of one.sends)
      if (send.at > (deletion.confirmedAt ?? 0) && (fresh.size === 0 || markersIn(send.text).some((marker) => !fresh.has(marker))))
        say(
          one.customer,
          `${quoted(send.text, 80)} was sent ${Math.round(send.at - (deletion.confirmedAt ?? 0))} ms after the contact was deleted`,
        )
  }
  for (const { customer, contactStatus, conversationStatus, foundByName } of record.remains) {
    if (contactStatus !== 404) say(customer, 'the deleted contact can still be read')
    if (conversationStatus !== 404) say(customer, "the deleted contact's conversation can still be read")
    if (foundByName > 0 && !came.get(customer)?.size) say(customer, 'the deleted contact is found by name: something brought it back')
  }
  // Who wrote again is somebody new, whose name and ids are known again; what they had said before is not.
  for (const { customer, marker, where } of record.traces) {
    const fresh = came.get(customer) ?? new Set()
    if (marker === null && fresh.size === 0) say(customer, `the name or an id of the deleted contact is still in ${where}`)
    else if (marker !== null && !fresh.has(marker)) say(customer, `${marker} of the deleted contact is still in ${where}`)
  }
}

/** What was taken only after the deletion was asked for: it may have begun a new conversation, in which nothing of the old one is known. */
function cameAfter(one: Case, deletion: TeamAction): Set<string> {
  const late = one.messages.filter(({ acknowledgedAt }) => acknowledgedAt === null || acknowledgedAt > deletion.startedAt)
  return new Set(late.map((message) => message.marker))
}
