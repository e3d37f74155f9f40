import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../platform/db.ts'
import type { Deps } from '../../platform/module.ts'
import type { FoundAlarm } from './find-alarms.ts'
import { sayAlarm } from './say-alarm.ts'

/** The one key of an alarm and its subject. */
export function keyOf({ name, workspaceId }: Pick<FoundAlarm, 'name' | 'workspaceId'>): string {
  return `${name} ${workspaceId}`
}

/**
 * Writes down which alarms began and which ended, and says each once in the log. The table decides what is new, so that of several processes that look at
 * the same moment only one says it. Crosses workspaces: names of alarms only.
 */
export async function recordAlarms(deps: Pick<Deps, 'db' | 'log'>, found: readonly FoundAlarm[]): Promise<void> {
  const began = await sql<{ workspace_id: string; id: string }>`
    insert into operation_alarms (workspace_id, id, began_at)
    select i.workspace_id, i.id, now() from unnest(${found.map((one) => one.workspaceId)}::uuid[], ${found.map((one) => one.name)}::text[]) as i(workspace_id, id)
    on conflict do nothing returning workspace_id, id`.execute(deps.db.spine)
  const isNew = new Set(began.rows.map((row) => keyOf({ name: row.id as FoundAlarm['name'], workspaceId: row.workspace_id })))
  for (const alarm of found.filter((one) => isNew.has(keyOf(one)))) {
    const { what, todo } = sayAlarm(alarm)
    const { name, severity, workspaceId, reason } = alarm
    deps.log[severity === 'critical' ? 'error' : 'warn']({ alarm: name, severity, workspaceId, reason, what, todo }, 'alarm began')
  }
  const ended = await sql<{ workspace_id: string; id: string; began_at: Date }>`
    delete from operation_alarms a where not exists (
      select from unnest(${found.map((one) => one.workspaceId)}::uuid[], ${found.map((one) => one.name)}::text[]) as i(workspace_id, id)
      where i.workspace_id = a.workspace_id and i.id = a.id
    ) returning workspace_id, id, began_at`.execute(deps.db.spine)
  for (const { id, workspace_id: workspaceId, began_at: since } of ended.rows)
    deps.log.info({ alarm: id, workspaceId, since }, 'alarm ended')
}

/** Since when each alarm has been there; one that nobody wrote down yet is not in it. */
export async function readBeginnings(db: Kysely<Tables>): Promise<Map<string, Date>> {
  const { rows } = await sql<{
    workspace_id: string
    id: string
    began_at: Date
  }>`select workspace_id, id, began_at from operation_alarms`.execute(db)
  return new Map(rows.map((row) => [keyOf({ name: row.id as FoundAlarm['name'], workspaceId: row.workspace_id }), row.began_at]))
}
