import type { Deps } from '../../platform/module.ts'
import { addMeasures, type Measures } from '../../platform/tallies.ts'
import { insertSamples, type NewSample } from './queries-samples.ts'
import { installationId, type Snapshot, sumQueues } from './snapshot.ts'

export interface SampleWriter {
  /** Writes what was measured since the last time: the installation's sum always, workspaces only `withWorkspaces` (they are many). */
  flush(withWorkspaces: boolean): Promise<void>
}

/** Carries this process's tallies from memory into the table. What cannot be written now is kept for the next time. */
export function createSampleWriter(deps: Pick<Deps, 'db' | 'metrics' | 'clock'>, processId: string): SampleWriter {
  let total: Measures = { counts: {}, times: {} }
  let byWorkspace = new Map<string, Measures>()

  return {
    flush: async (withWorkspaces) => {
      for (const [workspaceId, measures] of deps.metrics.tallies.take()) {
        addMeasures(total, measures)
        byWorkspace.set(workspaceId, addMeasures(byWorkspace.get(workspaceId) ?? { counts: {}, times: {} }, measures))
      }
      const samples: NewSample[] = []
      const sum = total
      if (Object.keys(sum.counts).length + Object.keys(sum.times).length > 0) {
        samples.push({ workspaceId: installationId, processId, sample: { measures: sum } })
      }
      const workspaces = byWorkspace
      if (withWorkspaces) for (const [workspaceId, measures] of workspaces) samples.push({ workspaceId, processId, sample: { measures } })
      // Taken away before the writing, put back if it fails: what is measured meanwhile must not be lost either.
      total = { counts: {}, times: {} }
      if (withWorkspaces) byWorkspace = new Map()
      try {
        await insertSamples(deps.db.spine, deps.clock.now(), samples)
      } catch (error) {
        addMeasures(total, sum)
        if (withWorkspaces) {
          for (const [workspaceId, measures] of workspaces)
            byWorkspace.set(workspaceId, addMeasures(byWorkspace.get(workspaceId) ?? { counts: {}, times: {} }, measures))
        }
        throw error
      }
    },
  }
}

/** How the queues stand, for the charts: written by one process only. */
export async function writeQueues(deps: Pick<Deps, 'db' | 'clock'>, snapshot: Snapshot, withWorkspaces: boolean): Promise<void> {
  const all = sumQueues(snapshot.queues.values())
  const shown = [[installationId, all] as const, ...(withWorkspaces ? snapshot.queues : [])]
  const samples = shown.map(([workspaceId, { waiting, answering, oldestWaitingMs, queued, calling, proving }]) => ({
    workspaceId,
    processId: installationId,
    sample: { queues: { waiting: waiting + answering, oldestWaitingMs, outbox: queued + calling + proving } },
  }))
  await insertSamples(deps.db.spine, deps.clock.now(), samples)
}
