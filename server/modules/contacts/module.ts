import { z } from 'zod'
import { jobHandler } from '../../platform/jobs.ts'
import { registerMarketingConsent } from '../../platform/mail/index.ts'
import type { Module } from '../../platform/module.ts'
import './tables.ts'
import { hasAgreedToMarketing } from './consents.ts'
import { runImport } from './import/import-file.ts'
import { deleteOldImports } from './import/queries.ts'
import { importRoutes } from './import/routes.ts'
import { contactRoutes } from './routes.ts'

/** People and the ids by which each connection knows them. It knows nothing of what was said: deleting a contact is the pipeline's route. */
export const contactsModule: Module = {
  name: 'contacts',
  wire: (deps) => registerMarketingConsent(deps, hasAgreedToMarketing),
  routes: (server, deps) => {
    contactRoutes(server, deps)
    importRoutes(server, deps)
  },
  jobs: (deps) => ({
    'contacts.import': jobHandler(z.object({ workspaceId: z.string(), importId: z.string() }), (payload, job) =>
      runImport(deps, payload, job),
    ),
    'contacts.prune-imports': () => deleteOldImports(deps.db),
  }),
  schedules: [{ job: 'contacts.prune-imports', cron: '10 3 * * *' }],
  personalData: [
    {
      table: 'contacts',
      purpose: 'The customers of the business.',
      personal: ['name', 'email', 'phone', 'language', 'attributes'],
      other: ['workspace_id', 'id', 'blocked', 'restricted', 'opted_out', 'created_at', 'updated_at'],
      subject: { column: 'id', is: 'contact' },
      erasure: 'delete',
      retention: 'with-subject',
    },
    {
      table: 'contact_identities',
      purpose: 'By which ids each connected channel knows a customer, and whether they want marketing there.',
      personal: ['external_id', 'username', 'marketing_allowed', 'marketing_told_at'],
      other: ['workspace_id', 'channel_id', 'contact_id', 'verified', 'unreachable', 'created_at'],
      subject: { column: 'contact_id', is: 'contact' },
      erasure: 'delete',
      retention: 'with-subject',
    },
    {
      table: 'contact_consents',
      purpose: 'What a customer agreed to, word for word and when, before anything of them was stored.',
      personal: ['given', 'given_at', 'withdrawn_at'],
      other: ['workspace_id', 'id', 'contact_id', 'channel_id', 'wording', 'link', 'purpose'],
      subject: { column: 'contact_id', is: 'contact' },
      erasure: 'delete',
      retention: 'with-subject',
    },
    {
      table: 'contact_imports',
      purpose: 'What came of files of people: counts, and what was wrong with which row. Never what stood in it.',
      personal: [],
      other: [
        'workspace_id',
        'id',
        'status',
        'status_reason',
        'options',
        'total',
        'processed',
        'created',
        'updated',
        'skipped',
        'failed',
        'errors',
        'created_at',
        'finished_at',
      ],
      subject: null,
      erasure: null,
      retention: { days: 30 },
    },
  ],
  egress: [],
}
