import type { Module } from '../../platform/module.ts'
import { ownAddressEgress } from './check-public-address.ts'
import { grantRoutes } from './grants/routes.ts'
import { metaCallbackRoutes } from './meta/callback-routes.ts'
import { noticeJobs, noticeSchedules } from './notices/jobs.ts'
import { channelEgress } from './registry.ts'
import { reviewJobs } from './review-channel.ts'
import { channelRoutes } from './routes.ts'
import { templateJobs, templateSchedules } from './templates/jobs.ts'
import { templateRoutes } from './templates/routes.ts'

/**
 * Connections to providers: their credentials, their health and the journal of what they told us, and one folder a provider that
 * translates between its words and ours. It knows nothing of conversations: what comes in is handed on, what goes out is given to it.
 */
export const channelsModule: Module = {
  name: 'channels',
  routes: (server, deps) => {
    channelRoutes(server, deps)
    templateRoutes(server, deps)
    metaCallbackRoutes(server, deps)
    grantRoutes(server, deps)
  },
  jobs: (deps) => ({ ...reviewJobs(deps), ...templateJobs(deps), ...noticeJobs(deps) }),
  schedules: [{ job: 'channels.review-all', cron: '23 * * * *' }, ...templateSchedules, ...noticeSchedules],
  egress: [...channelEgress, ownAddressEgress],
  personalData: [
    {
      table: 'channels',
      purpose: 'Connected accounts of the business itself.',
      personal: [],
      other: [
        'workspace_id',
        'id',
        'type',
        'name',
        'account_id',
        'status',
        'status_reason',
        'config',
        'credentials',
        'widget_key',
        'agent_id',
        'last_event_at',
        'checked_at',
        'findings',
        'concerns',
        'refused_at',
        'created_at',
      ],
      subject: null,
      erasure: null,
      retention: 'with-workspace',
    },
    {
      table: 'deleted_channels',
      purpose: 'What channels were that conversations came by and that are connected no more.',
      personal: [],
      other: ['workspace_id', 'id', 'type', 'name', 'deleted_at'],
      subject: null,
      erasure: null,
      retention: 'with-workspace',
    },
    {
      table: 'channel_notices',
      purpose: 'Which broken channels the owners were told about by mail, and when.',
      personal: [],
      other: ['workspace_id', 'channel_id', 'told_at', 'well_at'],
      subject: null,
      erasure: null,
      retention: 'with-workspace',
    },
    {
      table: 'channel_grants',
      purpose: 'Who is signing in at a provider just now, to connect accounts of the business. Gone within a day.',
      personal: [],
      other: ['workspace_id', 'id', 'type', 'user_id', 'state_digest', 'accounts', 'expires_at', 'created_at'],
      subject: null,
      erasure: null,
      retention: { days: 1 },
    },
    {
      table: 'message_templates',
      purpose: 'Message templates of the business, as the provider keeps them.',
      personal: [],
      other: [
        'workspace_id',
        'id',
        'channel_id',
        'external_id',
        'name',
        'language',
        'category',
        'status',
        'quality',
        'rejection_code',
        'rejection_detail',
        'parameter_format',
        'content',
        'asked_at',
        'created_at',
        'updated_at',
      ],
      subject: null,
      erasure: null,
      retention: 'with-workspace',
    },
    {
      table: 'channel_events',
      purpose: 'What providers sent, as it came, to mend and replay what could not be read.',
      personal: ['external_id', 'body'],
      other: ['workspace_id', 'id', 'channel_id', 'kind', 'status', 'error', 'contact_id'],
      // Rows from before the person was known name nobody: erase-journal.ts finds them by the ids inside.
      subject: { column: 'contact_id', is: 'contact' },
      erasure: 'delete',
      retention: { days: 30 },
    },
    {
      table: 'channel_event_keys',
      purpose: 'Which events were seen, so that one sent twice is taken once.',
      personal: [],
      other: ['workspace_id', 'channel_id', 'digest', 'seen_at'],
      subject: null,
      erasure: null,
      retention: { days: 60 },
    },
  ],
}
