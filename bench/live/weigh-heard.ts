/** A message that was sent, by the word by which streams hear of it: when it left, and how many streams have to hear it. */
export type Expected = [key: string, at: number, streams: number]

export interface Heard {
  /** Of each stream that heard of a message, how long that took; and of each that should have and did not: forever. */
  latencies: number[]
  missed: number
  /** Streams that heard what was not for them. */
  byOthers: number
}

/** What was heard beside what was to be heard: a stream that is dead is the slowest of all, not one that does not count. */
export function weighHeard(heard: ReadonlyMap<string, readonly number[]>, expected: readonly Expected[]): Heard {
  const result: Heard = { latencies: [], missed: 0, byOthers: 0 }
  for (const [key, from, streams] of expected) {
    const times = heard.get(key) ?? []
    const missing = Math.max(0, streams - times.length)
    result.latencies.push(...times.map((at) => at - from), ...Array.from({ length: missing }, () => Number.POSITIVE_INFINITY))
    result.missed += missing
    result.byOthers += Math.max(0, times.length - streams)
  }
  return result
}
