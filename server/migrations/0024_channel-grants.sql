-- Signing in at a provider: begun by a person here, finished when their browser comes back with the provider's word. Lives an hour; `accounts` is sealed, for it holds tokens.
create table channel_grants (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  type text not null,
  user_id text not null,
  state_digest bytea not null,
  accounts text,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
select parley_tenant_table('channel_grants', 'select, update, delete');
create unique index channel_grants_state on channel_grants (workspace_id, state_digest);
