-- The ground every module's tables stand on: roles, row-level security, time partitions, events, instance settings, keys.

-- Roles are shared by all databases of a server: another Parley may have made them already.
do $$
declare
  role_name text;
begin
  foreach role_name in array array['parley_app', 'parley_spine', 'parley_auth'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      begin
        execute format('create role %I nologin', role_name);
      exception
        when duplicate_object or unique_violation then null;
        when insufficient_privilege then
          raise exception 'The database user may not create roles. As an administrator run: create role %; grant % to % (for parley_app, parley_spine and parley_auth)',
            role_name, role_name, current_user;
      end;
    end if;
    if current_setting('parley.login_roles', true) = 'on' then
      execute format('alter role %I login', role_name);
    elsif not pg_has_role(current_user, role_name, 'member') then
      execute format('grant %I to %I', role_name, current_user);
    end if;
  end loop;
end $$;

revoke create on schema public from public;
grant usage on schema public to parley_app, parley_spine, parley_auth;

create extension if not exists pg_trgm;

-- The workspace of the running transaction, null outside one: every policy compares with it.
create function parley_workspace_id() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('app.workspace_id', true), '')::uuid $$;

/*
 * Makes a table a tenant's: row-level security, forced on the owner too; parley_app sees the rows of the transaction's workspace and
 * no others. `spine_privileges` (for example 'select, update') opens the table to the cross-workspace role for just those commands.
 */
create function parley_tenant_table(tenant_table regclass, spine_privileges text default null) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', tenant_table);
  execute format('alter table %s force row level security', tenant_table);
  execute format('create policy tenant on %s for all to parley_app using (workspace_id = parley_workspace_id()) with check (workspace_id = parley_workspace_id())', tenant_table);
  execute format('grant select, insert, update, delete on %s to parley_app', tenant_table);
  if spine_privileges is not null then
    execute format('create policy spine on %s for all to parley_spine using (true) with check (true)', tenant_table);
    execute format('grant %s on %s to parley_spine', spine_privileges, tenant_table);
  end if;
end $$;

-- Gives a function to the cross-workspace role: a function with its own rights ("security definer") then reads with that role's policies and
-- with nothing more. An owner who is no superuser needs the right to create for the moment of the change.
create function parley_give_to_spine(definer regprocedure) returns void language plpgsql as $$
begin
  grant create on schema public to parley_spine;
  execute format('alter function %s owner to parley_spine', definer);
  execute format('revoke execute on function %s from public', definer);
  execute format('grant execute on function %s to parley_app', definer);
  revoke create on schema public from parley_spine;
end $$;

-- The smallest UUIDv7 of a moment: big tables are partitioned by ranges of their own ids, so that a primary key may start with
-- workspace_id and still hold the partition key, and an id alone finds its partition.
create function parley_id_floor(at timestamptz) returns uuid language sql immutable parallel safe as $$
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
$$;

create table partitioned_tables (
  parent text primary key,
  -- how long rows live; null: until they are deleted with their subject
  keep interval
);
alter table partitioned_tables enable row level security;
create policy spine on partitioned_tables for select to parley_spine using (true);
grant select on partitioned_tables to parley_spine;

/*
 * Makes the monthly partitions of every registered table from last month to `months_ahead` months ahead. Owned by the migrating user and
 * run with its rights, because no running role may create tables.
 */
create function parley_ensure_partitions(months_ahead int default 3) returns int language plpgsql security definer set search_path = public as $$
declare
  parent_name text;
  from_month timestamptz;
  partition_name text;
  made int := 0;
begin
  perform pg_advisory_xact_lock(hashtext('parley:partitions'));
  for parent_name in select parent from partitioned_tables order by parent loop
    for from_month in select generate_series(date_trunc('month', now(), 'UTC') - interval '1 month', date_trunc('month', now(), 'UTC') + make_interval(months => months_ahead), interval '1 month') loop
      partition_name := parent_name || to_char(from_month at time zone 'UTC', '_YYYY_MM');
      if to_regclass(partition_name) is null then
        execute format('create table %I partition of %I for values from (%L) to (%L)', partition_name, parent_name,
          parley_id_floor(from_month), parley_id_floor(from_month + interval '1 month'));
        execute format('alter table %I enable row level security', partition_name);
        execute format('alter table %I force row level security', partition_name);
        made := made + 1;
      end if;
    end loop;
  end loop;
  return made;
end $$;
revoke execute on function parley_ensure_partitions(int) from public;
grant execute on function parley_ensure_partitions(int) to parley_spine;

/*
 * Drops the partitions whose newest possible row is older than its table keeps rows. What has expired inside a partition that still holds
 * younger rows is deleted by the caller. It gives up rather than hold up the spine behind its lock: the next run tries again.
 */
create function parley_drop_expired_partitions() returns int language plpgsql security definer set search_path = public set lock_timeout = '2s' as $$
declare
  expired record;
  dropped int := 0;
begin
  perform pg_advisory_xact_lock(hashtext('parley:partitions'));
  for expired in
    select c.relname as name from partitioned_tables t
    join pg_inherits i on i.inhparent = to_regclass(t.parent)
    join pg_class c on c.oid = i.inhrelid
    where t.keep is not null and c.relname ~ '_\d{4}_\d{2}$'
      and (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC' < now() - t.keep
    order by c.relname
  loop
    execute format('drop table %I', expired.name);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;
revoke execute on function parley_drop_expired_partitions() from public;
grant execute on function parley_drop_expired_partitions() to parley_spine;

-- What this installation knows of itself: the key check value, the last clean stop. Nothing of any workspace.
create table instance_settings (
  key text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
);
alter table instance_settings enable row level security;
alter table instance_settings force row level security;
create policy instance on instance_settings for all to parley_spine using (true) with check (true);
grant select, insert, update on instance_settings to parley_spine;

-- One key per workspace, itself sealed by the master key (platform/secrets.ts).
create table workspace_keys (
  workspace_id uuid not null,
  key_id text not null,
  wrapped text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, key_id)
);
select parley_tenant_table('workspace_keys', 'select, insert, update');

-- Everything that happened, in the words of contract/events.ts. Payloads carry ids and states, never what people wrote.
create table events (
  workspace_id uuid not null,
  id uuid not null,
  type text not null,
  payload jsonb not null,
  primary key (workspace_id, id)
) partition by range (id);
select parley_tenant_table('events', 'select, insert, delete');
create table events_default partition of events default;
alter table events_default enable row level security;
alter table events_default force row level security;
insert into partitioned_tables values ('events', interval '60 days');

-- Who must be told of which events even after a crash; the queue is written in the transaction of the event itself.
create table event_subscriptions (
  workspace_id uuid not null,
  subscriber text not null,
  types text[] not null,
  primary key (workspace_id, subscriber)
);
select parley_tenant_table('event_subscriptions', 'select');

create table event_queue (
  workspace_id uuid not null,
  subscriber text not null,
  event_id uuid not null,
  locked_until timestamptz not null default '-infinity',
  attempt int not null default 0,
  primary key (workspace_id, subscriber, event_id)
);
select parley_tenant_table('event_queue', 'select, insert, update, delete');
create index event_queue_due on event_queue (subscriber, locked_until);
