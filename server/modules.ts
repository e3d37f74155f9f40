import { createAgentsModule, embedderFor, respond } from './modules/agents/index.ts'
import { channelsModule } from './modules/channels/index.ts'
import { contactsModule } from './modules/contacts/index.ts'
import { conversationsModule } from './modules/conversations/index.ts'
import { bestSentences, isSure, knowledgeModule, knownKnowledge, registerEmbedder, searchPassages } from './modules/knowledge/index.ts'
import { operationsModule } from './modules/operations/index.ts'
import { createPipelineModule } from './modules/pipeline/index.ts'
import { createPrivacyModule, obeyCommand } from './modules/privacy/index.ts'
import { webhooksModule } from './modules/webhooks/index.ts'
import { widgetModule } from './modules/widget/index.ts'
import { workspacesModule } from './modules/workspaces/index.ts'
import type { Module, PersonalData } from './platform/module.ts'
import { platformPersonalData } from './platform/personal-data.ts'

/** Knowledge and agents stand on one floor and do not know each other: here they are introduced. */
const services = {
  knowledge: {
    search: searchPassages,
    known: knownKnowledge,
    isSure,
    bestSentences: (text: string, query: string) => bestSentences({ text }, query),
  },
}

const introductions: Module = {
  name: 'introductions',
  wire: (deps) => registerEmbedder(deps, (workspaceId) => embedderFor(deps, workspaceId)),
  personalData: [],
  egress: [],
}

function inventory(): readonly PersonalData[] {
  return [...platformPersonalData, ...modules.flatMap((module) => module.personalData)]
}

/** Every module, lowest floor first: the place to start reading from. */
export const modules: readonly Module[] = [
  workspacesModule,
  channelsModule,
  contactsModule,
  conversationsModule,
  knowledgeModule,
  createAgentsModule(services),
  createPipelineModule(
    (deps, context, agent) => respond(deps, services, context, agent),
    (deps, command) => obeyCommand(deps, command, inventory()),
  ),
  widgetModule,
  webhooksModule,
  operationsModule,
  createPrivacyModule(inventory),
  introductions,
]
