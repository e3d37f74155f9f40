import { sendErrorSchema } from '../../../../contract/messages.ts'
import { AppError } from '../../../platform/errors.ts'
import type { ChannelAdapter } from '../adapter.ts'
import type { ContractFixtures, Failure } from './contract-fixtures.ts'

/** Every failure has a code of ours, a sentence for people, and a decision whether to try again. */
export function checkExplain<S, C>(adapter: ChannelAdapter<S, C>, fixtures: ContractFixtures<S, C>): Failure[] {
  const failures: Failure[] = []
  const outside = new AppError('outside-timeout', { status: 504, title: 'The other server did not answer in time.' })
  const any = [outside, new Error('secret-token in a message'), 'a text', null, undefined, { code: 7 }]
  for (const error of any) {
    const answer = sendErrorSchema.safeParse(adapter.explain(error))
    if (!answer.success) failures.push({ check: 'explain: any error', detail: `${String(error)} has no valid explanation` })
    else if (answer.data.title.includes('secret-token'))
      failures.push({ check: 'explain: any error', detail: 'repeats words of an unknown error' })
  }
  for (const { name, error, code, retryable } of fixtures.failures) {
    const answer = adapter.explain(error)
    if (answer.code !== code || answer.retryable !== retryable) {
      failures.push({ check: `explain: ${name}`, detail: `${answer.code}, ${answer.retryable ? 'tried again' : 'final'}` })
    }
  }
  return failures
}
