import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../platform/db.ts'
import type { Measures } from '../../platform/tallies.ts'
import { installationId, recentMinutes } from './snapshot.ts'

/** The queues at a moment, as charts show them. */
export interface QueueSample {
  waiting: number
  oldestWaitingMs: number | null
  outbox: number
}

/** One row holds either what a process measured, or how the queues stood. */
export type Sample = { measures: Partial<Measures> } | { queues: QueueSample }

export interface NewSample {
  workspaceId: string
  processId: string
  sample: Sample
}

export async function insertSamples(db: Kysely<Tables>, at: Date, samples: readonly NewSample[]): Promise<void> {
  if (samples.length === 0) return
  await sql`
    insert into operation_samples (workspace_id, at, process_id, measures)
    select s.workspace_id, ${at}::timestamptz, s.process_id, s.measures
    from unnest(${samples.map((one) => one.workspaceId)}::uuid[], ${samples.map((one) => one.processId)}::uuid[],
      ${samples.map((one) => JSON.stringify(one.sample))}::jsonb[]) as s(workspace_id, process_id, measures)
    on conflict do nothing`.execute(db)
}

export interface SampleRow {
  at: Date
  measures: { measures?: Partial<Measures>; queues?: QueueSample }
}

/** Of one workspace, or of the installation by its nil id; oldest first. */
export async function readSamples(db: Kysely<Tables>, workspaceId: string, since: Date): Promise<SampleRow[]> {
  const { rows } = await sql<SampleRow>`
    select at, measures from operation_samples where workspace_id = ${workspaceId} and at >= ${since} order by at`.execute(db)
  return rows
}

/** What all processes measured in the last minutes, by workspace. Crosses workspaces: numbers only. */
export async function readRecent(db: Kysely<Tables>): Promise<{ workspace_id: string; measures: { measures?: Partial<Measures> } }[]> {
  const { rows } = await sql<{ workspace_id: string; measures: { measures?: Partial<Measures> } }>`
    select workspace_id, measures from operation_samples
    where at > now() - make_interval(mins => ${recentMinutes}) and process_id <> ${installationId}`.execute(db)
  return rows
}

/** The charts show an hour; the second one is for whoever asks the database what happened. */
export async function pruneSamples(db: Kysely<Tables>): Promise<void> {
  await sql`delete from operation_samples where at < now() - interval '2 hours'`.execute(db)
  await sql`delete from operation_processes where seen_at < now() - interval '1 hour'`.execute(db)
}
