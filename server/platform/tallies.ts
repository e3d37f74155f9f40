/**
 * Counts and times per workspace, in memory until somebody takes them away: what a label of a metric must not hold, because workspaces are many and
 * nobody else's business. One array of fixed length a workspace; counting allocates nothing.
 */
export interface Tallies {
  /** Declares a counter once; what comes back adds to it. A name asked for twice is one counter. */
  counter(name: string): (workspaceId: string, by?: number) => void
  /** The same for durations in milliseconds. */
  timing(name: string): (workspaceId: string, ms: number) => void
  /** Everything since the last call, by workspace. */
  take(): Map<string, Measures>
}

/** `count`: events; `times`: how many fell into each of `timeBounds`, the last one beyond them. Nothing that is zero. */
export interface Measures {
  counts: Record<string, number>
  times: Record<string, number[]>
}

/** Upper bounds in milliseconds, some 1.5 times apart: a percentile read from them is right to a fifth. */
export const timeBounds: readonly number[] = [
  1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1_000, 1_500, 2_000, 3_000, 5_000, 7_000, 10_000, 15_000, 20_000,
  30_000, 60_000,
]

// Beyond, what happens in a workspace that has none yet is not told apart until the next taking.
const mostWorkspaces = 20_000

interface Tally {
  counts: Map<string, number>
  times: Map<string, Uint32Array>
}

export function createTallies(): Tallies {
  let tallies = new Map<string, Tally>()

  const of = (workspaceId: string): Tally | null => {
    const known = tallies.get(workspaceId)
    if (known) return known
    if (tallies.size >= mostWorkspaces) return null
    const made: Tally = { counts: new Map(), times: new Map() }
    tallies.set(workspaceId, made)
    return made
  }

  return {
    counter:
      (name) =>
      (workspaceId, by = 1) => {
        const counts = of(workspaceId)?.counts
        counts?.set(name, (counts.get(name) ?? 0) + by)
      },
    timing: (name) => (workspaceId, ms) => {
      const times = of(workspaceId)?.times
      if (!times) return
      let buckets = times.get(name)
      if (!buckets) {
        buckets = new Uint32Array(timeBounds.length + 1)
        times.set(name, buckets)
      }
      const place = placeOf(ms)
      buckets[place] = (buckets[place] ?? 0) + 1
    },
    take: () => {
      const taken = tallies
      tallies = new Map()
      return new Map([...taken].map(([workspaceId, tally]) => [workspaceId, toMeasures(tally)]))
    },
  }
}

function toMeasures({ counts, times }: Tally): Measures {
  return {
    counts: Object.fromEntries(counts),
    times: Object.fromEntries([...times].map(([name, buckets]) => [name, [...buckets]])),
  }
}

/** The first bound that the time does not pass. */
function placeOf(ms: number): number {
  let [low, high] = [0, timeBounds.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (ms <= (timeBounds[middle] as number)) high = middle
    else low = middle + 1
  }
  return low
}

/** Puts both together into the first, which is changed. */
export function addMeasures(sum: Measures, more: Measures): Measures {
  for (const [name, count] of Object.entries(more.counts)) sum.counts[name] = (sum.counts[name] ?? 0) + count
  for (const [name, buckets] of Object.entries(more.times)) {
    const known = sum.times[name]
    if (!known) sum.times[name] = [...buckets]
    else for (const [place, count] of buckets.entries()) known[place] = (known[place] ?? 0) + count
  }
  return sum
}

/**
 * The time in milliseconds that `share` (0 to 1) of the events did not pass, read between the bounds of its bucket; null without events.
 * What is beyond the last bound counts as the bound.
 */
export function percentile(buckets: readonly number[] | undefined, share: number): number | null {
  const total = buckets?.reduce((sum, count) => sum + count, 0) ?? 0
  if (!buckets || total === 0) return null
  let before = 0
  const wanted = share * total
  for (const [place, count] of buckets.entries()) {
    if (count > 0 && before + count >= wanted) {
      const low = timeBounds[place - 1] ?? 0
      const high = timeBounds[place] ?? low
      return low + (high - low) * ((wanted - before) / count)
    }
    before += count
  }
  return timeBounds.at(-1) ?? null
}
