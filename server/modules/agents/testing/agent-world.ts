import type { z } from 'zod'
import { type AgentSettings, newAgentSchema } from '../../../../contract/agents.ts'
import { type OpenAiEmulator, startOpenAiEmulator } from '../../../../emulators/index.ts'
import { createDeps } from '../../../open-deps.ts'
import type { Config } from '../../../platform/config.ts'
import { createHttpClient } from '../../../platform/http-client.ts'
import { newId } from '../../../platform/ids.ts'
import { createLogger } from '../../../platform/log.ts'
import type { Deps } from '../../../platform/module.ts'
import { testConfig } from '../../../testing/test-config.ts'
import { testDatabase } from '../../../testing/test-database.ts'
import type { TurnContext, TurnMessage, TurnOutcome } from '../../conversations/index.ts'
import type { KnowledgeSearch } from '../knowledge-search.ts'
import { prepareAgent } from '../load-agent.ts'
import { createAgentsModule } from '../module.ts'
import { respond } from '../respond.ts'

export interface AgentWorld {
  deps: Deps
  workspaceId: string
  model: OpenAiEmulator
  /** What the agent answers to these words of a customer. */
  ask(question: string | readonly TurnMessage[], options?: AskOptions): Promise<TurnOutcome>
  close(): Promise<void>
}

export interface AskOptions {
  settings?: z.input<typeof newAgentSchema> | Partial<z.input<typeof newAgentSchema>>
  conversation?: Partial<TurnContext['conversation']>
  history?: readonly TurnMessage[]
  knowledge?: KnowledgeSearch
  now?: Date
  agentId?: string
  conversationId?: string
  signal?: AbortSignal
  /** As if the instance's settings named no model. */
  withoutModel?: boolean
}

/** A database, a model emulator that the instance's settings point to, and a way to ask an agent. Made in `beforeAll`, closed in `afterAll`. */
export async function agentWorld(options: { config?: Partial<Config> } = {}): Promise<AgentWorld> {
  const model = await startOpenAiEmulator({ models: 'any' })
  const database = await testDatabase()
  const baseUrl = `${model.url}/v1`
  const ai = { apiKey: 'sk-test', baseUrl, model: 'demo' }
  const base = testConfig(options.config)
  const config = { ...base, ai, providerUrls: { ...base.providerUrls, OPENAI_BASE_URL: baseUrl } }
  const created = await createDeps(config, createLogger({ level: 'silent' }), database.owner)
  const http = createHttpClient({ config, log: created.deps.log, egress: createAgentsModule({ knowledge: null }).egress })
  const deps: Deps = { ...created.deps, http }
  const silent: Deps = { ...deps, config: { ...config, ai: { apiKey: null, baseUrl: null, model: null } } }
  const workspaceId = newId()
  return {
    deps,
    workspaceId,
    model,
    ask: async (question, asked = {}) => {
      const settings: AgentSettings = newAgentSchema.parse({ name: 'Mia', ...asked.settings })
      const id = asked.agentId ?? newId()
      const used = asked.withoutModel ? silent : deps
      const agent = await deps.db.withWorkspace(workspaceId, (tx) => prepareAgent(used, tx, { workspace_id: workspaceId, id }, settings))
      return respond(used, { knowledge: asked.knowledge ?? null }, contextOf(workspaceId, question, asked), agent)
    },
    close: async () => {
      await http.close()
      await created.close()
      await database.close()
      await model.close()
    },
  }
}

export function said(text: string | null, from: 'customer' | 'agent' | 'person' = 'customer', at: Date = new Date()): TurnMessage {
  const author = { customer: 'contact', agent: 'agent', person: 'user' } as const
  return {
    id: newId(),
    direction: from === 'customer' ? 'inbound' : 'outbound',
    author: { type: author[from], name: null },
    type: 'text',
    text,
    attachments: [],
    summary: null,
    createdAt: at,
  }
}

/** The text that a customer would read. */
export function textOfOutcome(outcome: TurnOutcome): string {
  return outcome.kind === 'nothing' ? '' : outcome.replies.map((reply) => reply.text).join('\n')
}

function contextOf(workspaceId: string, question: string | readonly TurnMessage[], asked: AskOptions): TurnContext {
  const unanswered = typeof question === 'string' ? [said(question)] : question
  const now = asked.now ?? new Date()
  const disclosedAt = asked.conversation?.disclosedAt === undefined ? now : asked.conversation.disclosedAt
  return {
    workspaceId,
    conversationId: asked.conversationId ?? newId(),
    channelId: newId(),
    capabilities: {} as TurnContext['capabilities'],
    contact: { id: newId(), name: 'Kerry Fisher', language: null },
    conversation: { language: null, failedTurns: 0, previousActivityAt: now, ...asked.conversation, disclosedAt },
    history: [...(asked.history ?? []), ...unanswered],
    unanswered,
    now,
    signal: asked.signal ?? new AbortController().signal,
  }
}
