-- Mails on their way out, and what became of them. Those about accounts belong to no workspace and stand under the id of zeros.
create table mails (
  workspace_id uuid not null,
  id uuid not null,
  -- whoever stores the same mail again finds it stored
  key text not null,
  category text not null check (category in ('service', 'security', 'billing', 'marketing')),
  kind text not null,
  contact_id uuid,
  -- keyed hash of the address: counts what one address is sent, and names nobody
  recipient_hash bytea not null,
  -- sealed (platform/secrets.ts): address, subject and words; gone as soon as it was sent or given up
  content text,
  status text not null check (status in ('queued', 'sending', 'sent', 'failed', 'withheld')),
  attempt int not null default 0,
  locked_until timestamptz not null default '-infinity',
  expires_at timestamptz,
  attempted_at timestamptz,
  error text,
  -- the mail server's code, never its words: they often repeat the address
  response text,
  sent_at timestamptz,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, key)
);
select parley_tenant_table('mails', 'select, delete');
create index mails_contact on mails (workspace_id, contact_id) where contact_id is not null;
create index mails_recipient on mails (workspace_id, recipient_hash, created_at);
create index mails_age on mails using brin (created_at);

-- What a contact has agreed to: the wording of a chat, or being sent marketing.
alter table contact_consents add column purpose text not null default 'chat' check (purpose in ('chat', 'marketing'));

-- Whether this person wants to be told by mail when a channel of the workspace breaks.
alter table members add column channel_mails boolean not null default true;

-- Which channel its owners were told about: one row from the mail that it is broken to the one that it is well again.
create table channel_notices (
  workspace_id uuid not null,
  channel_id uuid not null,
  told_at timestamptz not null,
  -- null while it is broken
  well_at timestamptz,
  primary key (workspace_id, channel_id)
);
select parley_tenant_table('channel_notices', 'select');
