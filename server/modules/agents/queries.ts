import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import type { AgentRunTable, AgentTable, ModelProviderTable, StoredSettings } from './tables.ts'

export type AgentRow = Selectable<AgentTable>
export type ModelProviderRow = Selectable<ModelProviderTable>
export type AgentRunRow = Selectable<AgentRunTable>

export async function findAgent(tx: Tx, workspaceId: string, id: string): Promise<AgentRow | undefined> {
  return tx.selectFrom('agents').selectAll().where('workspace_id', '=', workspaceId).where('id', '=', id).executeTakeFirst()
}

export async function lockAgent(tx: Tx, workspaceId: string, id: string): Promise<AgentRow | undefined> {
  return tx.selectFrom('agents').selectAll().where('workspace_id', '=', workspaceId).where('id', '=', id).forUpdate().executeTakeFirst()
}

/** Newest first. */
export async function listAgents(tx: Tx, workspaceId: string, page: { limit: number; before: string | null }): Promise<AgentRow[]> {
  let query = tx.selectFrom('agents').selectAll().where('workspace_id', '=', workspaceId)
  if (page.before) query = query.where('id', '<', page.before)
  return query.orderBy('id', 'desc').limit(page.limit).execute()
}

export interface WrittenAgent {
  name: string
  mode: AgentRow['mode']
  replyDelayMs: number
  settings: StoredSettings
}

export async function insertAgent(tx: Tx, workspaceId: string, id: string, agent: WrittenAgent): Promise<AgentRow> {
  return tx
    .insertInto('agents')
    .values({
      workspace_id: workspaceId,
      id,
      name: agent.name,
      mode: agent.mode,
      reply_delay_ms: agent.replyDelayMs,
      settings: JSON.stringify(agent.settings),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function updateAgent(tx: Tx, workspaceId: string, id: string, agent: WrittenAgent): Promise<AgentRow> {
  return tx
    .updateTable('agents')
    .set({
      name: agent.name,
      mode: agent.mode,
      reply_delay_ms: agent.replyDelayMs,
      settings: JSON.stringify(agent.settings),
      updated_at: new Date(),
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function deleteAgent(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.deleteFrom('agent_usage').where('workspace_id', '=', workspaceId).where('agent_id', '=', id).execute()
  await tx.deleteFrom('agents').where('workspace_id', '=', workspaceId).where('id', '=', id).execute()
}

export async function findRun(tx: Tx, workspaceId: string, id: string): Promise<AgentRunRow | undefined> {
  return tx.selectFrom('agent_runs').selectAll().where('workspace_id', '=', workspaceId).where('id', '=', id).executeTakeFirst()
}

export async function tokensOfDay(tx: Tx, workspaceId: string, agentId: string, day: string): Promise<number> {
  const { rows } = await sql<{ tokens: number }>`select input_tokens + output_tokens as tokens from agent_usage
    where workspace_id = ${workspaceId} and agent_id = ${agentId} and day = ${day}::date`.execute(tx)
  return rows[0]?.tokens ?? 0
}

export async function listProviders(tx: Tx, workspaceId: string): Promise<ModelProviderRow[]> {
  return tx.selectFrom('model_providers').selectAll().where('workspace_id', '=', workspaceId).orderBy('id').execute()
}

export async function findProvider(tx: Tx, workspaceId: string, id: string): Promise<ModelProviderRow | undefined> {
  return tx.selectFrom('model_providers').selectAll().where('workspace_id', '=', workspaceId).where('id', '=', id).executeTakeFirst()
}

/** At most one provider of a workspace is its default. */
export async function clearDefaultProvider(tx: Tx, workspaceId: string): Promise<void> {
  await tx
    .updateTable('model_providers')
    .set({ is_default: false })
    .where('workspace_id', '=', workspaceId)
    .where('is_default', '=', true)
    .execute()
}

export async function agentsWithProvider(tx: Tx, workspaceId: string, providerId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from agents
    where workspace_id = ${workspaceId} and settings -> 'model' ->> 'providerId' = ${providerId}`.execute(tx)
  return rows[0]?.count ?? 0
}
