import type { Measures } from '../../platform/tallies.ts'

/** The workspace of everything that belongs to the installation itself; nobody's, for ids are never nil. */
export const installationId = '00000000-0000-0000-0000-000000000000'

/** The queues of one workspace at one moment. */
export interface QueueState {
  /** Due and not taken up. */
  waiting: number
  /** Taken up: somebody thinks, or the pause before an answer runs. */
  answering: number
  oldestWaitingMs: number | null
  /** Live messages; `outboxOldestMs`: since the oldest was queued. */
  queued: number
  calling: number
  proving: number
  outboxOldestMs: number | null
  bulk: number
}

export interface ChannelTrouble {
  workspaceId: string
  id: string
  name: string
  type: string
  trouble: 'refused' | 'circuit-open' | 'rate-limited'
  reason: string | null
}

export interface ChannelCounts {
  connected: number
  connecting: number
  error: number
  disconnected: number
}

export interface JobState {
  ready: number
  running: number
  retrying: number
  failed: number
  failedLately: number
  oldestReadyMs: number | null
  /** The kinds that were given up in the last hour, most first. */
  failedNames: string[]
}

/** What a process says of itself with each heartbeat. */
export interface ProcessFacts {
  memoryBytes: number
  /** What the machine or container gives the process; null: no limit is set. */
  memoryLimitBytes: number | null
  /** Median over the last heartbeats of the 99th percentile of the event loop's delay. */
  lagMs: number | null
  databaseMs: number | null
  liveStreams: number
  /** Channels whose circuit is open in this process. */
  circuits: string[]
  diskFreeBytes: number | null
  diskTotalBytes: number | null
}

export interface ProcessState {
  id: string
  roles: string[]
  version: string
  host: string
  pid: number
  startedAt: Date
  seenAt: Date
  alive: boolean
  facts: Partial<ProcessFacts>
}

/** Everything that is known of the installation at one moment: alarms, metrics and the page are read from it. */
export interface Snapshot {
  /** Unix milliseconds. */
  at: number
  /** For how long the database has not answered; null when it does. With a number, everything else is empty. */
  databaseAwayMs: number | null
  /** How old these numbers are, where the database was too busy for newer ones; null when they are fresh. */
  staleMs: number | null
  queues: Map<string, QueueState>
  channelCounts: Map<string, ChannelCounts>
  /** By kind of channel and status, for metrics. */
  channelKinds: { type: string; status: string; count: number }[]
  troubles: ChannelTrouble[]
  jobs: JobState
  events: { queued: number; failed: number; oldestMs: number | null }
  database: {
    bytes: number
    connections: number
    mostConnections: number
    readMs: number
    standbysWanted: boolean
    standbys: number
    /** Null: this database user may not know. */
    synchronousStandbys: number | null
  }
  processes: ProcessState[]
  /** Counts and times of the last five minutes, by workspace and for the installation. */
  recent: Map<string, Measures>
}

export const recentMinutes = 5

export function emptyQueues(): QueueState {
  return {
    waiting: 0,
    answering: 0,
    oldestWaitingMs: null,
    queued: 0,
    calling: 0,
    proving: 0,
    outboxOldestMs: null,
    bulk: 0,
  }
}

export function emptySnapshot(at: number, databaseAwayMs: number | null): Snapshot {
  return {
    at,
    databaseAwayMs,
    staleMs: null,
    queues: new Map(),
    channelCounts: new Map(),
    channelKinds: [],
    troubles: [],
    jobs: { ready: 0, running: 0, retrying: 0, failed: 0, failedLately: 0, oldestReadyMs: null, failedNames: [] },
    events: { queued: 0, failed: 0, oldestMs: null },
    database: {
      bytes: 0,
      connections: 0,
      mostConnections: 0,
      readMs: 0,
      standbysWanted: false,
      standbys: 0,
      synchronousStandbys: null,
    },
    processes: [],
    recent: new Map(),
  }
}

/** The queues of all workspaces as one. */
export function sumQueues(queues: Iterable<QueueState>): QueueState {
  const sum = emptyQueues()
  for (const one of queues) {
    sum.waiting += one.waiting
    sum.answering += one.answering
    sum.queued += one.queued
    sum.calling += one.calling
    sum.proving += one.proving
    sum.bulk += one.bulk
    sum.oldestWaitingMs = later(sum.oldestWaitingMs, one.oldestWaitingMs)
    sum.outboxOldestMs = later(sum.outboxOldestMs, one.outboxOldestMs)
  }
  return sum
}

export function sumChannels(counts: Iterable<ChannelCounts>): ChannelCounts {
  const sum = { connected: 0, connecting: 0, error: 0, disconnected: 0 }
  for (const one of counts) {
    sum.connected += one.connected
    sum.connecting += one.connecting
    sum.error += one.error
    sum.disconnected += one.disconnected
  }
  return sum
}

function later(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b)
}
