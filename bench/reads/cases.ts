import type { ApiClient } from './api-client.ts'

export interface Case {
  name: string
  /** Asked again and again: `turn` lets it ask for something else each time. */
  path: (turn: number) => string
}

export interface CaseTimes {
  name: string
  /** The very first time, before the warm-up. */
  firstMs: number
  milliseconds: number[]
}

/** A server that has just started runs half-compiled code: nobody reads the inbox of one for longer than a moment. */
const warmUpRounds = 25

/** Asks all cases in turn, so that what disturbs the machine disturbs them alike. The first rounds warm up and do not count. */
export async function askCases(client: ApiClient, cases: readonly Case[], rounds: number): Promise<CaseTimes[]> {
  const times = cases.map(({ name }): CaseTimes => ({ name, firstMs: Number.NaN, milliseconds: [] }))
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    for (const [index, { path }] of cases.entries()) {
      const { ms } = await client.get(path(round + warmUpRounds))
      const known = times[index]
      if (known && round >= 0) known.milliseconds.push(ms)
      else if (known && round === -warmUpRounds) known.firstMs = ms
    }
  }
  return times
}

export function at(milliseconds: readonly number[], share: number): number {
  const sorted = milliseconds.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function printCases(times: readonly CaseTimes[]): void {
  console.log(`${''.padEnd(44)}    p50    p95    p99    max  (ms)`)
  for (const { name, milliseconds } of times) {
    const figures = [0.5, 0.95, 0.99, 1].map((share) => at(milliseconds, share).toFixed(1).padStart(6))
    console.log(`${name.padEnd(44)} ${figures.join(' ')}`)
  }
}
