import type { Module } from '../../platform/module.ts'
import { readSourceJob } from './add-sources.ts'
import { embedMissing, embedMissingJob } from './embedding/embed-missing.ts'
import { embedSource } from './embedding/embed-source.ts'
import { embedSourceJob } from './embedding/queue-embedding.ts'
import { knowledgePersonalData } from './personal-data.ts'
import { readSource } from './read-source.ts'
import { webPagePurpose } from './reading/fetch-page.ts'
import { knowledgeRoutes } from './routes.ts'
import { sourceRoutes } from './source-routes.ts'

/**
 * What a business knows: sources (text, questions with answers, pages, documents), how they are read and cut into passages, and how the
 * passages that answer a question are found. It writes no answers and knows no conversation.
 */
export const knowledgeModule: Module = {
  name: 'knowledge',
  routes: (server, deps) => {
    knowledgeRoutes(server, deps)
    sourceRoutes(server, deps)
  },
  jobs: (deps) => ({ [readSourceJob]: readSource(deps), [embedSourceJob]: embedSource(deps), [embedMissingJob]: embedMissing(deps) }),
  personalData: knowledgePersonalData,
  egress: [
    {
      purpose: webPagePurpose,
      recipient: 'Whoever publishes the page',
      reason: 'Reads the web pages that the workspace adds to its knowledge.',
      fields: ['address of the page'],
      hosts: [],
      userSupplied: true,
    },
  ],
}
