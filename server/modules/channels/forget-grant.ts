import { sql } from 'kysely'
import { publish } from '../../platform/events.ts'
import type { Deps } from '../../platform/module.ts'
import { type ChannelRow, findChannelsGrantedBy, updateChannelRow } from './queries.ts'
import { reviewSharers } from './queue-reviews.ts'

/** Where a channel's config remembers who allowed the connection, by the provider's id of that person. */
const setting = 'grantedBy'

export interface Withdrawal {
  reason: string
  /** What they gave for it goes too, also where the connection has ended before. */
  entirely: boolean
  /** Unix milliseconds: what was given later stays, however often the same request comes. */
  askedAt: number
  /** Whose app says so: it ends nothing outside of its workspace, whoever it names. Null: the installation's own. */
  within: string | null
}

/**
 * Ends every connection that a person had allowed. Crosses workspaces where the installation's own app says so, which names a person and no workspace.
 * @returns how many there were
 */
export async function forgetGrant(deps: Deps, types: readonly string[], userId: string, withdrawal: Withdrawal): Promise<number> {
  const { within, entirely, askedAt } = withdrawal
  const rows = (await findChannelsGrantedBy(deps.db, types, userId)).filter(
    (row) =>
      (within === null || row.workspace_id === within) &&
      (entirely || row.status !== 'disconnected') &&
      (row.credentials_at === null || row.credentials_at.getTime() < askedAt),
  )
  for (const row of rows) {
    await endConnection(deps, row, withdrawal)
    await reviewSharers(deps, row)
  }
  return rows.length
}

async function endConnection(deps: Deps, row: ChannelRow, { reason, entirely }: Withdrawal): Promise<void> {
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
