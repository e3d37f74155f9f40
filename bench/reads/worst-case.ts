import type { Figure } from '../rig/report.ts'
import { at, type CaseTimes } from './cases.ts'

/**
 * The case that takes longest, by its own 95th percentile: among many that are quick, a slow one hides in a percentile of all, and whoever asks for just that
 * asks for it every day. `first`: the same of what each case took when it was asked for the first time, with nothing of it in memory yet.
 */
export function worstCase(label: string, times: readonly CaseTimes[], threshold: number): Figure[] {
  const slowest = (of: (one: CaseTimes) => number) =>
    times.map((one) => ({ name: one.name, ms: of(one) })).toSorted((a, b) => b.ms - a.ms)[0] ?? { name: 'nothing', ms: Number.NaN }
  const [worst, first] = [slowest(({ milliseconds }) => at(milliseconds, 0.95)), slowest(({ firstMs }) => firstMs)]
  return [
    { label: `${label}, the worst case, p95 (${worst.name})`, figure: worst.ms, unit: 'ms', threshold },
    { label: `${label}, asked for the first time, at most (${first.name})`, figure: first.ms, unit: 'ms', threshold: null },
  ]
}
