import type { Deps } from '../../platform/module.ts'
import { createBatcher, isPoisonDatabaseError, isTransientDatabaseError } from './batch.ts'
import { measureBatches } from './measure-batches.ts'
import { recordFailures, recordSent, type SendFailure, type Sent } from './record-receipts.ts'

const largestBatch = 300

/** Writes down what became of sends, many by one commit. */
export function batchOutcomes(deps: Deps): {
  sent(item: Sent): Promise<void>
  failed(item: SendFailure): Promise<void>
  idle(): Promise<void>
} {
  const { db } = deps
  const shared = {
    maxItems: largestBatch,
    laneOf: (item: { workspaceId: string }) => item.workspaceId,
    isTransient: isTransientDatabaseError,
    isPoison: isPoisonDatabaseError,
  }
  const sent = createBatcher<Sent, void>({
    ...shared,
    observe: measureBatches(deps, 'sent'),
    run: async (items) => {
      db.announce(await recordSent(db.answerPool, items))
      return items.map(() => undefined)
    },
  })
  const failed = createBatcher<SendFailure, void>({
    ...shared,
    observe: measureBatches(deps, 'failed'),
    run: async (items) => {
      db.announce(await recordFailures(db.answerPool, items))
      return items.map(() => undefined)
    },
  })
  return {
    sent: sent.add,
    failed: failed.add,
    idle: async () => {
      await Promise.all([sent.idle(), failed.idle()])
    },
  }
}
