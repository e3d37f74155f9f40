-- Connections to providers, and the journal of everything they told us.

create table channels (
  workspace_id uuid not null,
  id uuid not null,
  type text not null,
  name text not null,
  -- the provider's id of the connected account: routes shared webhooks, refuses a second connection of the same account
  account_id text,
  status text not null check (status in ('connected', 'connecting', 'error', 'disconnected')),
  status_reason text,
  config jsonb not null default '{}',
  -- sealed JSON (platform/secrets.ts); no answer ever holds it
  credentials text,
  -- public key of an embeddable channel: opens a conversation, proves nothing
  widget_key text,
  agent_id uuid,
  last_event_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
select parley_tenant_table('channels', 'select, update');
create unique index channels_id on channels (id);
create unique index channels_account on channels (type, account_id) where account_id is not null and status <> 'disconnected';
create unique index channels_widget_key on channels (widget_key) where widget_key is not null;

-- What is remembered of a deleted channel, because its conversations stay: what it was and how it was called.
create table deleted_channels (
  workspace_id uuid not null,
  id uuid not null,
  type text not null,
  name text not null,
  deleted_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
select parley_tenant_table('deleted_channels', 'select');

-- The journal: each thing a provider told us, once per connection and provider's event id.
create table channel_events (
  workspace_id uuid not null,
  id uuid not null,
  channel_id uuid not null,
  external_id text not null,
  kind text not null,
  -- processed, failed (can be replayed), ignored
  status text not null,
  error text,
  body jsonb not null,
  -- whose words the body holds, so that an erasure finds it; null where it is about nobody
  contact_id uuid,
  primary key (workspace_id, id)
) partition by range (id);
select parley_tenant_table('channel_events', 'select, insert, update, delete');
create table channel_events_default partition of channel_events default;
alter table channel_events_default enable row level security;
alter table channel_events_default force row level security;
create index channel_events_channel on channel_events (workspace_id, channel_id, id desc);
create index channel_events_contact on channel_events (workspace_id, contact_id) where contact_id is not null;
insert into partitioned_tables values ('channel_events', interval '30 days');

-- The proof against doubles: narrow, kept 60 days; partitioned tables cannot hold this constraint. It outlives the persons it is about, so that
-- a provider who repeats itself does not bring an erased one back; providers write phone numbers into their ids, so it holds digests of them.
create table channel_event_keys (
  workspace_id uuid not null,
  channel_id uuid not null,
  digest bytea not null,
  seen_at timestamptz not null default now(),
  primary key (workspace_id, channel_id, digest)
);
select parley_tenant_table('channel_event_keys', 'select, insert, delete');
create index channel_event_keys_age on channel_event_keys using brin (seen_at);
