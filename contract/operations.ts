import { z } from 'zod'
import { idSchema, timeSchema } from './paging.ts'

/** Everything that can be wrong with a running installation. The names are those of `parley_alarm` in `/metrics` and of docs/operations.md. */
export const alarmNames = [
  'database-away',
  'database-busy',
  'standby-missing',
  'disk-nearly-full',
  'no-worker',
  'replies-late',
  'outbox-stuck',
  'held-back',
  'channel-refused',
  'channel-circuit-open',
  'model-failing',
  'jobs-failing',
  'background-late',
  'processor-busy',
  'memory-high',
] as const
export const alarmNameSchema = z.enum(alarmNames)
export type AlarmName = z.infer<typeof alarmNameSchema>
export const severitySchema = z.enum(['warning', 'critical'])
export type Severity = z.infer<typeof severitySchema>

/** Why replies are late or messages are not sent: what decides which button helps. */
export const alarmReasons = [
  'worker',
  'database',
  'processor',
  'model',
  'error',
  'load',
  'credentials',
  'circuit',
  'rate',
  'provider',
] as const
export type AlarmReason = (typeof alarmReasons)[number]

const workspaceSchema = z.object({ id: idSchema, name: z.string() })

export const alarmSchema = z.object({
  name: alarmNameSchema,
  severity: severitySchema,
  since: timeSchema,
  reason: z.enum(alarmReasons).nullable(),
  /** What is wrong and what to do, in English sentences; a page in another language says it from name, reason and values. */
  what: z.string(),
  todo: z.string(),
  /** Where in the dashboard it is mended, if there. */
  link: z.string().nullable(),
  /** The numbers and words in the sentences. Durations in milliseconds, sizes in bytes. */
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  /** How many workspaces it concerns, and the first of them; none: the installation itself. */
  workspaceCount: z.number().int(),
  workspaces: z.array(workspaceSchema),
})
export type Alarm = z.infer<typeof alarmSchema>

/** Milliseconds; null where nothing was measured. */
const latencySchema = z.object({ p50: z.number().nullable(), p99: z.number().nullable() })
export type Latency = z.infer<typeof latencySchema>

export const operationsPointSchema = z.object({
  /** The beginning of the interval. */
  at: timeSchema,
  turnsPerSecond: z.number(),
  /** Turns, model calls and provider calls that failed, each a second. */
  failuresPerSecond: z.object({ turns: z.number(), models: z.number(), sends: z.number() }),
  /** Null: nobody looked at the queues in this interval. */
  waiting: z.number().nullable(),
  oldestWaitingMs: z.number().nullable(),
  outbox: z.number().nullable(),
  overhead: latencySchema,
  acknowledge: latencySchema,
  model: latencySchema,
  send: latencySchema,
})
export type OperationsPoint = z.infer<typeof operationsPointSchema>

const nowSchema = z.object({
  /** Conversations whose turn is due and that nobody has taken up, those being answered, and the longest that a customer waits. */
  waiting: z.number().int(),
  answering: z.number().int(),
  oldestWaitingMs: z.number().nullable(),
  /** Live messages on their way out; `bulk`: broadcasts behind them. */
  outbox: z.object({
    queued: z.number().int(),
    calling: z.number().int(),
    waiting: z.number().int(),
    bulk: z.number().int(),
    oldestMs: z.number().nullable(),
  }),
  /** The last five minutes. */
  turnsPerSecond: z.number(),
  failures: z.object({ turns: z.number().int(), models: z.number().int(), sends: z.number().int() }),
  channels: z.object({
    connected: z.number().int(),
    connecting: z.number().int(),
    error: z.number().int(),
    disconnected: z.number().int(),
    circuitsOpen: z.number().int(),
    rateLimited: z.number().int(),
  }),
})

/** A channel that does not send as it should. Its name and id only in the channel's own workspace. */
const troubledChannelSchema = z.object({
  workspace: workspaceSchema.nullable(),
  id: idSchema.nullable(),
  name: z.string().nullable(),
  type: z.string(),
  trouble: z.enum(['refused', 'circuit-open', 'rate-limited']),
  reason: z.string().nullable(),
})
export type TroubledChannel = z.infer<typeof troubledChannelSchema>

const workspaceRowSchema = z.object({
  workspace: workspaceSchema,
  waiting: z.number().int(),
  oldestWaitingMs: z.number().nullable(),
  outbox: z.number().int(),
  channelsInTrouble: z.number().int(),
  /** The last five minutes. */
  turnsPerMinute: z.number(),
  failures: z.number().int(),
  model: latencySchema,
  send: latencySchema,
})
export type WorkspaceRow = z.infer<typeof workspaceRowSchema>

const processSchema = z.object({
  id: idSchema,
  roles: z.array(z.string()),
  version: z.string(),
  host: z.string(),
  pid: z.number().int(),
  startedAt: timeSchema,
  seenAt: timeSchema,
  /** Heard from within the last 15 s. */
  alive: z.boolean(),
  memoryBytes: z.number().nullable(),
  /** The 99th percentile of how late the event loop was, and how long the database took for its last word. */
  lagMs: z.number().nullable(),
  databaseMs: z.number().nullable(),
  liveStreams: z.number().int(),
  circuitsOpen: z.number().int(),
  diskFreeBytes: z.number().nullable(),
  diskTotalBytes: z.number().nullable(),
})
export type ProcessRow = z.infer<typeof processSchema>

/** What only operators see: the installation's own state. */
const installationSchema = z.object({
  jobs: z.object({
    ready: z.number().int(),
    running: z.number().int(),
    retrying: z.number().int(),
    /** Given up for good, and how many of them in the last hour. */
    failed: z.number().int(),
    failedLately: z.number().int(),
    oldestReadyMs: z.number().nullable(),
  }),
  events: z.object({ queued: z.number().int(), failed: z.number().int(), oldestMs: z.number().nullable() }),
  database: z.object({
    bytes: z.number(),
    connections: z.number().int(),
    mostConnections: z.number().int(),
    /** How long the reading of all this took. */
    readMs: z.number(),
    standbys: z.object({ areWanted: z.boolean(), connected: z.number().int(), synchronous: z.number().int().nullable() }),
  }),
  liveStreams: z.number().int(),
  processes: z.array(processSchema),
  /** Those with most to do, at most 100. */
  workspaces: z.array(workspaceRowSchema),
  workspaceCount: z.number().int(),
})

/** `GET /api/v1/operations` for operators, `GET /api/v1/operations/workspace` for admins of one workspace. */
export const operationsSchema = z.object({
  at: timeSchema,
  alarms: z.array(alarmSchema),
  now: nowSchema,
  channels: z.array(troubledChannelSchema),
  /** The last hour, oldest first, one point each `stepSeconds`. */
  stepSeconds: z.number().int(),
  series: z.array(operationsPointSchema),
  /** Null: the workspace's own numbers only. */
  installation: installationSchema.nullable(),
})
export type Operations = z.infer<typeof operationsSchema>
