import { setTimeout as sleep } from 'node:timers/promises'
import type { Deps, Module, Stoppable } from '../../platform/module.ts'
import type { ResponderServices } from './knowledge-search.ts'
import { instancePurpose, workspacePurpose } from './model-providers.ts'
import { personalData } from './personal-data.ts'
import { providerRoutes } from './provider-routes.ts'
import { agentRoutes } from './routes.ts'
import { usageOf } from './usage.ts'

const fields = [
  'message text',
  'transcribed voice notes',
  'pictures and voice notes, where the model can see or hear',
  'knowledge passages',
  'the agent’s instructions',
]

/**
 * AI agents: what they are told, which model thinks for them, and the one responder that drafts an answer to a customer. It never sends, never
 * decides who answers and never reads a conversation by itself: the pipeline gives it the turn and carries out what comes back.
 */
export function createAgentsModule(services: ResponderServices): Module {
  return {
    name: 'agents',
    routes: (server, deps) => {
      agentRoutes(server, deps, services)
      providerRoutes(server, deps)
    },
    start: writeUsage,
    personalData,
    egress: [
      {
        purpose: instancePurpose,
        recipient: 'The model provider of this installation (OpenAI unless OPENAI_BASE_URL says otherwise)',
        reason: 'Drafts answers to customers, hears voice notes and looks at pictures they send.',
        fields,
        hosts: ['api.openai.com'],
        setting: 'OPENAI_BASE_URL',
      },
      {
        purpose: workspacePurpose,
        recipient: 'The model provider that the workspace brought (OpenAI, Anthropic, Google or a compatible server)',
        reason: 'Drafts answers to customers, hears voice notes and looks at pictures they send.',
        fields,
        hosts: ['api.openai.com', 'api.anthropic.com', 'generativelanguage.googleapis.com'],
        userSupplied: true,
      },
    ],
  }
}

const writeEveryMs = 1000

async function writeUsage(deps: Deps): Promise<Stoppable> {
  const usage = usageOf(deps.db)
  const stopping = new AbortController()
  const flush = () => usage.flush().catch((error: unknown) => deps.log.warn({ err: error }, 'agent usage could not be written'))
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      await sleep(writeEveryMs, undefined, { signal: stopping.signal }).catch(() => {})
      await flush()
    }
  })()
  return {
    stop: async () => {
      stopping.abort()
      await loop
    },
  }
}
