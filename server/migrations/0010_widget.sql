-- Visitors of the website widget. No address of theirs is kept, and their token only as a hash.

create table widget_visitors (
  workspace_id uuid not null,
  id uuid not null,
  channel_id uuid not null,
  token_hash bytea not null,
  -- the identity under which the record knows them: `visitor:…` by browser, `user:…` once the website has proved who it is
  external_id text not null,
  verified boolean not null default false,
  -- the id that was claimed without proof: shown, never trusted
  claimed_id text,
  name text,
  email text,
  phone text,
  language text,
  attributes jsonb not null default '{}',
  -- where they are on the website
  page_url text,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
select parley_tenant_table('widget_visitors', 'select, delete');
create unique index widget_visitors_token on widget_visitors (token_hash);
create index widget_visitors_identity on widget_visitors (workspace_id, channel_id, external_id);
create index widget_visitors_seen on widget_visitors (last_seen_at);

-- Who uploaded a file: only they may attach it to a message.
create table widget_uploads (
  workspace_id uuid not null,
  file_id uuid not null,
  visitor_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, file_id),
  foreign key (workspace_id, visitor_id) references widget_visitors (workspace_id, id) on delete cascade
);
select parley_tenant_table('widget_uploads', 'select, delete');
create index widget_uploads_age on widget_uploads (created_at);
