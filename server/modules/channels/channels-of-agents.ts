import type { Tx } from '../../platform/db.ts'

/** Which channels these agents answer on. */
export async function channelsOfAgents(
  tx: Tx,
  workspaceId: string,
  agentIds: readonly string[],
): Promise<{ id: string; agentId: string }[]> {
  if (agentIds.length === 0) return []
  const rows = await tx
    .selectFrom('channels')
    .select(['id', 'agent_id'])
    .where('workspace_id', '=', workspaceId)
    .where('agent_id', 'in', [...agentIds])
    .orderBy('id')
    .execute()
  return rows.flatMap((row) => (row.agent_id ? [{ id: row.id, agentId: row.agent_id }] : []))
}
