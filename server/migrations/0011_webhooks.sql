-- Outgoing webhooks: addresses of the business that are told of events, and the log of what was told.

create table webhook_endpoints (
  workspace_id uuid not null,
  id uuid not null,
  url text not null,
  description text,
  types text[] not null,
  enabled boolean not null default true,
  disabled_reason text check (disabled_reason in ('by-hand', 'failing', 'gone')),
  -- sealed (platform/secrets.ts)
  secret text not null,
  previous_secret text,
  previous_secret_until timestamptz,
  -- failures in a row over all deliveries; from some on the address is asked one by one, with pauses
  failures int not null default 0,
  failing_since timestamptz,
  blocked_until timestamptz not null default '-infinity',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, id)
);
select parley_tenant_table('webhook_endpoints', 'select');

-- One row for each event and address. It holds ids and states only: what people wrote is read when it is sent.
create table webhook_deliveries (
  workspace_id uuid not null,
  id uuid not null,
  endpoint_id uuid not null,
  event_id uuid not null,
  type text not null,
  payload jsonb not null,
  -- whom it concerns, so that an erasure finds it (a refusal may repeat what was sent)
  contact_id uuid,
  status text not null check (status in ('pending', 'delivered', 'failed', 'withheld')),
  attempt int not null default 0,
  next_attempt_at timestamptz,
  locked_until timestamptz not null default '-infinity',
  attempted_at timestamptz,
  response_status int,
  response_body text check (octet_length(response_body) <= 2048),
  error text,
  duration_ms int,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, endpoint_id) references webhook_endpoints (workspace_id, id) on delete cascade
);
select parley_tenant_table('webhook_deliveries', 'select, update, delete');
create index webhook_deliveries_endpoint on webhook_deliveries (workspace_id, endpoint_id, id desc);
create index webhook_deliveries_due on webhook_deliveries (workspace_id, endpoint_id, next_attempt_at) where status = 'pending';
create index webhook_deliveries_contact on webhook_deliveries (workspace_id, contact_id) where contact_id is not null;
create index webhook_deliveries_age on webhook_deliveries using brin (created_at);
