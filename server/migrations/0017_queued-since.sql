-- Since when a message is on its way out. Its id says when it was written, which for one that is tried again may be a week ago.
alter table outbox add column queued_at timestamptz not null default now();
