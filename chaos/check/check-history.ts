import type { FinalRecord, History } from '../history.ts'
import { openCases } from './case-file.ts'
import { checkErased } from './check-erased.ts'
import { checkKnown } from './check-known.ts'
import { checkLost } from './check-lost.ts'
import { checkOnce } from './check-once.ts'
import { checkOrder } from './check-order.ts'
import { checkReplies } from './check-replies.ts'
import { checkStays } from './check-stays.ts'
import { checkStops } from './check-stops.ts'
import { checkTakeover } from './check-takeover.ts'
import { weighExcuses } from './excuses.ts'
import type { CheckResult } from './violation.ts'

/** Holds what happened outside and what the API says in the end against the promises. Pure: a history and a record in, violations out. */
export function checkHistory(history: History, record: FinalRecord): CheckResult {
  const cases = openCases(history, record)
  const result: CheckResult = { violations: [], counts: {}, excused: [] }
  checkLost(cases, history, result)
  checkReplies(cases, history, result)
  checkOnce(cases, history, result)
  checkOrder(cases, history, result)
  checkTakeover(cases, history, result)
  checkKnown(cases, history, result)
  checkErased(cases, history, record, result)
  checkStops(history, result)
  checkStays(history, result)
  result.excused = weighExcuses(history, result)
  return result
}
