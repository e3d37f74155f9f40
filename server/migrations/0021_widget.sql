-- What a visitor of the website agreed to before anything of them was stored, whether they filled in the form before the first message, and what they
-- thought of it in the end.

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
  withdrawn_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, contact_id) references contacts (workspace_id, id) on delete cascade
);
select parley_tenant_table('contact_consents');
create index contact_consents_contact on contact_consents (workspace_id, contact_id, given_at);

-- What a customer thinks of a conversation that was resolved.
create table conversation_ratings (
  workspace_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  rating smallint not null check (rating between 1 and 5),
  comment text,
  -- by the same clock as the place of messages in the thread
  created_at timestamptz not null default clock_timestamp(),
  primary key (workspace_id, id)
);
select parley_tenant_table('conversation_ratings');
create index conversation_ratings_conversation on conversation_ratings (workspace_id, conversation_id, created_at);
