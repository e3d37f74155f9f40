import type { Promised } from '../check/violation.ts'
import type { TopologyName } from '../installation/topologies.ts'

/** One place in the source at which a promise is broken on purpose, and the run in which that has to show. */
export interface BrokenBuild {
  name: string
  promise: Promised
  /** What the checker has to say of it: another violation of the same promise proves nothing about this mistake. */
  expects: RegExp
  /** What a reader of the source would say of it. */
  mistake: string
  changes: { file: string; from: string | RegExp; to: string }[]
  run?: {
    topology?: TopologyName
    failpoint?: string
    kills?: number
    stops?: number
    customers?: number
    minutes?: number
    faults?: number
    slowStatuses?: number
  }
}
