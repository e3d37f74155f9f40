-- People, and the ids by which each connection knows them.

create table contacts (
  workspace_id uuid not null,
  id uuid not null,
  name text,
  email text,
  phone text,
  language text,
  attributes jsonb not null default '{}',
  blocked boolean not null default false,
  restricted boolean not null default false,
  opted_out boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
select parley_tenant_table('contacts', 'select, insert, update');
create index contacts_recent on contacts (workspace_id, updated_at desc, id);
create index contacts_phone on contacts (workspace_id, phone) where phone is not null;
create index contacts_email on contacts (workspace_id, lower(email)) where email is not null;
create index contacts_name_search on contacts using gin (lower(name) gin_trgm_ops);

-- An identity is (connection, the provider's user id). Several ids of one connection may lead to one contact.
create table contact_identities (
  workspace_id uuid not null,
  channel_id uuid not null,
  external_id text not null,
  contact_id uuid not null,
  username text,
  verified boolean not null default false,
  -- the person blocked us there
  unreachable boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (workspace_id, channel_id, external_id),
  foreign key (workspace_id, contact_id) references contacts (workspace_id, id) on delete cascade
);
select parley_tenant_table('contact_identities', 'select, insert, update');
create index contact_identities_contact on contact_identities (workspace_id, contact_id);
