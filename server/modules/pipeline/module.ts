import { sql } from 'kysely'
import { z } from 'zod'
import { jobHandler } from '../../platform/jobs.ts'
import type { Deps, Module } from '../../platform/module.ts'
import { contactCommandSchema, type Obey } from './contact-command.ts'
import { fetchMedia } from './fetch-media.ts'
import { fetchProfile } from './fetch-profile.ts'
import { joinLaterSchema, runJoin } from './join-contacts.ts'
import { markRead } from './mark-read.ts'
import { openPipeline } from './open-pipeline.ts'
import { earlySchema, replayEarly } from './replay-early.ts'
import type { Respond } from './responders.ts'
import { failedSchema, retryFailed } from './retry-failed.ts'
import { contactMergeRoute } from './routes-contacts.ts'
import { handlingRoutes } from './routes-handling.ts'
import { webhookRoutes } from './routes-webhooks.ts'
import { runSpine } from './run-spine.ts'

/**
 * The spine: receive, turn, deliver. It carries every message from its provider into the record, asks who answers, and carries the answer
 * out; it knows no provider's format (channels do) and writes no answer itself (agents do).
 */
export function createPipelineModule(respond: Respond, obey: Obey): Module {
  return {
    name: 'pipeline',
    routes: (server, deps) => {
      const { connections, receiver } = openPipeline(deps)
      handlingRoutes(server, deps)
      contactMergeRoute(server, deps)
      webhookRoutes(server, deps, connections, receiver)
    },
    jobs: (deps) => ({
      'pipeline.fetch-media': jobHandler(z.object({ workspaceId: z.string(), attachmentId: z.string() }), (payload, job) =>
        fetchMedia(deps, openPipeline(deps).connections, payload, job),
      ),
      'pipeline.fetch-profile': jobHandler(
        z.object({ workspaceId: z.string(), channelId: z.string(), externalId: z.string() }),
        (payload, job) => fetchProfile(deps, openPipeline(deps).connections, payload, job),
      ),
      'pipeline.mark-read': jobHandler(z.object({ workspaceId: z.string(), conversationId: z.string() }), (payload) =>
        markRead(deps, openPipeline(deps).connections, payload),
      ),
      'pipeline.replay-early': jobHandler(earlySchema, (payload) => replayEarly(deps, openPipeline(deps), payload)),
      'pipeline.retry-failed': jobHandler(failedSchema, (failed) => retryFailed(deps, openPipeline(deps).connections, failed)),
      'pipeline.obey': jobHandler(contactCommandSchema, (command) => obey(deps, command)),
      'pipeline.join-contacts': jobHandler(joinLaterSchema, (payload) => runJoin(deps, payload)),
      'pipeline.prune': jobHandler(z.unknown(), () => prune(deps)),
    }),
    schedules: [{ job: 'pipeline.prune', cron: '30 2 * * *' }],
    start: (deps) => runSpine(deps, respond),
    personalData: [
      {
        table: 'mailbox',
        purpose: 'Which conversations wait for an answer.',
        personal: [],
        other: ['workspace_id', 'conversation_id', 'last_in', 'done_in', 'due_at', 'locked_until', 'claim', 'attempt'],
        subject: { column: 'conversation_id', is: 'conversation' },
        erasure: 'delete',
        retention: 'with-subject',
      },
      {
        table: 'outbox',
        purpose: 'Which messages wait to be sent.',
        personal: [],
        other: [
          'workspace_id',
          'message_id',
          'conversation_id',
          'channel_id',
          'priority',
          'state',
          'epoch',
          'calls_done',
          'attempt',
          'next_at',
          'queued_at',
          'locked_until',
          'claim',
        ],
        subject: { column: 'conversation_id', is: 'conversation' },
        erasure: 'delete',
        retention: 'with-subject',
      },
      {
        table: 'channel_pacing',
        purpose: 'How fast a provider lets an account of the business send.',
        personal: [],
        other: ['workspace_id', 'channel_id', 'blocked_until', 'paced_until', 'tokens', 'refilled_at', 'failures'],
        subject: null,
        erasure: null,
        retention: 'with-workspace',
      },
    ],
    egress: [],
  }
}

const pruneAtOnce = 10_000

/** Proofs against doubles and provider ids that are older than 60 days, some at a time: a day of a busy installation has millions. Crosses workspaces: by age alone. */
async function prune(deps: Deps): Promise<void> {
  const olderThan = sql`now() - interval '60 days'`
  const keys = sql`delete from channel_event_keys where ctid = any (array(select ctid from channel_event_keys where seen_at < ${olderThan} limit ${pruneAtOnce}))`
  const ids = sql`delete from message_keys where ctid = any (array(select ctid from message_keys where created_at < ${olderThan} limit ${pruneAtOnce}))`
  for (const some of [keys, ids]) while (Number((await some.execute(deps.db.spine)).numAffectedRows) === pruneAtOnce);
}
