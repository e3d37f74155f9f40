-- The record: conversations and messages.

create table conversations (
  workspace_id uuid not null,
  id uuid not null,
  channel_id uuid not null,
  contact_id uuid not null,
  -- the id by which this conversation's channel knows the contact: where replies go
  recipient_id text not null,
  status text not null default 'open' check (status in ('open', 'pending', 'snoozed', 'resolved')),
  handler text not null default 'none' check (handler in ('agent', 'user', 'workflow', 'none')),
  -- counts every takeover, release, pause: an answer thought out under an older number is discarded
  handler_epoch int not null default 0,
  assignee_id text,
  team_id uuid,
  labels text[] not null default '{}',
  priority text not null default 'none',
  summary text,
  intent text,
  sentiment text,
  language text,
  unread_count int not null default 0,
  last_message_id uuid,
  -- the AI (or the channel) asked for a person and none has come yet: the AI stays silent
  awaiting_person boolean not null default false,
  waiting_since timestamptz,
  snoozed_until timestamptz,
  -- when the contact wrote last: reply windows count from it
  last_inbound_at timestamptz,
  -- when the AI last said that it is one
  disclosed_at timestamptz,
  -- AI answers in a row that did not help, for handover rules
  failed_turns int not null default 0,
  created_at timestamptz not null default now(),
  -- milliseconds, as cursors carry it
  last_activity_at timestamptz(3) not null default now(),
  primary key (workspace_id, id)
);
select parley_tenant_table('conversations', 'select, insert, update');
create unique index conversations_contact_channel on conversations (workspace_id, channel_id, contact_id);
create index conversations_contact on conversations (workspace_id, contact_id);
create index conversations_recent on conversations (workspace_id, last_activity_at desc, id desc);
create index conversations_status on conversations (workspace_id, status, last_activity_at desc, id desc);
create index conversations_assignee on conversations (workspace_id, assignee_id, last_activity_at desc, id desc) where assignee_id is not null;
create index conversations_channel on conversations (workspace_id, channel_id, last_activity_at desc, id desc);
create index conversations_unread on conversations (workspace_id, last_activity_at desc, id desc) where unread_count > 0;
create index conversations_unassigned on conversations (workspace_id, last_activity_at desc, id desc) where assignee_id is null and status = 'open';
create index conversations_snoozed on conversations (snoozed_until) where status = 'snoozed';

-- No foreign keys on this table: each would cost a lookup and a row lock a message on the hot path. The statements that write it
-- have just locked the conversation; deletion goes by the declarations in each module's personalData.
create table messages (
  workspace_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  channel_id uuid not null,
  contact_id uuid not null,
  direction text not null,
  author_type text not null,
  author_id text,
  author_name text,
  type text not null,
  text text,
  -- location, contactCards, interactive, order, referral, reaction, template, event: the parts that only some types have
  content jsonb,
  attachment_count smallint not null default 0,
  reply_to_id uuid,
  reply_to_external_id text,
  external_id text,
  status text not null,
  error jsonb,
  private boolean not null default false,
  agent_run_id uuid,
  -- false for synced history: shown, never answered
  answerable boolean not null default true,
  edited_at timestamptz,
  deleted_at timestamptz,
  -- the provider's own time for what came in
  created_at timestamptz(3) not null,
  -- the place in the thread: as created_at, but finer where a provider counts in whole seconds; milliseconds, as cursors carry it
  sort_at timestamptz(3) not null default clock_timestamp(),
  sent_at timestamptz,
  delivered_at timestamptz,
  read_at timestamptz,
  primary key (workspace_id, id)
) partition by range (id);
select parley_tenant_table('messages', 'select, insert, update');
create table messages_default partition of messages default;
alter table messages_default enable row level security;
alter table messages_default force row level security;
create index messages_thread on messages (workspace_id, conversation_id, sort_at, id);
create index messages_text on messages using gin (to_tsvector('simple', coalesce(text, '')));
insert into partitioned_tables values ('messages', null);

-- From the provider's id of a message to ours, both directions: statuses, edits, reactions and quotes arrive by it. Kept 60 days.
create table message_keys (
  workspace_id uuid not null,
  channel_id uuid not null,
  external_id text not null,
  message_id uuid not null,
  conversation_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, channel_id, external_id)
);
select parley_tenant_table('message_keys', 'select, insert, update, delete');
create index message_keys_age on message_keys using brin (created_at);

create table attachments (
  workspace_id uuid not null,
  id uuid not null,
  message_id uuid not null,
  conversation_id uuid not null,
  position smallint not null,
  kind text not null,
  mime_type text not null,
  name text,
  size bigint,
  voice boolean not null default false,
  -- pending: still at the provider; ready: in our files; failed
  status text not null,
  error text,
  file_id uuid,
  -- what the channel's adapter needs to fetch it
  reference jsonb,
  transcript text,
  description text,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
select parley_tenant_table('attachments', 'select, insert, update, delete');
create index attachments_message on attachments (workspace_id, message_id, position);
create index attachments_conversation on attachments (workspace_id, conversation_id);
create index attachments_file on attachments (workspace_id, file_id) where file_id is not null;

-- Files of ours: uploads, fetched media, knowledge documents. The bytes lie in the file store under workspace and id.
create table files (
  workspace_id uuid not null,
  id uuid not null,
  mime_type text not null,
  name text,
  size bigint not null,
  sha256 text not null,
  -- the conversation whose readers may see it; null: any member of the workspace
  conversation_id uuid,
  -- a contact who uploaded it, for erasure
  contact_id uuid,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
select parley_tenant_table('files', 'select');
create index files_conversation on files (workspace_id, conversation_id) where conversation_id is not null;
create index files_contact on files (workspace_id, contact_id) where contact_id is not null;

create table message_reactions (
  workspace_id uuid not null,
  message_id uuid not null,
  author_type text not null,
  author_id text not null,
  emoji text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, message_id, author_type, author_id)
);
select parley_tenant_table('message_reactions', 'select, insert, update, delete');

-- What the AI proposes in draft mode: one per conversation, replaced by the next turn.
create table drafts (
  workspace_id uuid not null,
  conversation_id uuid not null,
  id uuid not null,
  agent_id uuid not null,
  agent_run_id uuid,
  text text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, conversation_id)
);
select parley_tenant_table('drafts', 'select, insert, update');

/*
 * Full text search over a workspace's messages. A function with its own rights, because under row-level security an index on a
 * non-leakproof operator (@@) may not be used; it compares the workspace with the transaction's own, so it opens nothing.
 */
create function parley_search_messages(search tsquery, max_rows int) returns table (conversation_id uuid, message_id uuid)
language sql stable security definer set search_path = public as $$
  select m.conversation_id, m.id from messages m
  where m.workspace_id = parley_workspace_id() and m.deleted_at is null
    and to_tsvector('simple', coalesce(m.text, '')) @@ search
  order by m.id desc limit max_rows
$$;
select parley_give_to_spine('parley_search_messages(tsquery, int)');
