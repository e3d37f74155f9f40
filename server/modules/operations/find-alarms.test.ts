import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { alarmNames } from '../../../contract/operations.ts'
import { newId } from '../../platform/ids.ts'
import { timeBounds } from '../../platform/tallies.ts'
import { type FoundAlarm, findAlarms } from './find-alarms.ts'
import { groupAlarms } from './group-alarms.ts'
import { sayAlarm } from './say-alarm.ts'
import {
  emptyQueues,
  emptySnapshot,
  installationId,
  type ProcessFacts,
  type ProcessState,
  type QueueState,
  type Snapshot,
} from './snapshot.ts'
import { keyOf } from './watch-alarms.ts'

const shop = newId()
const other = newId()
const minute = 60_000
const gigabyte = 1024 ** 3

function processOf(facts: Partial<ProcessFacts> = {}, change: Partial<ProcessState> = {}): ProcessState {
  const now = new Date()
  const about = { id: newId(), roles: ['web', 'worker'], version: '1', host: 'here', pid: 7, startedAt: now, seenAt: now, alive: true }
  return {
    ...about,
    facts: { memoryBytes: 200e6, lagMs: 3, databaseMs: 4, diskFreeBytes: 50 * gigabyte, diskTotalBytes: 100 * gigabyte, ...facts },
    ...change,
  }
}

/** A sound installation with the change given. */
function snapshotWith(change: Partial<Snapshot> = {}): Snapshot {
  return { ...emptySnapshot(Date.now(), null), processes: [processOf()], ...change }
}

function queuesWith(change: Partial<QueueState>, workspaceId = shop): Snapshot['queues'] {
  return new Map([[workspaceId, { ...emptyQueues(), ...change }]])
}

function timesAt(ms: number): number[] {
  return timeBounds.map((bound) => (bound === ms ? 10 : 0)).concat(0)
}

const database = emptySnapshot(0, null).database
const jobs = emptySnapshot(0, null).jobs
const trouble = { workspaceId: shop, id: newId(), name: 'Shop', type: 'webchat', reason: null }
const models = (failed: number, answered: number) =>
  new Map([[shop, { counts: { 'models.failed': failed, 'models.answered': answered }, times: {} }]])

/** Each alarm with the snapshot that raises it, and one as near to it as can be that does not. */
const cases: [name: FoundAlarm['name'], severity: FoundAlarm['severity'], raises: Snapshot, doesNot: Snapshot][] = [
  ['database-away', 'critical', emptySnapshot(0, 6_000), emptySnapshot(0, 2_000)],
  ['database-busy', 'warning', snapshotWith({ staleMs: 21_000 }), snapshotWith({ staleMs: 9_000 })],
  [
    'standby-missing',
    'critical',
    snapshotWith({ database: { ...database, standbysWanted: true, standbys: 1, synchronousStandbys: 0 } }),
    snapshotWith({ database: { ...database, standbysWanted: true, standbys: 1, synchronousStandbys: null } }),
  ],
  [
    'disk-nearly-full',
    'critical',
    snapshotWith({ processes: [processOf({ diskFreeBytes: 0.3 * gigabyte })] }),
    snapshotWith({ processes: [processOf({ diskFreeBytes: 6 * gigabyte })] }),
  ],
  [
    'disk-nearly-full',
    'warning',
    snapshotWith({ processes: [processOf({ diskFreeBytes: 40 * gigabyte, diskTotalBytes: 1_000 * gigabyte })] }),
    snapshotWith({ processes: [processOf({ diskFreeBytes: null })] }),
  ],
  ['no-worker', 'critical', snapshotWith({ processes: [processOf({}, { roles: ['web'] })] }), snapshotWith({ processes: [] })],
  [
    'no-worker',
    'critical',
    snapshotWith({ processes: [processOf({}, { roles: ['web'] }), processOf({}, { alive: false })] }),
    snapshotWith(),
  ],
  [
    'replies-late',
    'warning',
    snapshotWith({ queues: queuesWith({ waiting: 3, oldestWaitingMs: 2 * minute }) }),
    snapshotWith({ queues: queuesWith({ waiting: 900, oldestWaitingMs: 50_000 }) }),
  ],
  ['replies-late', 'critical', snapshotWith({ queues: queuesWith({ answering: 1, oldestWaitingMs: 9 * minute }) }), snapshotWith()],
  [
    'outbox-stuck',
    'warning',
    snapshotWith({ queues: queuesWith({ queued: 4, outboxOldestMs: 3 * minute }) }),
    snapshotWith({ queues: queuesWith({ bulk: 90_000, outboxOldestMs: minute }) }),
  ],
  [
    'held-back',
    'warning',
    snapshotWith({ recent: new Map([[shop, { counts: { 'events.held-back': 900 }, times: {} }]]) }),
    snapshotWith({ recent: new Map([[shop, { counts: { 'events.held-back': 9 }, times: {} }]]) }),
  ],
  [
    'channel-refused',
    'warning',
    snapshotWith({ troubles: [{ ...trouble, trouble: 'refused' }] }),
    snapshotWith({ troubles: [{ ...trouble, trouble: 'rate-limited' }] }),
  ],
  ['channel-circuit-open', 'warning', snapshotWith({ troubles: [{ ...trouble, trouble: 'circuit-open' }] }), snapshotWith()],
  ['model-failing', 'critical', snapshotWith({ recent: models(6, 6) }), snapshotWith({ recent: models(6, 20) })],
  ['model-failing', 'critical', snapshotWith({ recent: models(5, 0) }), snapshotWith({ recent: models(4, 0) })],
  [
    'jobs-failing',
    'warning',
    snapshotWith({ jobs: { ...jobs, failed: 9, failedLately: 2, failedNames: ['knowledge.read'] } }),
    snapshotWith({ jobs: { ...jobs, failed: 9 } }),
  ],
  [
    'background-late',
    'warning',
    snapshotWith({ events: { queued: 3, failed: 0, oldestMs: 6 * minute } }),
    snapshotWith({ jobs: { ...jobs, ready: 5_000, oldestReadyMs: minute } }),
  ],
  [
    'processor-busy',
    'warning',
    snapshotWith({ processes: [processOf(), processOf({ lagMs: 400 })] }),
    snapshotWith({ processes: [processOf({ lagMs: 90 })] }),
  ],
  [
    'memory-high',
    'warning',
    snapshotWith({ processes: [processOf({ memoryBytes: 950e6, memoryLimitBytes: 1e9 })] }),
    snapshotWith({ processes: [processOf({ memoryBytes: 950e6, memoryLimitBytes: null })] }),
  ],
]

test('the rules for Prometheus and the documentation name the alarms that there are', () => {
  const docs = path.join(import.meta.dirname, '..', '..', '..', 'docs')
  const rules = readFileSync(path.join(docs, 'prometheus-alerts.yml'), 'utf8')
  const named = [...rules.matchAll(/alert: (\S+)\n\s+expr: .*parley_alarm\{name="(\S+)"\}/g)].map(([, alert, name]) => [alert, name])
  expect(named).toEqual(alarmNames.map((name) => [name, name]))
  const text = readFileSync(path.join(docs, 'operations.md'), 'utf8')
  expect(alarmNames.filter((name) => !text.includes(`| \`${name}\` |`))).toEqual([])
})

test('every alarm is tried', () => {
  expect(new Set(cases.map(([name]) => name))).toEqual(new Set(alarmNames))
})

test.each(cases)('%s (%s) is raised when it should be, and only then', (name, severity, raises, doesNot) => {
  const found = findAlarms(raises)
  expect(found).toEqual([expect.objectContaining({ name, severity })])
  const { what, todo } = sayAlarm(found[0] as FoundAlarm)
  expect(`${what} ${todo}`).not.toMatch(/undefined|NaN|null/)
  expect(findAlarms(doesNot)).toEqual([])
})

test('without the database nothing but that is said', () => {
  expect(
    findAlarms({ ...snapshotWith({ troubles: [{ ...trouble, trouble: 'refused' }] }), databaseAwayMs: 60_000 }).map(({ name }) => name),
  ).toEqual(['database-away'])
})

test('a database that is merely busy hides nothing of what was seen last', () => {
  const queues = queuesWith({ waiting: 1, oldestWaitingMs: 3 * minute })
  expect(findAlarms(snapshotWith({ queues, staleMs: 60_000 })).map(({ name }) => name)).toEqual(['database-busy', 'replies-late'])
})

describe('late replies name their reason', () => {
  const late = queuesWith({ waiting: 1, oldestWaitingMs: 3 * minute })
  test.each<[FoundAlarm['reason'], Partial<Snapshot>]>([
    ['worker', { processes: [processOf({}, { roles: ['web'] })] }],
    ['database', { processes: [processOf({ databaseMs: 900 })] }],
    // A process without time for itself waits for every answer: that tells nothing of the database.
    ['processor', { processes: [processOf({ databaseMs: 900, lagMs: 900 })] }],
    ['model', { recent: models(2, 1) }],
    ['model', { recent: new Map([[shop, { counts: { 'models.answered': 10 }, times: { model: timesAt(30_000) } }]]) }],
    ['error', { recent: new Map([[shop, { counts: { 'turns.failed': 1 }, times: {} }]]) }],
    ['load', {}],
  ])('%s', (reason, change) => {
    const alarm = findAlarms(snapshotWith({ queues: late, ...change })).find(({ name }) => name === 'replies-late')
    expect(alarm?.reason).toBe(reason)
  })
})

describe('messages that wait to be sent name their reason', () => {
  const stuck = queuesWith({ queued: 1, outboxOldestMs: 3 * minute })
  test.each<[FoundAlarm['reason'], Partial<Snapshot>]>([
    ['worker', { processes: [processOf({}, { roles: ['web'] })] }],
    ['credentials', { troubles: [{ ...trouble, trouble: 'refused' }] }],
    ['circuit', { troubles: [{ ...trouble, trouble: 'circuit-open' }] }],
    ['rate', { troubles: [{ ...trouble, trouble: 'rate-limited' }] }],
    ['provider', { troubles: [{ ...trouble, workspaceId: other, trouble: 'refused' }] }],
  ])('%s', (reason, change) => {
    const alarm = findAlarms(snapshotWith({ queues: stuck, ...change })).find(({ name }) => name === 'outbox-stuck')
    expect(alarm?.reason).toBe(reason)
  })
})

test('what concerns many workspaces is one alarm with the words of the worst; the critical ones come first', () => {
  const late = (workspaceId: string, oldestMs: number): FoundAlarm => ({
    name: 'replies-late',
    severity: oldestMs > 5 * minute ? 'critical' : 'warning',
    workspaceId,
    reason: 'load',
    values: { oldestMs, count: 1 },
  })
  const jobsAlarm: FoundAlarm = {
    name: 'jobs-failing',
    severity: 'warning',
    workspaceId: installationId,
    reason: null,
    values: { count: 1, names: 'x' },
  }
  const found = [jobsAlarm, late(shop, 2 * minute), late(other, 8 * minute)]
  const beginnings = new Map([[keyOf(late(shop, 0)), new Date(1_000)]])
  const names = new Map([
    [shop, 'Teal'],
    [other, 'Amber'],
  ])
  const alarms = groupAlarms(found, beginnings, names, new Date(5_000))
  expect(alarms.map(({ name, severity, workspaceCount }) => [name, severity, workspaceCount])).toEqual([
    ['replies-late', 'critical', 2],
    ['jobs-failing', 'warning', 0],
  ])
  expect(alarms[0]).toMatchObject({
    since: new Date(1_000).toISOString(),
    workspaces: [{ name: 'Amber' }, { name: 'Teal' }],
    values: { oldestMs: 8 * minute },
  })
})
