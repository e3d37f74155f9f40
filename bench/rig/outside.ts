import { type LoadOptions, type LoadResult, runLoad } from './load.ts'
import { type StandIns, startStandIns } from './stand-ins.ts'

/*
 * The world outside, in a process of its own so that it does not share the server's thread: stand-ins and load. Started by fork-outside.ts.
 */

export interface Order {
  id: number
  modelLatencyMs?: number
  sendLimitPerSecond?: number
  /** Whether each reply to these loads is followed by its status webhooks. */
  statuses?: boolean
  loads: LoadOptions[]
}

export type Report = { ready: { modelPort: number; graphPort: number } } | { id: number; results: LoadResult[]; counts: StandIns['counts'] }

const standIns = await startStandIns()
process.on('message', (order: Order) => {
  standIns.setModelLatency(order.modelLatencyMs ?? 0)
  standIns.setSendLimit(order.sendLimitPerSecond ?? 0)
  standIns.setStatuses(order.statuses ? order.loads.map((load) => load.target) : [])
  void Promise.all(order.loads.map((load) => runLoad(standIns, load))).then(async (results) => {
    await standIns.statusesAnswered()
    say({ id: order.id, results, counts: standIns.counts })
  })
})
process.once('disconnect', () => process.exit(0))
say({ ready: { modelPort: standIns.modelPort, graphPort: standIns.graphPort } })

function say(report: Report): void {
  process.send?.(report)
}
