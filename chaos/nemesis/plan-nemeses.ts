import type { Failpoint } from '../../server/platform/failpoints.ts'
import type { PlannedProcess } from '../installation/topologies.ts'
import type { Random } from '../random.ts'

export type Nemesis =
  /** kill -9 of a process; with a fail-point, its next life ends there. */
  | { kind: 'kill'; atMs: number; process: string; failpoint: string | null }
  /** SIGTERM, as at every update of an installation; then it is started again. */
  | { kind: 'stop'; atMs: number; process: string }
  | { kind: 'kill-database'; atMs: number }
  | { kind: 'freeze-database'; atMs: number; forMs: number }
  | { kind: 'fill-disk'; atMs: number; forMs: number }

const receiving: readonly Failpoint[] = ['receive-before-commit', 'receive-after-commit']
const working: readonly Failpoint[] = [
  'turn-after-claim',
  'turn-during-answer',
  'turn-before-finish',
  'turn-after-finish',
  'deliver-before-call',
  'deliver-after-call',
  'deliver-after-part',
  'deliver-after-receipt',
]

interface Wish {
  processes: readonly PlannedProcess[]
  durationMs: number
  /** Ends of processes in all: those that are killed and those that end at a fail-point. */
  kills: number
  /** Ends that are asked for politely, beside the kills. */
  stops: number
  databaseKills: number
  /** Only this fail-point, at every kill. */
  failpoint: string | null
  /** How long the database stands still, each time. */
  freezesMs: readonly number[]
  /** How long the disk is full; 0: never. */
  diskFullMs: number
}

/** What is done to the installation, and when. Every fail-point that a process of the topology can meet has its turn. */
export function planNemeses(random: Random, wish: Wish): Nemesis[] {
  const { processes, durationMs } = wish
  const plan: Nemesis[] = []
  const moment = (roomMs = 0): number => random.between(2_000, Math.max(2_000, durationMs - roomMs - 2_000))
  const places = { web: [...random.shuffled(receiving)], worker: [...random.shuffled(working)] }
  let left = wish.kills
  const step = durationMs / Math.max(1, wish.kills * 0.7)
  for (let atMs = step / 2; left > 0; atMs += step * (0.6 + 0.8 * random.next())) {
    const process = random.pick(wish.failpoint === null ? processes : processes.filter((one) => canMeet(one, wish.failpoint ?? '')))
    const armed = left > 1 && (wish.failpoint !== null || random.chance(0.45))
    plan.push({
      kind: 'kill',
      atMs: Math.min(atMs, durationMs - 500),
      process: process.name,
      failpoint: armed ? (wish.failpoint ?? nextPlace(random, places, process)) : null,
    })
    left -= armed ? 2 : 1
  }
  for (let count = 0; count < wish.databaseKills; count += 1) plan.push({ kind: 'kill-database', atMs: moment() })
  for (const forMs of wish.freezesMs) plan.push({ kind: 'freeze-database', atMs: moment(forMs), forMs })
  if (wish.diskFullMs > 0) plan.push({ kind: 'fill-disk', atMs: moment(wish.diskFullMs), forMs: wish.diskFullMs })
  for (let count = 0; count < wish.stops; count += 1) plan.push({ kind: 'stop', atMs: moment(), process: random.pick(processes).name })
  return plan.sort((a, b) => a.atMs - b.atMs)
}

/** Receiving happens in web processes, everything else in workers. */
function canMeet({ roles }: PlannedProcess, failpoint: string): boolean {
  return roles.includes(failpoint.startsWith('receive') ? 'web' : 'worker')
}

/** Round and round, so that rare places are not left to luck; passed a few times before it strikes. */
function nextPlace(random: Random, places: { web: Failpoint[]; worker: Failpoint[] }, { roles }: PlannedProcess): string {
  const kind = roles === 'web' ? 'web' : roles === 'worker' ? 'worker' : random.pick(['web', 'worker', 'worker', 'worker'] as const)
  const place = places[kind].shift() as Failpoint
  places[kind].push(place)
  // Few answers come in parts.
  return `${place}:${random.between(1, place === 'deliver-after-part' ? 2 : 25)}`
}
