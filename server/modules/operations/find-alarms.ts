import type { AlarmName, AlarmReason, Severity } from '../../../contract/operations.ts'
import { percentile } from '../../platform/tallies.ts'
import { type ChannelTrouble, installationId, type ProcessState, type QueueState, type Snapshot } from './snapshot.ts'

export interface FoundAlarm {
  name: AlarmName
  severity: Severity
  /** Whom it concerns: a workspace, or the installation by its nil id. */
  workspaceId: string
  reason: AlarmReason | null
  values: Record<string, string | number>
}

const second = 1000
const minute = 60 * second
const mebibyte = 1024 ** 2
const gibibyte = 1024 ** 3

/** From when on a person should look. Few and late enough to be true: what mends itself within these is nobody's business. */
export const limits = {
  databaseAwayMs: 5 * second,
  /** Longer than two looks that fail: one busy minute of a large installation is nobody's business. */
  staleMs: 20 * second,
  lateMs: minute,
  veryLateMs: 5 * minute,
  stuckMs: 2 * minute,
  backgroundLateMs: 5 * minute,
  lagMs: 250,
  slowDatabaseMs: 500,
  slowModelMs: 20 * second,
  memoryBytes: 1.5 * gibibyte,
  memoryShare: 0.9,
  diskShare: 0.05,
  diskBytes: 2 * gibibyte,
  diskCriticalBytes: 512 * mebibyte,
  /** Requests of providers in five minutes; a single burst passes. */
  heldBack: 50,
  modelCalls: 5,
  modelFailedShare: 0.5,
} as const

/**
 * What is wrong, from one look at everything: the only place that decides it. Pure, so that each alarm can be tried with a snapshot that raises it and
 * one that does not.
 */
export function findAlarms(snapshot: Snapshot): FoundAlarm[] {
  // Without the database nothing else is known, and everything else that is wrong comes of it.
  if (snapshot.databaseAwayMs !== null) return databaseAway(snapshot.databaseAwayMs)
  return [
    ...databaseBusy(snapshot),
    ...standbyMissing(snapshot),
    ...diskNearlyFull(snapshot),
    ...noWorker(snapshot),
    ...repliesLate(snapshot),
    ...outboxStuck(snapshot),
    ...heldBack(snapshot),
    ...troubledChannels(snapshot),
    ...modelFailing(snapshot),
    ...jobsFailing(snapshot),
    ...backgroundLate(snapshot),
    ...processorBusy(snapshot),
    ...memoryHigh(snapshot),
  ]
}

function ofInstallation(name: AlarmName, severity: Severity, values: FoundAlarm['values'] = {}): FoundAlarm {
  return { name, severity, workspaceId: installationId, reason: null, values }
}

function databaseAway(awayMs: number): FoundAlarm[] {
  return awayMs < limits.databaseAwayMs ? [] : [ofInstallation('database-away', 'critical', { awayMs })]
}

/** What was seen last is still said: nobody knows better, and it is what people have to act on. */
function databaseBusy({ staleMs }: Snapshot): FoundAlarm[] {
  return staleMs === null || staleMs < limits.staleMs ? [] : [ofInstallation('database-busy', 'warning', { ageMs: staleMs })]
}

function standbyMissing({ database }: Snapshot): FoundAlarm[] {
  const present = database.synchronousStandbys ?? database.standbys
  return database.standbysWanted && present === 0 ? [ofInstallation('standby-missing', 'critical')] : []
}

/** The folder of each machine once, by the process that says the worst of it. */
function diskNearlyFull(snapshot: Snapshot): FoundAlarm[] {
  const full = living(snapshot).flatMap(({ host, facts: { diskFreeBytes, diskTotalBytes } }) => {
    if (diskFreeBytes == null || diskTotalBytes == null) return []
    const isFull = diskFreeBytes < limits.diskBytes || diskFreeBytes < limits.diskShare * diskTotalBytes
    return isFull ? [{ host, diskFreeBytes }] : []
  })
  const worst = full.toSorted((a, b) => a.diskFreeBytes - b.diskFreeBytes)[0]
  if (!worst) return []
  const severity = worst.diskFreeBytes < limits.diskCriticalBytes ? 'critical' : 'warning'
  return [ofInstallation('disk-nearly-full', severity, { host: worst.host, freeBytes: worst.diskFreeBytes })]
}

/** Where no process has said anything yet (a command beside a stopped server), nothing is missed. */
function noWorker(snapshot: Snapshot): FoundAlarm[] {
  return living(snapshot).length > 0 && !hasWorker(snapshot) ? [ofInstallation('no-worker', 'critical')] : []
}

function repliesLate(snapshot: Snapshot): FoundAlarm[] {
  return [...snapshot.queues].flatMap(([workspaceId, { oldestWaitingMs, waiting, answering }]) => {
    if (oldestWaitingMs === null || oldestWaitingMs < limits.lateMs) return []
    const severity = oldestWaitingMs < limits.veryLateMs ? 'warning' : 'critical'
    const values = { oldestMs: oldestWaitingMs, count: waiting + answering }
    return [{ name: 'replies-late', severity, workspaceId, reason: whyLate(snapshot, workspaceId), values }]
  })
}

/** The first that would explain it alone, from the ground up. */
function whyLate(snapshot: Snapshot, workspaceId: string): AlarmReason {
  if (living(snapshot).length > 0 && !hasWorker(snapshot)) return 'worker'
  // A process that has no time for itself has none to read the database's answers either.
  if (worstOf(snapshot, 'lagMs') > limits.lagMs) return 'processor'
  if (worstOf(snapshot, 'databaseMs') > limits.slowDatabaseMs) return 'database'
  const { counts, times } = snapshot.recent.get(workspaceId) ?? { counts: {}, times: {} }
  const [failed, answered] = [counts['models.failed'] ?? 0, counts['models.answered'] ?? 0]
  if (failed > 0 && failed >= answered) return 'model'
  if ((percentile(times.model, 0.5) ?? 0) > limits.slowModelMs) return 'model'
  return (counts['turns.failed'] ?? 0) > 0 ? 'error' : 'load'
}

function outboxStuck(snapshot: Snapshot): FoundAlarm[] {
  return [...snapshot.queues].flatMap(([workspaceId, queue]) => {
    if (queue.outboxOldestMs === null || queue.outboxOldestMs < limits.stuckMs) return []
    const reason = whyStuck(snapshot, workspaceId)
    const values = { oldestMs: queue.outboxOldestMs, count: waitingToBeSent(queue) }
    return [
      { name: 'outbox-stuck', severity: queue.outboxOldestMs < limits.veryLateMs ? 'warning' : 'critical', workspaceId, reason, values },
    ]
  })
}

function whyStuck(snapshot: Snapshot, workspaceId: string): AlarmReason {
  if (living(snapshot).length > 0 && !hasWorker(snapshot)) return 'worker'
  const troubles = snapshot.troubles.filter((one) => one.workspaceId === workspaceId).map((one) => one.trouble)
  if (troubles.includes('refused')) return 'credentials'
  if (troubles.includes('circuit-open')) return 'circuit'
  if (troubles.includes('rate-limited')) return 'rate'
  return 'provider'
}

/** Nothing is lost by it, but whoever writes to this workspace waits for the provider's next attempt. */
function heldBack({ recent }: Snapshot): FoundAlarm[] {
  return [...recent].flatMap(([workspaceId, { counts }]) => {
    const count = counts['events.held-back'] ?? 0
    if (workspaceId === installationId || count < limits.heldBack) return []
    return [{ name: 'held-back', severity: 'warning', workspaceId, reason: null, values: { count } }]
  })
}

function troubledChannels({ troubles }: Snapshot): FoundAlarm[] {
  return (['refused', 'circuit-open'] as const).flatMap((trouble) => {
    const byWorkspace = Map.groupBy(
      troubles.filter((one) => one.trouble === trouble),
      (one) => one.workspaceId,
    )
    return [...byWorkspace].map(([workspaceId, channels]) => troubledChannel(trouble, workspaceId, channels))
  })
}

function troubledChannel(trouble: 'refused' | 'circuit-open', workspaceId: string, channels: readonly ChannelTrouble[]): FoundAlarm {
  const values = { count: channels.length, type: channels[0]?.type ?? '' }
  return { name: `channel-${trouble}`, severity: 'warning', workspaceId, reason: null, values }
}

function modelFailing({ recent }: Snapshot): FoundAlarm[] {
  return [...recent].flatMap(([workspaceId, { counts }]) => {
    const failed = counts['models.failed'] ?? 0
    const calls = failed + (counts['models.answered'] ?? 0)
    const isFailing = failed >= limits.modelCalls && failed >= limits.modelFailedShare * calls
    if (workspaceId === installationId || !isFailing) return []
    return [{ name: 'model-failing', severity: 'critical', workspaceId, reason: null, values: { failed, calls } }]
  })
}

function jobsFailing({ jobs }: Snapshot): FoundAlarm[] {
  if (jobs.failedLately === 0) return []
  return [ofInstallation('jobs-failing', 'warning', { count: jobs.failedLately, names: jobs.failedNames.join(', ') })]
}

function backgroundLate({ jobs, events }: Snapshot): FoundAlarm[] {
  const oldestMs = Math.max(jobs.oldestReadyMs ?? 0, events.oldestMs ?? 0)
  return oldestMs < limits.backgroundLateMs
    ? []
    : [ofInstallation('background-late', 'warning', { oldestMs, jobs: jobs.ready, events: events.queued })]
}

function processorBusy(snapshot: Snapshot): FoundAlarm[] {
  const worst = worstProcess(snapshot, ({ facts }) => facts.lagMs ?? 0)
  const lagMs = worst?.facts.lagMs ?? 0
  return worst && lagMs > limits.lagMs ? [ofInstallation('processor-busy', 'warning', { process: nameOf(worst), lagMs })] : []
}

function memoryHigh(snapshot: Snapshot): FoundAlarm[] {
  const worst = worstProcess(snapshot, ({ facts }) => (facts.memoryBytes ?? 0) / memoryLimit(facts))
  const used = worst?.facts.memoryBytes ?? 0
  if (!worst || used <= memoryLimit(worst.facts)) return []
  return [ofInstallation('memory-high', 'warning', { process: nameOf(worst), usedBytes: used, limitBytes: memoryLimit(worst.facts) })]
}

function memoryLimit({ memoryLimitBytes }: ProcessState['facts']): number {
  return memoryLimitBytes == null ? limits.memoryBytes : Math.min(limits.memoryBytes, limits.memoryShare * memoryLimitBytes)
}

function living({ processes }: Snapshot): ProcessState[] {
  return processes.filter((one) => one.alive)
}

function hasWorker(snapshot: Snapshot): boolean {
  return living(snapshot).some(({ roles }) => roles.includes('worker'))
}

function worstProcess(snapshot: Snapshot, measure: (process: ProcessState) => number): ProcessState | undefined {
  return living(snapshot).toSorted((a, b) => measure(b) - measure(a))[0]
}

function worstOf(snapshot: Snapshot, fact: 'databaseMs' | 'lagMs'): number {
  return Math.max(0, ...living(snapshot).map(({ facts }) => facts[fact] ?? 0))
}

function nameOf({ host, pid }: ProcessState): string {
  return `${host}:${pid}`
}

function waitingToBeSent({ queued, calling, proving }: QueueState): number {
  return queued + calling + proving
}
