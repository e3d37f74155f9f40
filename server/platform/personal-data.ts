import type { PersonalData } from './module.ts'

/** No person is in these: what the program needs to run, and to keep workspaces apart. */
function housekeeping(
  table: string,
  purpose: string,
  other: readonly string[],
  retention: PersonalData['retention'] = 'instance',
): PersonalData {
  return { table, purpose, personal: [], other, subject: null, erasure: null, retention }
}

/** The tables that belong to no module. */
export const platformPersonalData: readonly PersonalData[] = [
  housekeeping(
    'events',
    'What happened, as ids and states: live updates, webhooks and automation read it.',
    ['workspace_id', 'id', 'type', 'payload'],
    { days: 60 },
  ),
  housekeeping(
    'event_subscriptions',
    'Which parts of the program are told of which events.',
    ['workspace_id', 'subscriber', 'types'],
    'with-workspace',
  ),
  housekeeping(
    'event_queue',
    'Which events a part of the program has not yet dealt with.',
    ['workspace_id', 'subscriber', 'event_id', 'locked_until', 'attempt'],
    { days: 60 },
  ),
  {
    table: 'idempotency_keys',
    purpose: 'Answers already given, for the repetition of a request; an answer may show a message.',
    personal: ['body'],
    other: ['workspace_id', 'actor_id', 'key', 'request_hash', 'status', 'created_at'],
    subject: { column: 'body', is: 'mention' },
    erasure: 'blank',
    retention: { days: 1 },
  },
  housekeeping(
    'workspace_keys',
    'The sealed key of each workspace’s secrets.',
    ['workspace_id', 'key_id', 'wrapped', 'created_at'],
    'with-workspace',
  ),
  {
    table: 'mails',
    purpose: 'Mails on their way out, sealed until they are sent; afterwards only that, when and how it ended.',
    personal: ['content', 'recipient_hash'],
    other: [
      'workspace_id',
      'id',
      'key',
      'category',
      'kind',
      'contact_id',
      'status',
      'attempt',
      'locked_until',
      'expires_at',
      'attempted_at',
      'error',
      'response',
      'sent_at',
      'created_at',
    ],
    subject: { column: 'contact_id', is: 'contact' },
    erasure: 'delete',
    retention: { days: 90 },
  },
  housekeeping('instance_settings', 'What the installation knows of itself.', ['key', 'value', 'updated_at']),
  housekeeping('partitioned_tables', 'Which tables are divided by time, and how long their parts are kept.', ['parent', 'keep', 'fill']),
  housekeeping('parley_migrations', 'Which changes of the schema were made.', ['name', 'checksum', 'applied_at']),
  // Payloads of jobs hold ids only, as those of events do.
  housekeeping('graphile_worker._private_jobs', 'Work that waits to be done, as ids.', [
    'id',
    'job_queue_id',
    'task_id',
    'payload',
    'priority',
    'run_at',
    'attempts',
    'max_attempts',
    'last_error',
    'created_at',
    'updated_at',
    'key',
    'locked_at',
    'locked_by',
    'revision',
    'flags',
    'is_available',
  ]),
  housekeeping('graphile_worker._private_job_queues', 'Which work is done one after the other.', [
    'id',
    'queue_name',
    'locked_at',
    'locked_by',
    'is_available',
  ]),
  housekeeping('graphile_worker._private_tasks', 'The names of the kinds of work.', ['id', 'identifier']),
  housekeeping('graphile_worker._private_known_crontabs', 'When scheduled work ran last.', ['identifier', 'known_since', 'last_execution']),
  housekeeping('graphile_worker.migrations', 'Which changes of the job queue’s schema were made.', ['id', 'ts', 'breaking']),
  housekeeping('graphile_worker.parley_workers', 'Which processes do work at the moment.', ['pool_id', 'backend', 'seen_at']),
]
