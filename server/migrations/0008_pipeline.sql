-- The spine's own two tables: what must still be answered, what must still be sent. Leases instead of queue rows (docs/pipeline.md).

create table mailbox (
  workspace_id uuid not null,
  conversation_id uuid not null,
  -- the newest inbound message, and the newest that a turn has dealt with
  last_in uuid not null,
  done_in uuid,
  -- when the next turn may start; infinity: nothing to do
  due_at timestamptz not null,
  locked_until timestamptz not null default '-infinity',
  -- grows with each claim: a late writer whose lease was taken over is fenced off by it
  claim int not null default 0,
  attempt int not null default 0,
  primary key (workspace_id, conversation_id)
) with (fillfactor = 70);
select parley_tenant_table('mailbox', 'select, insert, update, delete');
create index mailbox_due on mailbox (due_at) where due_at < 'infinity';

create table outbox (
  workspace_id uuid not null,
  message_id uuid not null,
  conversation_id uuid not null,
  channel_id uuid not null,
  -- 0 live replies, 10 broadcasts
  priority smallint not null default 0,
  -- queued; calling: the provider may have it; waiting: for a proof after a crash
  state text not null default 'queued' check (state in ('queued', 'calling', 'waiting')),
  -- the conversation's handler_epoch under which an AI wrote this: a takeover raises it, and what is still queued is withdrawn
  epoch int,
  -- how many of the message's provider calls have their receipt
  calls_done smallint not null default 0,
  attempt smallint not null default 0,
  next_at timestamptz not null default now(),
  locked_until timestamptz not null default '-infinity',
  claim int not null default 0,
  primary key (workspace_id, message_id)
) with (fillfactor = 70);
select parley_tenant_table('outbox', 'select, insert, update, delete');
create index outbox_due on outbox (priority, next_at);
create index outbox_conversation on outbox (workspace_id, conversation_id, message_id);

-- What one provider account bears, shared by all processes. A row exists only for accounts that refused something:
-- everything else is sent without asking (docs/decisions/0003-pacing.md).
create table channel_pacing (
  workspace_id uuid not null,
  channel_id uuid not null,
  -- nothing is sent before (Retry-After, open circuit)
  blocked_until timestamptz not null default '-infinity',
  -- until then every send takes a token of the bucket
  paced_until timestamptz not null default '-infinity',
  tokens double precision not null default 0,
  refilled_at timestamptz not null default now(),
  failures int not null default 0,
  primary key (workspace_id, channel_id)
);
select parley_tenant_table('channel_pacing', 'select, insert, update, delete');

select parley_ensure_partitions();
