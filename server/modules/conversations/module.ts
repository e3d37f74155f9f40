import { z } from 'zod'
import { jobHandler } from '../../platform/jobs.ts'
import type { Module } from '../../platform/module.ts'
import './tables.ts'
import { fileRoutes } from './file-routes.ts'
import { conversationsPersonalData } from './personal-data.ts'
import { conversationRoutes } from './routes.ts'
import { deleteFile } from './store-file.ts'
import { transcriptRoutes } from './transcript/routes.ts'
import { wakeSnoozed } from './wake-snoozed.ts'

/**
 * The record: conversations, messages, their files. It knows what was said and who handles it, and never talks to a provider or a model;
 * what must be sent or answered is the pipeline's business.
 */
export const conversationsModule: Module = {
  name: 'conversations',
  routes: (server, deps) => {
    conversationRoutes(server, deps)
    fileRoutes(server, deps)
    transcriptRoutes(server, deps)
  },
  jobs: (deps) => ({
    'conversations.delete-file': jobHandler(z.object({ workspaceId: z.string(), fileId: z.string() }), ({ workspaceId, fileId }) =>
      deleteFile(deps, workspaceId, fileId),
    ),
    'conversations.wake-snoozed': jobHandler(z.unknown(), () => wakeSnoozed(deps)),
  }),
  schedules: [{ job: 'conversations.wake-snoozed', cron: '* * * * *' }],
  personalData: conversationsPersonalData,
  egress: [],
}
