import { readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import type { Config } from '../../platform/config.ts'
import type { Database } from '../../platform/db.ts'
import { silentAfterSeconds } from './queries-installation.ts'
import type { ProcessFacts } from './snapshot.ts'

export interface Beat {
  /** Of all living processes this one is the oldest: it does what only one has to do. */
  isFirst: boolean
}

const packageFile = path.join(import.meta.dirname, '..', '..', '..', 'package.json')
const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }

/** Says that this process lives and how it is. Crosses workspaces: a process belongs to none. */
export async function beat(
  db: Database,
  config: Pick<Config, 'roles'>,
  processId: string,
  startedAt: Date,
  facts: ProcessFacts,
): Promise<Beat> {
  const { rows } = await sql<{ first: string | null }>`
    with self as (
      insert into operation_processes (id, roles, version, host, pid, started_at, seen_at, facts)
      values (${processId}, ${[...config.roles]}, ${version}, ${os.hostname()}, ${process.pid}, ${startedAt}, now(), ${JSON.stringify(facts)})
      on conflict (id) do update set seen_at = excluded.seen_at, facts = excluded.facts
    )
    select id as first from operation_processes
    where seen_at > now() - make_interval(secs => ${silentAfterSeconds}) order by id limit 1`.execute(db.spine)
  // The statement does not see its own insert: with nobody before us, we are the first.
  const first = rows[0]?.first ?? processId
  return { isFirst: first >= processId }
}

/** A process that ends in good order is not missed. */
export async function sayGoodbye(db: Database, processId: string): Promise<void> {
  await sql`delete from operation_processes where id = ${processId}`.execute(db.spine)
}
