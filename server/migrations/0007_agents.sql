-- AI agents: what they are told, which model answers, what each run did and what it cost.

create table agents (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  mode text not null check (mode in ('auto', 'draft', 'off')),
  reply_delay_ms int not null check (reply_delay_ms between 0 and 60000),
  -- everything else of contract/agents.ts
  settings jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
select parley_tenant_table('agents', 'select');

-- One row per answer: "why this answer". Written by the spine together with the answer itself, no foreign keys for the reason given at `messages`.
create table agent_runs (
  workspace_id uuid not null,
  id uuid not null,
  agent_id uuid not null,
  conversation_id uuid not null,
  -- null: answered without a model
  model text,
  -- reply, handover:<reason>
  outcome text not null,
  sources jsonb not null default '[]',
  tool_calls jsonb not null default '[]',
  input_tokens int not null default 0,
  output_tokens int not null default 0,
  duration_ms int not null,
  error text,
  primary key (workspace_id, id)
) partition by range (id);
select parley_tenant_table('agent_runs', 'select, insert, delete');
create table agent_runs_default partition of agent_runs default;
alter table agent_runs_default enable row level security;
alter table agent_runs_default force row level security;
insert into partitioned_tables values ('agent_runs', interval '365 days');

create table model_providers (
  workspace_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('openai', 'openai-compatible', 'anthropic', 'google')),
  name text not null,
  base_url text,
  api text check (api in ('responses', 'chat')),
  models jsonb not null,
  -- sealed (platform/secrets.ts); no answer ever holds it
  api_key text not null,
  key_hint text not null,
  is_default boolean not null default false,
  status text not null default 'untested' check (status in ('ok', 'failed', 'untested')),
  status_reason text,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
select parley_tenant_table('model_providers');
create unique index model_providers_default on model_providers (workspace_id) where is_default;

-- What an agent used on one day (UTC): compared with its limits before a model is called. No person in it.
create table agent_usage (
  workspace_id uuid not null,
  agent_id uuid not null,
  day date not null,
  turns bigint not null default 0,
  input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  primary key (workspace_id, agent_id, day)
);
select parley_tenant_table('agent_usage', 'select, insert, update');
