-- When a channel's status last changed: one that has been "connecting" for long was left so by a process that went. When somebody last gave access to its
-- account: what is taken back at the provider ends what was given before, and nothing newer. Null: from before this was kept.
alter table channels
  add column status_at timestamptz,
  add column credentials_at timestamptz;
alter table channels
  alter column status_at set default now(),
  alter column credentials_at set default now();

-- The channel for which somebody signs in again; null: for a new one.
alter table channel_grants add column channel_id uuid;
