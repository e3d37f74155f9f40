-- Message templates as their provider has them: a copy to search, to choose from and to show, brought up to date by asking the provider.

create table message_templates (
  workspace_id uuid not null,
  id uuid not null,
  channel_id uuid not null,
  external_id text not null,
  name text not null,
  language text not null,
  category text check (category in ('marketing', 'utility', 'authentication')),
  status text not null check (status in ('pending', 'approved', 'rejected', 'paused', 'disabled', 'in-appeal', 'archived', 'unknown')),
  quality text check (quality in ('high', 'medium', 'low')),
  rejection_code text,
  -- what the provider's reviewer wrote, where it came along
  rejection_detail text,
  parameter_format text not null check (parameter_format in ('positional', 'named')),
  content jsonb not null,
  -- when the provider was asked for what stands here: an answer to an earlier question never replaces a later one's
  asked_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, channel_id) references channels (workspace_id, id) on delete cascade
);
select parley_tenant_table('message_templates');
create unique index message_templates_external on message_templates (workspace_id, channel_id, external_id);
create index message_templates_list on message_templates (workspace_id, channel_id, name collate "C", language collate "C", id);
