import { randomBytes } from 'node:crypto'
import type { AgentSettings } from '../../../contract/agents.ts'
import type { Tx } from '../../platform/db.ts'
import type { Deps } from '../../platform/module.ts'
import { defaultProvider, openWorkspaceProvider } from './model-providers.ts'
import { measureProvider } from './models/measure-provider.ts'
import type { OpenProvider } from './models/open-provider.ts'
import { type AgentRow, findAgent, findProvider, tokensOfDay } from './queries.ts'
import type { RespondingAgent } from './responding-agent.ts'
import { settingsOf } from './settings.ts'
import { dayOf, usageOf } from './usage.ts'

/** Said to all processes when an agent or a model provider changed; carries nothing. */
export const changedTopic = 'agents.changed'

// A notification can be lost: a change is seen after so long at the latest.
const freshMs = 10_000

interface Loading {
  at: number
  agent: Promise<RespondingAgent | null>
}

const caches = new WeakMap<Deps['db'], Map<string, Loading>>()

/**
 * The agent with its model, ready to answer; null when there is none of that id. On the hot path: from memory, read again when something
 * changed here or in another process.
 */
export function loadAgent(deps: Deps, workspaceId: string, agentId: string): Promise<RespondingAgent | null> {
  const cache = cacheOf(deps)
  const key = `${workspaceId} ${agentId}`
  const known = cache.get(key)
  if (known && Date.now() - known.at < freshMs) return known.agent
  const loading: Loading = { at: Date.now(), agent: readAgent(deps, workspaceId, agentId) }
  cache.set(key, loading)
  loading.agent.catch(() => {
    if (cache.get(key) === loading) cache.delete(key)
  })
  // An old answer is better than waiting for the new one; after a change the old one is gone.
  return known ? known.agent.then((agent) => agent ?? loading.agent) : loading.agent
}

function cacheOf(deps: Deps): Map<string, Loading> {
  const known = caches.get(deps.db)
  if (known) return known
  const cache = new Map<string, Loading>()
  caches.set(deps.db, cache)
  deps.live.onWake(changedTopic, () => cache.clear())
  deps.db.onCommitted((events) => {
    for (const event of events) if (event.type === 'agent.updated') cache.delete(`${event.workspaceId} ${event.payload.agentId}`)
  })
  return cache
}

async function readAgent(deps: Deps, workspaceId: string, agentId: string): Promise<RespondingAgent | null> {
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const row = await findAgent(tx, workspaceId, agentId)
    if (!row) return null
    const day = dayOf(deps.clock.now())
    usageOf(deps.db).learn(agentId, day, await tokensOfDay(tx, workspaceId, agentId, day))
    return prepareAgent(deps, tx, row, settingsOf(row))
  })
}

/** An agent with the settings given: those it has, or those that the playground tries. */
export async function prepareAgent(
  deps: Deps,
  tx: Tx,
  row: Pick<AgentRow, 'workspace_id' | 'id'>,
  settings: AgentSettings,
): Promise<RespondingAgent> {
  const provider = await providerOf(deps, tx, row.workspace_id, settings)
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    name: settings.name,
    mode: settings.mode,
    replyDelayMs: settings.replyDelayMs,
    settings,
    model: provider ? provider.chat(settings.model?.name ?? provider.defaultModel) : null,
    provider,
    canary: `ref-${randomBytes(8).toString('hex')}`,
  }
}

async function providerOf(deps: Deps, tx: Tx, workspaceId: string, settings: AgentSettings): Promise<OpenProvider | null> {
  const id = settings.model?.providerId
  const chosen = id ? await findProvider(tx, workspaceId, id) : undefined
  try {
    const provider = chosen ? await openWorkspaceProvider(deps, tx, chosen) : await defaultProvider(deps, tx, workspaceId)
    return provider && measureProvider(deps.metrics, workspaceId, provider)
  } catch (error) {
    // A key that no longer opens must not silence the agent: it answers from the knowledge, and the settings say why.
    deps.log.error({ err: error, workspaceId, providerId: id }, 'model provider cannot be opened')
    return null
  }
}

export function forgetAgents(deps: Deps): void {
  deps.live.wake(changedTopic)
}
