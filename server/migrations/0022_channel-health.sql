-- What the last look at a channel found wrong, and when a request came for it whose signature did not fit.
alter table channels
  add column checked_at timestamptz,
  add column findings jsonb not null default '{"failing": [], "marked": false}',
  add column refused_at timestamptz;
