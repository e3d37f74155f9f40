-- What a visitor of the website agreed to before anything of them was stored, and whether they filled in the form before the first message.

alter table widget_visitors
  -- contract/widget-settings.ts: the wording, where it is explained, when and by which means; null where none was asked for
  add column consent jsonb,
  add column details_at timestamptz;

-- What a contact agreed to, word for word, on which channel.
create table contact_consents (
  workspace_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  channel_id uuid not null,
  wording text not null,
  link text,
  -- in the chat itself, or by a banner of the page around it
  given text not null check (given in ('chat', 'page')),
  given_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, contact_id) references contacts (workspace_id, id) on delete cascade
);
select parley_tenant_table('contact_consents');
create index contact_consents_contact on contact_consents (workspace_id, contact_id, given_at);
