import type { AlarmName, AlarmReason } from '../../../contract/operations.ts'
import type { FoundAlarm } from './find-alarms.ts'

interface Said {
  what: string
  todo: string
  /** Where in the dashboard it is mended. */
  link: string | null
}

type Words = (values: FoundAlarm['values'], reason: AlarmReason | null) => Said

/** An alarm in two sentences: what is wrong, and what a person does about it. */
export function sayAlarm({ name, values, reason }: Pick<FoundAlarm, 'name' | 'values' | 'reason'>): Said {
  return words[name](values, reason)
}

const words: Record<AlarmName, Words> = {
  'database-away': ({ awayMs }) => ({
    what: `The database has not answered for ${duration(awayMs)}.`,
    todo: 'Start PostgreSQL again, or mend the way to it; Parley goes on by itself. npx parley doctor says what is wrong.',
    link: null,
  }),
  'database-busy': ({ ageMs }) => ({
    what: `The database is too busy to be asked how things stand: the last look was ${duration(ageMs)} ago.`,
    todo: 'Everything else here is from then. Look at the database’s load, its disk and long-running statements.',
    link: null,
  }),
  'standby-missing': () => ({
    what: 'PostgreSQL waits for a synchronous standby, and none is connected: nothing can be saved.',
    todo: 'Start the standby again, or take it out of synchronous_standby_names.',
    link: null,
  }),
  'disk-nearly-full': ({ host, freeBytes }) => ({
    what: `Only ${bytes(freeBytes)} are left on the disk of DATA_DIR on ${host}.`,
    todo: 'Make room or enlarge the disk: when it is full, no message can be saved.',
    link: null,
  }),
  'no-worker': () => ({
    what: 'No process with the role worker runs: messages are saved, but nobody answers or sends.',
    todo: 'Start one: ROLES=worker npm start, or a process without ROLES.',
    link: null,
  }),
  'replies-late': ({ oldestMs, count }, reason) => ({
    what: `A customer has waited ${duration(oldestMs)} for a reply; ${count} conversations wait.`,
    todo: lateAdvice[reason ?? 'load'] ?? '',
    link: reason === 'model' ? '/settings/models' : null,
  }),
  'outbox-stuck': ({ oldestMs, count }, reason) => ({
    what: `${count} messages wait to be sent, the oldest for ${duration(oldestMs)}.`,
    todo: stuckAdvice[reason ?? 'provider'] ?? '',
    link: reason === 'worker' ? null : '/channels',
  }),
  'held-back': ({ count }) => ({
    what: `The server is full, and ${count} requests of providers were told to come again in 5 minutes: much more comes in here than elsewhere.`,
    todo: 'Nothing is lost: providers send again. Start another process on this database or give the machine more processors; ask whoever sends that much why.',
    link: null,
  }),
  'channel-refused': ({ count, type }) => ({
    what: `A provider refuses ${count === 1 ? `a channel (${type})` : `${count} channels`}.`,
    todo: 'Open the channel: it says why. Usually its access token has to be renewed there.',
    link: '/channels',
  }),
  'channel-circuit-open': ({ count, type }) => ({
    what: `The provider fails again and again for ${count === 1 ? `a channel (${type})` : `${count} channels`}; sending pauses.`,
    todo: 'Look at the provider’s status page. Of what waits to be sent one message tries again every 15 seconds; nothing is lost.',
    link: '/channels',
  }),
  'model-failing': ({ failed, calls }) => ({
    what: `${failed} of the last ${calls} calls of the model failed.`,
    todo: 'Check the key, the balance and the status page of the model provider; until then conversations are handed to people.',
    link: '/settings/models',
  }),
  'jobs-failing': ({ count, names }) => ({
    what: `${count} background jobs were given up in the last hour: ${names}.`,
    todo: 'Search the log for “job failed”: it says why. What was given up is not tried again by itself.',
    link: null,
  }),
  'background-late': ({ oldestMs }) => ({
    what: `Background work has waited for ${duration(oldestMs)}.`,
    todo: 'Look whether a worker runs and its log for “job failed”; start another worker if there is simply much to do.',
    link: null,
  }),
  'processor-busy': ({ process, lagMs }) => ({
    what: `The process ${process} answers ${duration(lagMs)} late: its processor is too busy.`,
    todo: 'Start another process on this database, or give the machine more processors.',
    link: null,
  }),
  'memory-high': ({ process, usedBytes, limitBytes }) => ({
    what: `The process ${process} uses ${bytes(usedBytes)} of memory, more than ${bytes(limitBytes)}.`,
    todo: 'Restart it when it suits: nothing is lost. If it grows again, report it with the time and the version.',
    link: null,
  }),
}

const lateAdvice: Partial<Record<AlarmReason, string>> = {
  worker: 'No worker runs: start one (ROLES=worker npm start, or a process without ROLES).',
  database: 'The database is slow: look at its load, its disk and long-running statements.',
  processor: 'The processor is too busy: start another worker on another machine.',
  model: 'The model fails or is slow: check the provider’s key, balance and status page, or choose another model.',
  error: 'Turns fail: search the log for “turn failed”; it says why.',
  load: 'More comes in than is answered: start another worker process.',
}

const stuckAdvice: Partial<Record<AlarmReason, string>> = {
  worker: 'No worker runs: start one (ROLES=worker npm start, or a process without ROLES).',
  credentials: 'The provider refuses a channel: open it and renew its access.',
  circuit: 'The provider fails: look at its status page. Sending goes on by itself.',
  rate: 'The provider allows no faster sending: wait, or raise the account’s limit there.',
  provider: 'The provider is slow or answers errors: look at its status page and at the channel’s journal.',
}

function duration(ms: string | number | undefined): string {
  const seconds = Number(ms) / 1000
  if (seconds < 1) return `${Math.round(Number(ms))} ms`
  if (seconds < 120) return `${Math.round(seconds)} s`
  return seconds < 7200 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`
}

function bytes(size: string | number | undefined): string {
  const megabytes = Number(size) / 1e6
  return megabytes < 1000 ? `${Math.round(megabytes)} MB` : `${(megabytes / 1000).toFixed(1)} GB`
}
