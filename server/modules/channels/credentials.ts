import type { Tx } from '../../platform/db.ts'
import type { Deps } from '../../platform/module.ts'
import type { ChannelRow } from './queries.ts'

const place = (channelId: string) => ({ table: 'channels', column: 'credentials', row: channelId })

export function sealCredentials(
  { secrets }: Pick<Deps, 'secrets'>,
  tx: Tx,
  workspaceId: string,
  channelId: string,
  credentials: unknown,
): Promise<string> {
  return secrets.seal(tx, workspaceId, place(channelId), JSON.stringify(credentials))
}

/** @returns an empty object where none are stored */
export async function openCredentials({ db, secrets }: Pick<Deps, 'db' | 'secrets'>, row: ChannelRow): Promise<Record<string, unknown>> {
  const sealed = row.credentials
  if (sealed === null) return {}
  const text = await db.withWorkspace(row.workspace_id, (tx) => secrets.open(tx, row.workspace_id, place(row.id), sealed))
  return JSON.parse(text) as Record<string, unknown>
}
