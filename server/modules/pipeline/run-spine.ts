import type { Deps, Stoppable } from '../../platform/module.ts'
import { startPolling } from '../channels/index.ts'
import { createBatcher, isPoisonDatabaseError, isTransientDatabaseError } from './batch.ts'
import { startDeliverer } from './deliver.ts'
import { finishBatch } from './finish-turns.ts'
import { loadTurns } from './load-context.ts'
import { measureBatches } from './measure-batches.ts'
import { measureTurns } from './measure-turns.ts'
import { openPipeline } from './open-pipeline.ts'
import { recoverReceipts } from './recover-receipts.ts'
import type { Respond } from './responders.ts'
import { takeTurn } from './turn.ts'
import { startTurnLoop } from './turn-loop.ts'
import { topics } from './wake.ts'
import { wakeWorkers } from './wake-workers.ts'

/** The loops of a worker process: turns, delivery, polling. Stopping lets what is under way end and takes nothing new. */
export async function runSpine(deps: Deps, respond: Respond): Promise<Stoppable> {
  if (!deps.config.roles.has('worker')) return wakeWorkers(deps, openPipeline(deps).receiver)
  const { connections, receiver } = openPipeline(deps)
  const { db } = deps
  await recoverReceipts(deps)
  const measures = measureTurns(deps)
  const deliverer = startDeliverer(deps, connections)
  const load = createBatcher({
    maxItems: 200,
    laneOf: (key) => key.workspaceId,
    // Whoever takes a table away or attaches one locks it from the readers too.
    isTransient: isTransientDatabaseError,
    observe: measureBatches(deps, 'load'),
    run: async (keys: Parameters<typeof loadTurns>[1][number][]) => {
      const turns = await loadTurns(db.answerPool, keys)
      return keys.map((key) => turns.get(key.conversationId))
    },
  })
  const finish = createBatcher({
    maxItems: 200,
    laneOf: (turn) => turn.workspaceId,
    isTransient: isTransientDatabaseError,
    isPoison: isPoisonDatabaseError,
    observe: measureBatches(deps, 'finish'),
    run: async (turns: Parameters<typeof finishBatch>[1][number][]) => {
      const { results, events } = await finishBatch(db.answerPool, turns)
      db.announce(events)
      measures.finished(turns, results)
      return results
    },
  })
  const services = { deps, connections, respond: measures.thinking(respond), load, finish, send: deliverer.send }
  const turns = startTurnLoop(
    deps,
    measures.around((claim, signal) => takeTurn(services, claim, signal)),
  )
  receiver.onDue(turns.wake)
  const ends = [deps.live.onWake(topics.turns, () => turns.wake(0)), deps.live.onWake(topics.delivery, deliverer.wake)]
  const polling = await startPolling(deps, receiver.receive)
  return {
    stop: async () => {
      for (const end of ends) end()
      await polling.stop()
      await receiver.idle()
      // Side by side, because each may take its time: what a turn comes to now is left to be sent by others.
      const delivered = deliverer.stop()
      await turns.stop()
      await Promise.all([load.idle(), finish.idle(), delivered])
    },
  }
}
