import type { Gauge } from 'prom-client'
import { alarmNames } from '../../../contract/operations.ts'
import type { Deps } from '../../platform/module.ts'
import { findAlarms, limits } from './find-alarms.ts'
import { lookoutOf } from './lookout.ts'
import { stateOf } from './run-operations.ts'
import { type Snapshot, sumQueues } from './snapshot.ts'

const alarmMetric = 'parley_alarm'

type Labels = Record<string, string>
type Values = (snapshot: Snapshot) => [labels: Labels, value: number][]

/**
 * What is read from the shared database, as metrics. Several processes see the same queues: only one of them tells, so that a sum over all processes is
 * right as well. That one is the oldest living process that answers requests; whoever has not looked yet tells.
 */
export function exposeGauges(deps: Deps): void {
  const lookout = lookoutOf(deps.db)
  const state = stateOf(deps)

  const expose = (name: string, help: string, labels: readonly string[], values: Values): void => {
    deps.metrics.gauge(name, help, labels, async (gauge: Gauge<string>) => {
      const snapshot = await lookout.look()
      // Nothing at all, not a zero: an alert on a missing database must not read "nobody waits".
      gauge.reset()
      if (labels.length === 0) gauge.remove()
      const isSilent = snapshot.databaseAwayMs === null && !tells(snapshot, state.processId)
      // What was seen long ago is no measurement any more; that it is so is an alarm.
      if (name !== alarmMetric && (snapshot.staleMs ?? 0) >= limits.staleMs) return
      if (!isSilent) for (const [given, value] of values(snapshot)) gauge.set(given, value)
    })
  }
  const exposeOne = (name: string, help: string, value: (snapshot: Snapshot) => number | null): void =>
    expose(name, help, [], (snapshot) => {
      const read = snapshot.databaseAwayMs === null ? value(snapshot) : null
      return read === null ? [] : [[{}, read]]
    })
  const seconds = (ms: number | null): number => (ms ?? 0) / 1000
  const queues = (snapshot: Snapshot) => sumQueues(snapshot.queues.values())

  exposeOne('parley_mailbox_waiting', 'Conversations whose turn is due and that nobody has taken up', (one) => queues(one).waiting)
  exposeOne('parley_mailbox_answering', 'Conversations that are being answered', (one) => queues(one).answering)
  exposeOne('parley_mailbox_oldest_seconds', 'The longest that a customer waits for a reply', (one) => seconds(queues(one).oldestWaitingMs))
  expose('parley_outbox_messages', 'Messages on their way out', ['state'], (snapshot) => {
    if (snapshot.databaseAwayMs !== null) return []
    const { queued, calling, proving, bulk } = queues(snapshot)
    return Object.entries({ queued, calling, waiting: proving, bulk }).map(([name, count]) => [{ state: name }, count])
  })
  exposeOne('parley_outbox_oldest_seconds', 'Since the oldest live message was queued', (one) => seconds(queues(one).outboxOldestMs))
  expose('parley_jobs_waiting', 'Background jobs by what becomes of them', ['state'], ({ jobs, databaseAwayMs }) => {
    const { ready, running, retrying, failed } = jobs
    return databaseAwayMs === null
      ? Object.entries({ ready, running, retrying, failed }).map(([name, count]) => [{ state: name }, count])
      : []
  })
  exposeOne('parley_jobs_oldest_seconds', 'How late the oldest background job is', ({ jobs }) => seconds(jobs.oldestReadyMs))
  exposeOne('parley_event_queue_events', 'Events that parts of the program still have to hear of', ({ events }) => events.queued)
  exposeOne('parley_event_queue_oldest_seconds', 'Since the oldest of them happened', ({ events }) => seconds(events.oldestMs))
  expose('parley_channels', 'Channels by kind and status', ['channel', 'status'], ({ channelKinds }) =>
    channelKinds.map(({ type, status, count }) => [{ channel: type, status }, count]),
  )
  expose('parley_channels_in_trouble', 'Channels that do not send as they should', ['trouble'], ({ troubles, databaseAwayMs }) =>
    databaseAwayMs === null
      ? ['refused', 'circuit-open', 'rate-limited'].map((trouble) => [
          { trouble },
          troubles.filter((one) => one.trouble === trouble).length,
        ])
      : [],
  )
  expose('parley_processes', 'Living processes by role', ['role'], ({ processes, databaseAwayMs }) =>
    databaseAwayMs === null
      ? ['web', 'worker'].map((role) => [{ role }, processes.filter((one) => one.alive && one.roles.includes(role)).length])
      : [],
  )
  exposeOne('parley_database_bytes', 'Size of the database', ({ database }) => database.bytes)
  exposeOne('parley_database_connections', 'Connections to the database', ({ database }) => database.connections)
  expose(alarmMetric, 'What is wrong: how many workspaces it concerns, 1 for the installation itself', ['name', 'severity'], countAlarms)
}

/** Every alarm that there is, so that one which ends falls to 0 instead of vanishing. Without the database only that one is known. */
function countAlarms(snapshot: Snapshot): [Labels, number][] {
  const found = findAlarms(snapshot)
  const known = snapshot.databaseAwayMs === null ? alarmNames : (['database-away'] as const)
  return known.flatMap((name) =>
    (['warning', 'critical'] as const).map((severity): [Labels, number] => [
      { name, severity },
      found.filter((one) => one.name === name && one.severity === severity).length,
    ]),
  )
}

function tells({ processes }: Snapshot, processId: string): boolean {
  const first = processes.find((one) => one.alive && one.roles.includes('web'))
  return first === undefined || first.id === processId
}
