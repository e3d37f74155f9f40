import { percent } from './check/excuses.ts'
import type { CheckResult, Promised } from './check/violation.ts'
import { promises } from './check/violation.ts'
import type { History } from './history.ts'
import type { Installation } from './installation/installation.ts'
import type { ChaosOptions } from './options.ts'
import type { Model } from './stand-ins/model.ts'

export interface Summary {
  seed: number
  topology: string
  broken: string | null
  minutes: number
  /** Ended by Ctrl-C before all was written. */
  cutShort: boolean
  messages: number
  webhookDeliveries: number
  sends: number
  /** Those that were asked for before everything was mended: of the others no provider failed any. */
  sendsUnderFire: number
  statuses: number
  modelCalls: number
  kills: number
  /** Ended by themselves after SIGTERM. */
  stops: number
  /** Ended by themselves, before they were ready or after. */
  deaths: number
  failpoints: Record<string, number>
  databaseKills: number
  databaseStops: number
  diskFull: number
  answers: Record<string, number>
  actions: Record<string, number>
  refusals: { status: number; body: string }[]
  checked: Record<string, number>
  excused: CheckResult['excused']
  violations: Record<Promised, number>
}

interface Input {
  options: ChaosOptions
  isCutShort: boolean
  topology: string
  history: History
  result: CheckResult
  installation: Installation
  model: Model
  refusals: { status: number; body: string }[]
}

export function summarise({ options, isCutShort, topology, history, result, installation, model, refusals }: Input): Summary {
  const incidents = (kind: string) => history.incidents.filter((incident) => incident.kind === kind).length
  const messages = [...history.messages.values()]
  return {
    seed: options.seed,
    topology,
    broken: options.breaks,
    minutes: options.minutes,
    cutShort: isCutShort,
    messages: messages.length,
    webhookDeliveries: messages.reduce((sum, message) => sum + message.deliveries, 0),
    sends: history.sends.length,
    sendsUnderFire: sendsUnderFire(history),
    statuses: history.statuses.length,
    modelCalls: model.calls,
    kills: incidents('process-killed'),
    stops: incidents('process-stopped'),
    deaths: incidents('process-died'),
    failpoints: Object.fromEntries(installation.kills.failpoints),
    databaseKills: incidents('database-killed'),
    databaseStops: incidents('database-stopped'),
    diskFull: incidents('disk-full'),
    answers: tally(history.sends.map((send) => send.answer)),
    actions: tally(history.actions.filter((action) => action.confirmedAt !== null).map((action) => action.kind)),
    refusals: refusals.slice(0, 10),
    checked: result.counts,
    excused: result.excused,
    violations: Object.fromEntries(
      promises.map((promise) => [promise, result.violations.filter((violation) => violation.promise === promise).length]),
    ) as Record<Promised, number>,
  }
}

/** Exported for its test. */
export function sendsUnderFire({ sends, incidents }: Pick<History, 'sends' | 'incidents'>): number {
  const healedAt = incidents.find(({ kind }) => kind === 'healed')?.at ?? Number.POSITIVE_INFINITY
  return sends.filter(({ at }) => at < healedAt).length
}

export function inOneLine(summary: Summary): string {
  const broken = Object.entries(summary.violations).filter(([, times]) => times > 0)
  const verdict = broken.length === 0 ? 'every promise kept' : broken.map(([promise, times]) => `${promise} broken ${times}×`).join(', ')
  return `chaos seed ${summary.seed} (${summary.topology}${summary.cutShort ? ', cut short' : ''}): ${summary.messages} messages, ${summary.sends} sends, ${summary.kills} kills, ${summary.databaseKills} of the database, ${summary.stops} stops: ${verdict}`
}

/** Of a run in which less was sent while things were broken, that nothing was found proves little. */
const saysLittleBelow = 0.1

/** Each kind of excuse, one a line; and whether it was a run at all. */
export function excusedLines({ excused, sends, sendsUnderFire }: Pick<Summary, 'excused' | 'sends' | 'sendsUnderFire'>): string[] {
  const lines = excused.map(({ name, times, share, most }) => `excused ${times}× (${percent(share)}, at most ${percent(most)}): ${name}`)
  const little = sends > 0 && sendsUnderFire < sends * saysLittleBelow
  return little ? [...lines, `says little: only ${sendsUnderFire} of ${sends} sends were asked for before everything was mended`] : lines
}

function tally(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
