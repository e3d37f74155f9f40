-- People who sign in, the workspaces they work in, the keys of programs, and the record of what was administered.

-- Accounts and sessions, in the shape that better-auth 1.7 asks for. They belong to the instance and not to a workspace: one person may work
-- in several. Only parley_auth sees them.
create schema auth;
revoke all on schema auth from public;
grant usage on schema auth to parley_auth;

create function parley_auth_table(auth_table regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', auth_table);
  execute format('alter table %s force row level security', auth_table);
  execute format('create policy accounts on %s for all to parley_auth using (true) with check (true)', auth_table);
  execute format('grant select, insert, update, delete on %s to parley_auth', auth_table);
end $$;

create table auth.users (
  id uuid primary key,
  name text not null,
  email text not null unique check (email = lower(email)),
  email_verified boolean not null default false,
  image text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
select parley_auth_table('auth.users');

create table auth.sessions (
  id uuid primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  -- always empty: addresses of people are not kept
  ip_address text,
  user_agent text,
  -- the workspace on the screen; null: the first one
  active_workspace_id uuid,
  created_at timestamptz not null default now(),
  -- when it was last used, to the hour: idle sessions end
  updated_at timestamptz not null default now()
);
create index sessions_user on auth.sessions (user_id);
select parley_auth_table('auth.sessions');

create table auth.accounts (
  id uuid primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  -- scrypt
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (provider_id, account_id)
);
create index accounts_user on auth.accounts (user_id);
select parley_auth_table('auth.accounts');

create table auth.verifications (
  id uuid primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index verifications_identifier on auth.verifications (identifier);
select parley_auth_table('auth.verifications');

-- Counters of sign-in attempts (rate-limiter-flexible); keys are hashes, so that neither addresses of people nor of machines are kept.
create table auth.attempts (
  key text primary key,
  points int not null default 0,
  expire bigint
);
select parley_auth_table('auth.attempts');

-- The tenant itself: here the id is the tenant's column.
create table workspaces (
  id uuid primary key,
  name text not null,
  language text not null default 'en',
  time_zone text not null default 'UTC',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
alter table workspaces enable row level security;
alter table workspaces force row level security;
create policy tenant on workspaces for all to parley_app using (id = parley_workspace_id()) with check (id = parley_workspace_id());
create policy spine on workspaces for select to parley_spine using (true);
create policy accounts_read on workspaces for select to parley_auth using (true);
create policy accounts_make on workspaces for insert to parley_auth with check (true);
grant select, update on workspaces to parley_app;
grant select on workspaces to parley_spine;
grant select, insert on workspaces to parley_auth;

create table members (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  role text not null check (role in ('viewer', 'agent', 'admin', 'owner')),
  created_at timestamptz not null default now(),
  -- who has left keeps the row, so that what they wrote keeps its author's name
  removed_at timestamptz,
  primary key (workspace_id, user_id)
);
create index members_user on members (user_id);
select parley_tenant_table('members');
create policy accounts on members for all to parley_auth using (true) with check (true);
grant select, insert, update on members to parley_auth;

create table invitations (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  -- only this address may accept it; null: whoever has the link
  email text,
  role text not null check (role in ('viewer', 'agent', 'admin')),
  -- sha256 of the secret in the link
  token_hash text not null,
  invited_by uuid not null,
  invited_by_name text not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by uuid,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index invitations_token on invitations (token_hash);
select parley_tenant_table('invitations');
create policy accounts on invitations for all to parley_auth using (true) with check (true);
grant select on invitations to parley_auth;
grant update (accepted_at, accepted_by) on invitations to parley_auth;

create table api_keys (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  name text not null,
  role text not null check (role in ('viewer', 'agent', 'admin', 'owner')),
  -- sha256: the keys are 256 random bits, so a slow hash would protect nothing more
  key_hash text not null,
  hint text not null,
  created_by uuid,
  last_used_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index api_keys_hash on api_keys (key_hash);
select parley_tenant_table('api_keys');
create policy accounts on api_keys for all to parley_auth using (true) with check (true);
grant select on api_keys to parley_auth;
grant update (last_used_at) on api_keys to parley_auth;

-- Every administrative act, append-only. Each row carries the hash of the one before (record-audit.ts), so that a changed or missing row shows.
create table audit_log (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  id uuid not null,
  sequence bigint not null,
  at timestamptz not null,
  actor_type text not null check (actor_type in ('user', 'api-key', 'system')),
  actor_id text,
  actor_name text not null,
  action text not null,
  target_type text not null,
  target_id text,
  target_name text,
  details jsonb not null default '{}',
  previous_hash text not null,
  hash text not null,
  primary key (workspace_id, id),
  unique (workspace_id, sequence)
);
select parley_tenant_table('audit_log');
revoke update, delete on audit_log from parley_app;
create policy accounts on audit_log for all to parley_auth using (workspace_id = parley_workspace_id()) with check (workspace_id = parley_workspace_id());
grant select, insert on audit_log to parley_auth;
create index audit_log_action on audit_log (workspace_id, action, sequence desc);
create index audit_log_actor on audit_log (workspace_id, actor_id, sequence desc);

-- The end of each workspace's chain: also tells when the newest rows were cut off.
create table audit_heads (
  workspace_id uuid primary key references workspaces (id) on delete cascade,
  sequence bigint not null,
  hash text not null
);
select parley_tenant_table('audit_heads');
revoke delete on audit_heads from parley_app;
create policy accounts on audit_heads for all to parley_auth using (workspace_id = parley_workspace_id()) with check (workspace_id = parley_workspace_id());
grant select, insert, update on audit_heads to parley_auth;

-- Names and addresses of the people of the running workspace and of no others: parley_app cannot read auth.users.
create function parley_member_profiles() returns table (user_id uuid, name text, email text)
  language sql stable security definer set search_path = public as $$
  select u.id, u.name, u.email from members m join auth.users u on u.id = m.user_id where m.workspace_id = parley_workspace_id()
$$;
grant create on schema public to parley_auth;
alter function parley_member_profiles() owner to parley_auth;
revoke create on schema public from parley_auth;
revoke execute on function parley_member_profiles() from public;
grant execute on function parley_member_profiles() to parley_app;

-- When anything changes what people or keys may do, every process forgets at once what it remembers of it (access/access-cache.ts).
create function parley_access_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('parley_access', '');
  return null;
end $$;
create trigger access_changed after insert or delete or update of role, removed_at on members
  for each statement execute function parley_access_changed();
create trigger access_changed after delete or update of role, revoked_at on api_keys
  for each statement execute function parley_access_changed();
create trigger access_changed after delete or update of active_workspace_id, expires_at on auth.sessions
  for each statement execute function parley_access_changed();
create trigger access_changed after update of name, email on auth.users
  for each statement execute function parley_access_changed();
create trigger access_changed after update of name on workspaces
  for each statement execute function parley_access_changed();
