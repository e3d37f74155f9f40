import { sql } from 'kysely'
import { publish } from '../../platform/events.ts'
import type { Deps } from '../../platform/module.ts'
import { type ChannelRow, findChannelsBySetting, updateChannelRow } from './queries.ts'

/** Where a channel's config remembers who allowed the connection, by the provider's id of that person. */
const setting = 'grantedBy'

/**
 * Ends every connection that a person had allowed and does no more; `entirely`: what they gave for it goes too. Crosses workspaces where the installation's own
 * app says so, which names a person and no workspace; an app of one workspace (`within`) ends nothing outside of it, whoever it names.
 * @returns how many there were
 */
export async function forgetGrant(
  deps: Deps,
  types: readonly string[],
  userId: string,
  options: { reason: string; entirely: boolean; within: string | null },
): Promise<number> {
  const found = await Promise.all(types.map((type) => findChannelsBySetting(deps.db, type, setting, userId)))
  const rows = found.flat().filter((row) => options.within === null || row.workspace_id === options.within)
  for (const row of rows) await endConnection(deps, row, options)
  return rows.length
}

async function endConnection(deps: Deps, row: ChannelRow, { reason, entirely }: { reason: string; entirely: boolean }): Promise<void> {
  const { workspace_id: workspaceId, id } = row
  const { [setting]: _who, ...config } = row.config
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const forgotten = entirely ? { credentials: null, config: JSON.stringify(config) } : {}
    const ended = await updateChannelRow(tx, workspaceId, id, { status: 'disconnected', status_reason: reason, ...forgotten })
    if (ended) await publish(tx, workspaceId, 'channel.updated', { channelId: id, status: 'disconnected' })
  })
}

/** What is kept of a request to delete: when it came, when it was done, and how many connections that ended. Of the person nothing. */
export interface Deletion {
  receivedAt: string
  doneAt: string
  connections: number
}

export async function rememberDeletion({ db }: Deps, code: string, deletion: Deletion): Promise<void> {
  // Crosses workspaces: it belongs to none.
  await sql`insert into instance_settings (key, value) values (${`deletion:${code}`}, ${JSON.stringify(deletion)}::jsonb) on conflict (key) do nothing`.execute(
    db.spine,
  )
}

export async function recallDeletion({ db }: Deps, code: string): Promise<Deletion | null> {
  const { rows } = await sql<{ value: Deletion }>`select value from instance_settings where key = ${`deletion:${code}`}`.execute(db.spine)
  return rows[0]?.value ?? null
}

/** That access was taken back by just this request: nothing else of it is kept. Crosses workspaces: it belongs to none. */
export async function rememberWithdrawal({ db }: Deps, code: string): Promise<void> {
  await sql`insert into instance_settings (key, value) values (${`withdrawal:${code}`}, 'true'::jsonb) on conflict (key) do nothing`.execute(
    db.spine,
  )
}

export async function isWithdrawalKnown({ db }: Deps, code: string): Promise<boolean> {
  const { rows } = await sql`select from instance_settings where key = ${`withdrawal:${code}`}`.execute(db.spine)
  return rows.length > 0
}
