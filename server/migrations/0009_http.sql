-- Answers already given, so that a repeated POST with the same Idempotency-Key has one effect. Kept a day.
create table idempotency_keys (
  workspace_id uuid not null,
  actor_id text not null,
  key text not null,
  -- method, path and body of the first request: the same key with another request is refused
  request_hash text not null,
  status int,
  body text,
  created_at timestamptz not null default now(),
  primary key (workspace_id, actor_id, key)
);
select parley_tenant_table('idempotency_keys', 'select, delete');
create index idempotency_keys_age on idempotency_keys (created_at);
