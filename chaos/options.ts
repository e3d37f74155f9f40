import { parseArgs } from 'node:util'
import { type TopologyName, topologyNames } from './installation/topologies.ts'

export interface ChaosOptions {
  seed: number
  minutes: number
  messages: number
  kills: number
  /** Processes that are told to stop with SIGTERM and started again, beside the kills. */
  stops: number
  /** Few of them write much each, and are met in the middle of their turns; many write once. */
  customers: number
  topology: TopologyName | null
  /** The long run of docs/chaos.md. */
  long: boolean
  /** Every kill arms this fail-point instead of one after the other. */
  failpoint: string | null
  /** Name of a broken build, or `all`. */
  breaks: string | null
  report: string | null
  /** `parley`: it must bring its database back by itself. */
  databaseCare: 'parley' | 'driver'
  /** Faults of providers and model, as a share of their requests. */
  faults: number
  keep: boolean
  /** Share of messages whose statuses begin only after a dead process's lease, and before the wait for them ends. */
  slowStatuses: number
  /** So long nothing may move before the end is believed. A message in doubt is sent again after a dead process's lease (5 s) and the wait for the provider's word (8 s). */
  quietMs: number
}

export const usage = `npm run chaos -- [options]

  --seed N             what chance decides (1)
  --minutes N          how long customers write (1.5; --long: 60)
  --messages N         how many messages they write (60 a second of it; --long: 520000)
  --kills N            ends of Parley processes, at random and at fail-points (12 a minute; --long: 230)
  --stops N            processes told to stop with SIGTERM, beside the kills (a quarter of them)
  --customers N        how many people write (240; --long: 6000)
  --topology NAME      ${topologyNames.join(', ')} (by the seed; --long: four)
  --failpoint NAME     the place at which armed processes end (each of docs/pipeline.md's in turn)
  --faults SHARE       of the providers' answers that go wrong (0.03)
  --database-care WHO  parley or driver: who brings a killed database back (parley)
  --long               the documented run: an hour and a quarter, four processes, the database gone for five minutes, the disk full
  --break NAMES        builds with one promise broken, which have to be caught; all: each of them
  --report FILE        the summary as JSON
  --keep               leave the data folder and the logs where they are

Ctrl-C ends the writing early and still tells the verdict; once more ends at once.
`

export function readOptions(args: readonly string[]): ChaosOptions | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string', default: '1' },
        minutes: { type: 'string' },
        messages: { type: 'string' },
        kills: { type: 'string' },
        stops: { type: 'string' },
        customers: { type: 'string' },
        topology: { type: 'string' },
        faults: { type: 'string', default: '0.03' },
        'database-care': { type: 'string', default: 'parley' },
        failpoint: { type: 'string' },
        long: { type: 'boolean', default: false },
        break: { type: 'string' },
        report: { type: 'string' },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return usage
    const minutes = number('minutes', values.minutes, values.long ? 60 : 1.5)
    const kills = number('kills', values.kills, values.long ? 230 : Math.round(minutes * 12))
    const topology = oneOf('topology', values.topology, topologyNames)
    return {
      seed: number('seed', values.seed, 1),
      minutes,
      messages: number('messages', values.messages, values.long ? 520_000 : Math.round(minutes * 60 * 60)),
      kills,
      stops: number('stops', values.stops, Math.round(kills / 4)),
      customers: number('customers', values.customers, values.long ? 6_000 : 240),
      // One process that is ended every twelve seconds would hardly be up.
      topology: topology ?? (values.long ? 'four' : null),
      long: values.long,
      failpoint: values.failpoint ?? null,
      breaks: values.break ?? null,
      report: values.report ?? null,
      databaseCare: oneOf('database-care', values['database-care'], ['parley', 'driver'] as const) ?? 'parley',
      faults: number('faults', values.faults, 0.03),
      keep: values.keep,
      slowStatuses: 0.05,
      quietMs: 15_000,
    }
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n\n${usage}`
  }
}

function number(name: string, given: string | undefined, otherwise: number): number {
  if (given === undefined) return otherwise
  const value = Number(given)
  if (!Number.isFinite(value) || value < 0) throw new Error(`--${name} takes a number, not "${given}".`)
  return value
}

function oneOf<T extends string>(name: string, given: string | undefined, known: readonly T[]): T | null {
  if (given === undefined) return null
  const found = known.find((one) => one === given)
  if (!found) throw new Error(`--${name} is one of ${known.join(', ')}, not "${given}".`)
  return found
}
