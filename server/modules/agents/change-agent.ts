import type { z } from 'zod'
import type { Agent, newAgentSchema } from '../../../contract/agents.ts'
import type { Tx } from '../../platform/db.ts'
import { publish } from '../../platform/events.ts'
import { newId } from '../../platform/ids.ts'
import type { Access, Deps } from '../../platform/module.ts'
import { channelsOfAgents } from '../channels/index.ts'
import { recordAudit } from '../workspaces/index.ts'
import { fail } from './errors.ts'
import type { ResponderServices } from './knowledge-search.ts'
import { forgetAgents, prepareAgent } from './load-agent.ts'
import { presentAgent } from './present-agent.ts'
import { type AgentRow, deleteAgent, findAgent, findProvider, insertAgent, listAgents, lockAgent, updateAgent } from './queries.ts'
import { type AgentPatch, changeSettings, checkSettings, settingsOf, toWritten } from './settings.ts'

export async function createAgent(
  deps: Deps,
  access: Access,
  services: ResponderServices,
  body: z.output<typeof newAgentSchema>,
): Promise<Agent> {
  checkSettings(body)
  return deps.db.withWorkspace(access.workspaceId, async (tx) => {
    await checkProvider(tx, access.workspaceId, body.model)
    await checkKnowledge(tx, access.workspaceId, services, body.knowledgeIds)
    const row = await insertAgent(tx, access.workspaceId, newId(), toWritten(body))
    await publish(tx, access.workspaceId, 'agent.updated', { agentId: row.id })
    await recordAudit(
      tx,
      access,
      'agent.created',
      target(row),
      body.disclosure.enabled ? {} : { disclosureOffBecause: body.disclosure.reason },
    )
    return present(deps, tx, row)
  })
}

export async function changeAgent(deps: Deps, access: Access, services: ResponderServices, id: string, patch: AgentPatch): Promise<Agent> {
  const changed = await deps.db.withWorkspace(access.workspaceId, async (tx) => {
    const before = await lockAgent(tx, access.workspaceId, id)
    if (!before) throw fail('agent-not-found')
    const current = settingsOf(before)
    const settings = changeSettings(current, patch)
    await checkProvider(tx, access.workspaceId, patch.model)
    // What was deleted since stays in the list and finds nothing: it must not stand in the way of other changes.
    const added = (patch.knowledgeIds ?? []).filter((knowledgeId) => !current.knowledgeIds.includes(knowledgeId))
    await checkKnowledge(tx, access.workspaceId, services, added)
    const row = await updateAgent(tx, access.workspaceId, id, toWritten(settings))
    await publish(tx, access.workspaceId, 'agent.updated', { agentId: id })
    await recordAudit(tx, access, 'agent.changed', target(row), { fields: Object.keys(patch) })
    if (current.disclosure.enabled !== settings.disclosure.enabled) {
      const action = settings.disclosure.enabled ? 'agent.disclosure-switched-on' : 'agent.disclosure-switched-off'
      await recordAudit(tx, access, action, target(row), settings.disclosure.enabled ? {} : { reason: settings.disclosure.reason })
    }
    return present(deps, tx, row)
  })
  forgetAgents(deps)
  return changed
}

/** An agent that still answers on a channel stays: deleting it would silence customers without anybody having decided that. */
export async function removeAgent(deps: Deps, access: Access, id: string): Promise<void> {
  await deps.db.withWorkspace(access.workspaceId, async (tx) => {
    const row = await lockAgent(tx, access.workspaceId, id)
    if (!row) throw fail('agent-not-found')
    const channels = await channelsOfAgents(tx, access.workspaceId, [id])
    if (channels.length > 0) throw fail('agent-in-use')
    await deleteAgent(tx, access.workspaceId, id)
    await publish(tx, access.workspaceId, 'agent.updated', { agentId: id })
    await recordAudit(tx, access, 'agent.deleted', target(row))
  })
  forgetAgents(deps)
}

export async function readAgents(deps: Deps, workspaceId: string, page: { limit: number; before: string | null }): Promise<Agent[]> {
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const rows = await listAgents(tx, workspaceId, page)
    const channels = await channelsOfAgents(
      tx,
      workspaceId,
      rows.map((row) => row.id),
    )
    const presented: Agent[] = []
    for (const row of rows) {
      const agent = await prepareAgent(deps, tx, row, settingsOf(row))
      presented.push(
        presentAgent(
          row,
          agent,
          channels.filter((channel) => channel.agentId === row.id).map((channel) => channel.id),
        ),
      )
    }
    return presented
  })
}

export async function readAgent(deps: Deps, workspaceId: string, id: string): Promise<Agent> {
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const row = await findAgent(tx, workspaceId, id)
    if (!row) throw fail('agent-not-found')
    return present(deps, tx, row)
  })
}

async function present(deps: Deps, tx: Tx, row: AgentRow): Promise<Agent> {
  const channels = await channelsOfAgents(tx, row.workspace_id, [row.id])
  return presentAgent(
    row,
    await prepareAgent(deps, tx, row, settingsOf(row)),
    channels.map((channel) => channel.id),
  )
}

async function checkProvider(tx: Tx, workspaceId: string, model: { providerId: string | null } | null | undefined): Promise<void> {
  if (model?.providerId && !(await findProvider(tx, workspaceId, model.providerId))) throw fail('provider-unknown')
}

async function checkKnowledge(tx: Tx, workspaceId: string, { knowledge }: ResponderServices, ids: readonly string[]): Promise<void> {
  if (!knowledge || ids.length === 0) return
  const known = await knowledge.known(tx, workspaceId, ids)
  const errors = ids.flatMap((id, index) =>
    known.has(id) ? [] : [{ path: `knowledgeIds.${index}`, message: 'There is no such knowledge.' }],
  )
  if (errors.length > 0) throw fail('knowledge-unknown', { errors })
}

function target(row: AgentRow): { type: string; id: string; name: string } {
  return { type: 'agent', id: row.id, name: row.name }
}
