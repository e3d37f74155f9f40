import { z } from 'zod'
import { idSchema } from '../../../contract/paging.ts'
import { jobHandler } from '../../platform/jobs.ts'
import type { Module, PersonalData } from '../../platform/module.ts'
import { eraseContact } from './erase-contact.ts'
import { sweepFiles } from './sweep-files.ts'

/**
 * Keeps the promises about people: what is held on whom, and that it goes when it must. It owns no data; it reads the declarations that every
 * module makes of its own.
 */
export function createPrivacyModule(inventory: () => readonly PersonalData[]): Module {
  return {
    name: 'privacy',
    routes: (server, deps) => {
      server.delete(
        '/api/v1/contacts/:id',
        {
          config: { permission: 'admin' },
          schema: {
            tags: ['contacts'],
            params: z.object({ id: idSchema }),
            response: { 204: z.null() },
            description: 'Erases the person: every message, file and trace.',
          },
        },
        async ({ access, params: { id } }, reply) => {
          await eraseContact(deps, access, id, inventory())
          return reply.status(204).send(null)
        },
      )
    },
    jobs: (deps) => ({
      // The rows went with the erasure; the bytes follow, retried until they are gone.
      'privacy.remove-file': jobHandler(z.object({ workspaceId: z.string(), fileId: z.string() }), ({ workspaceId, fileId }) =>
        deps.files.remove({ workspaceId, fileId }),
      ),
      'privacy.sweep-files': () => sweepFiles(deps),
    }),
    schedules: [{ job: 'privacy.sweep-files', cron: '35 3 * * *' }],
    personalData: [],
    egress: [],
  }
}
