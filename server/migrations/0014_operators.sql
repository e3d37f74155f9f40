-- Who runs the installation itself: they see the numbers of all workspaces, never what is written in them. Kept at the account, because an
-- installation has many workspaces strictly apart and none of their roles reaches beyond its own.
create table auth.operators (
  user_id uuid primary key references auth.users (id) on delete cascade,
  created_at timestamptz not null default now()
);
select parley_auth_table('auth.operators');
create trigger access_changed after insert or delete on auth.operators
  for each statement execute function parley_access_changed();

-- An installation from before has no operator: the oldest account that owns a workspace becomes it. Row-level security binds the migrating
-- user too, so this is written as the role that may see accounts.
set local role parley_auth;
insert into auth.operators (user_id)
select u.id from auth.users u
where exists (select from public.members m where m.user_id = u.id and m.role = 'owner' and m.removed_at is null)
order by u.created_at, u.id limit 1;
reset role;
