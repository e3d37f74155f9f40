import type { Operations, OperationsPoint, ProcessRow, TroubledChannel, WorkspaceRow } from '../../../contract/operations.ts'
import { countTurns, latencyOf } from './build-series.ts'
import { findAlarms } from './find-alarms.ts'
import { groupAlarms } from './group-alarms.ts'
import {
  type ChannelTrouble,
  emptyQueues,
  installationId,
  type ProcessState,
  recentMinutes,
  type Snapshot,
  sumChannels,
  sumQueues,
} from './snapshot.ts'

export interface Shown {
  snapshot: Snapshot
  series: OperationsPoint[]
  stepSeconds: number
  beginnings: ReadonlyMap<string, Date>
  names: ReadonlyMap<string, string>
  workspaceCount: number
}

const mostRows = 100

/** Everything, for operators: of other workspaces numbers, states and the workspace's name, never what a channel is called or who is in it. */
export function presentInstallation(shown: Shown): Operations {
  const { snapshot, beginnings, names } = shown
  const now = new Date(snapshot.at)
  return {
    at: now.toISOString(),
    alarms: groupAlarms(findAlarms(snapshot), beginnings, names, now),
    now: presentNow(snapshot, [...snapshot.queues.values()], [...snapshot.channelCounts.values()], snapshot.troubles, installationId),
    channels: snapshot.troubles.slice(0, mostRows).map(
      ({ workspaceId, type, trouble }): TroubledChannel => ({
        workspace: { id: workspaceId, name: names.get(workspaceId) ?? workspaceId },
        id: null,
        name: null,
        type,
        trouble,
        reason: null,
      }),
    ),
    stepSeconds: shown.stepSeconds,
    series: shown.series,
    installation: presentOwnState(shown),
  }
}

/** The same restricted to one workspace, for its admins. */
export function presentWorkspace(shown: Omit<Shown, 'workspaceCount'>, workspaceId: string): Operations {
  const { snapshot, beginnings, names } = shown
  const now = new Date(snapshot.at)
  const own = findAlarms(snapshot).filter((alarm) => alarm.workspaceId === workspaceId)
  const troubles = snapshot.troubles.filter((one) => one.workspaceId === workspaceId)
  const counts = snapshot.channelCounts.get(workspaceId)
  return {
    at: now.toISOString(),
    alarms: groupAlarms(own, beginnings, names, now),
    now: presentNow(snapshot, [snapshot.queues.get(workspaceId) ?? emptyQueues()], counts ? [counts] : [], troubles, workspaceId),
    channels: troubles.map(({ id, name, type, trouble, reason }) => ({ workspace: null, id, name, type, trouble, reason })),
    stepSeconds: shown.stepSeconds,
    series: shown.series,
    installation: null,
  }
}

function presentNow(
  snapshot: Snapshot,
  queues: Parameters<typeof sumQueues>[0],
  channels: Parameters<typeof sumChannels>[0],
  troubles: readonly ChannelTrouble[],
  subject: string,
): Operations['now'] {
  const { waiting, answering, oldestWaitingMs, queued, calling, proving, bulk, outboxOldestMs } = sumQueues(queues)
  const recent = snapshot.recent.get(subject)
  const countOf = (name: string): number => recent?.counts[name] ?? 0
  return {
    waiting,
    answering,
    oldestWaitingMs,
    outbox: { queued, calling, waiting: proving, bulk, oldestMs: outboxOldestMs },
    turnsPerSecond: countTurns(recent) / (recentMinutes * 60),
    failures: { turns: countOf('turns.failed'), models: countOf('models.failed'), sends: countOf('sends.failed') },
    channels: {
      ...sumChannels(channels),
      circuitsOpen: troubles.filter((one) => one.trouble === 'circuit-open').length,
      rateLimited: troubles.filter((one) => one.trouble === 'rate-limited').length,
    },
  }
}

function presentOwnState({ snapshot, names, workspaceCount }: Shown): Operations['installation'] {
  const { failedNames: _names, ...jobs } = snapshot.jobs
  const { bytes, connections, mostConnections, readMs, standbysWanted, standbys, synchronousStandbys } = snapshot.database
  const processes = snapshot.processes.map(presentProcess)
  return {
    jobs,
    events: snapshot.events,
    database: {
      bytes,
      connections,
      mostConnections,
      readMs,
      standbys: { areWanted: standbysWanted, connected: standbys, synchronous: synchronousStandbys },
    },
    liveStreams: processes.filter((one) => one.alive).reduce((sum, { liveStreams }) => sum + liveStreams, 0),
    processes,
    workspaces: busiestWorkspaces(snapshot).map((id) => presentRow(snapshot, id, names)),
    workspaceCount,
  }
}

/** Those with most to do, of all that have anything to do or to mend. */
export function busiestWorkspaces(snapshot: Snapshot): string[] {
  const ids = new Set([...snapshot.queues.keys(), ...snapshot.recent.keys(), ...snapshot.troubles.map((one) => one.workspaceId)])
  ids.delete(installationId)
  const weight = (id: string): number => (snapshot.queues.get(id)?.oldestWaitingMs ?? 0) + countTurns(snapshot.recent.get(id))
  return [...ids].sort((a, b) => weight(b) - weight(a)).slice(0, mostRows)
}

function presentRow(snapshot: Snapshot, id: string, names: ReadonlyMap<string, string>): WorkspaceRow {
  const queue = snapshot.queues.get(id) ?? emptyQueues()
  const recent = snapshot.recent.get(id)
  const countOf = (name: string): number => recent?.counts[name] ?? 0
  return {
    workspace: { id, name: names.get(id) ?? id },
    waiting: queue.waiting + queue.answering,
    oldestWaitingMs: queue.oldestWaitingMs,
    outbox: queue.queued + queue.calling + queue.proving,
    channelsInTrouble: snapshot.troubles.filter((one) => one.workspaceId === id).length,
    turnsPerMinute: countTurns(recent) / recentMinutes,
    failures: countOf('turns.failed') + countOf('models.failed') + countOf('sends.failed'),
    model: latencyOf(recent, 'model'),
    send: latencyOf(recent, 'send'),
  }
}

function presentProcess({ facts, startedAt, seenAt, ...rest }: ProcessState): ProcessRow {
  return {
    ...rest,
    startedAt: startedAt.toISOString(),
    seenAt: seenAt.toISOString(),
    memoryBytes: facts.memoryBytes ?? null,
    lagMs: facts.lagMs ?? null,
    databaseMs: facts.databaseMs ?? null,
    liveStreams: facts.liveStreams ?? 0,
    circuitsOpen: facts.circuits?.length ?? 0,
    diskFreeBytes: facts.diskFreeBytes ?? null,
    diskTotalBytes: facts.diskTotalBytes ?? null,
  }
}
