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
  -- milliseconds, as cursors carry it
  updated_at timestamptz(3) not null default now(),
  primary key (workspace_id, id)
);
select parley_tenant_table('contacts', 'select, insert, update, delete');
create index contacts_recent on contacts (workspace_id, updated_at desc, id);
create index contacts_phone on contacts (workspace_id, phone) where phone is not null;
create index contacts_email on contacts (workspace_id, lower(email)) where email is not null;
create index contacts_name_search on contacts using gin (lower(name) gin_trgm_ops);

-- Files of people that are taken in, row by row. The file itself goes as soon as it has been read; faults name rows and columns, never what stood there.
create table contact_imports (
  workspace_id uuid not null,
  id uuid not null,
  status text not null check (status in ('queued', 'running', 'done', 'failed')),
  status_reason text,
  -- how the file is read and what becomes of people who are known already (contract/contacts.ts)
  options jsonb not null,
  -- null until the file has been read once from end to end
  total int,
  processed int not null default 0,
  created int not null default 0,
  updated int not null default 0,
  skipped int not null default 0,
  failed int not null default 0,
  errors jsonb not null default '[]',
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (workspace_id, id)
);
select parley_tenant_table('contact_imports', 'select, delete');
create index contact_imports_age on contact_imports (created_at);

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

/*
 * Contacts by a part of their name, e-mail, phone number or user name. A function with its own rights, because under row-level security the
 * trigram index may not be used; it compares the workspace with the transaction's own, so it opens nothing.
 */
create function parley_search_contacts(search text, max_rows int) returns table (id uuid)
language sql stable security definer set search_path = public as $$
  select c.id from contacts c
  where c.workspace_id = parley_workspace_id()
    and (lower(c.name) like '%' || replace(replace(replace(lower(search), '\', '\\'), '%', '\%'), '_', '\_') || '%'
      or lower(c.email) = lower(search)
      or (length(regexp_replace(search, '\D', '', 'g')) >= 4 and c.phone like '%' || regexp_replace(search, '\D', '', 'g') || '%')
      or exists (select from contact_identities i where i.workspace_id = c.workspace_id and i.contact_id = c.id and lower(i.username) = lower(ltrim(search, '@'))))
  order by c.updated_at desc limit max_rows
$$;
select parley_give_to_spine('parley_search_contacts(text, int)');

-- Who has one of these numbers or addresses (in lower case): a function for the same reason.
create function parley_match_contacts(phones text[], emails text[]) returns table (id uuid)
language sql stable security definer set search_path = public as $$
  select c.id from contacts c where c.workspace_id = parley_workspace_id() and c.phone = any (phones)
  union
  select c.id from contacts c where c.workspace_id = parley_workspace_id() and lower(c.email) = any (emails)
$$;
select parley_give_to_spine('parley_match_contacts(text[], text[])');
