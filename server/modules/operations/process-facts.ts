import { statfs } from 'node:fs/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Deps } from '../../platform/module.ts'
import { circuitsOf } from '../pipeline/index.ts'
import type { ProcessFacts } from './snapshot.ts'

export interface FactsReader {
  read(): Promise<Omit<ProcessFacts, 'databaseMs'>>
  stop(): void
}

const rememberedBeats = 5
// Each sample wakes the event loop, also of a process that has nothing to do.
const samplesEveryMs = 250

/** What this process knows of itself, cheap enough for every heartbeat. */
export function readFacts(deps: Deps): FactsReader {
  const delay = monitorEventLoopDelay({ resolution: samplesEveryMs })
  delay.enable()
  const lags: number[] = []
  return {
    stop: () => delay.disable(),
    read: async () => {
      // The histogram holds the whole interval between two samples, of which the resolution was wanted.
      lags.push(Math.max(0, delay.percentile(99) / 1e6 - samplesEveryMs))
      delay.reset()
      if (lags.length > rememberedBeats) lags.shift()
      const disk = await statfs(deps.config.dataDir).catch(() => null)
      return {
        memoryBytes: process.memoryUsage.rss(),
        memoryLimitBytes: memoryLimit(),
        lagMs: median(lags),
        liveStreams: await countStreams(deps),
        circuits: circuitsOf(deps).open(),
        diskFreeBytes: disk && disk.bavail * disk.bsize,
        diskTotalBytes: disk && disk.blocks * disk.bsize,
      }
    },
  }
}

/** A container's limit; machines without one answer with more memory than there is. */
function memoryLimit(): number | null {
  const limit = process.constrainedMemory()
  return limit > 0 && limit < 2 ** 50 ? limit : null
}

async function countStreams({ metrics }: Deps): Promise<number> {
  let open = 0
  for (const name of ['parley_live_streams', 'parley_visitor_streams']) {
    const found = await metrics.registry.getSingleMetric(name)?.get()
    open += found?.values.reduce((sum, { value }) => sum + value, 0) ?? 0
  }
  return open
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}
