-- What operators see of a running installation: its processes, an hour of measurements, and since when something is wrong.

-- The processes that live, each by its own word every few seconds. Unlogged: after a crash of the database nobody is known, and the living say so
-- again at once.
create unlogged table operation_processes (
  id uuid primary key,
  roles text[] not null,
  version text not null,
  -- the machine's own name: "host:pid" is how a person finds the process
  host text not null,
  pid int not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  -- memory, delay of the event loop, open circuits and the like (process-facts.ts)
  facts jsonb not null
);
alter table operation_processes enable row level security;
alter table operation_processes force row level security;
create policy instance on operation_processes for all to parley_spine using (true) with check (true);
grant select, insert, update, delete on operation_processes to parley_spine;

/*
 * Measurements of some seconds: counts and times of one process, or the state of the queues (written by one process, with the nil id). The nil
 * workspace is the whole installation, which only parley_spine sees. Rows of different processes are added up by whoever reads.
 */
create table operation_samples (
  workspace_id uuid not null,
  at timestamptz not null,
  process_id uuid not null,
  measures jsonb not null,
  primary key (workspace_id, at, process_id)
);
select parley_tenant_table('operation_samples', 'select, insert, delete');
create index operation_samples_at on operation_samples (at);

-- What is wrong at the moment, and since when. The nil workspace: the installation itself.
create table operation_alarms (
  workspace_id uuid not null,
  id text not null,
  began_at timestamptz not null,
  primary key (workspace_id, id)
);
select parley_tenant_table('operation_alarms', 'select, insert, delete');

-- The milliseconds that a UUIDv7 begins with: how long ago a message came in, without reading the message.
create function parley_id_time(id uuid) returns timestamptz language sql immutable parallel safe as $$
  select to_timestamp(('x' || substr(id::text, 1, 8) || substr(id::text, 10, 4))::bit(48)::bigint / 1000.0)
$$;

/*
 * Standbys of this server. Their state is shown to whoever may monitor the server, which running roles may not: read with the migrating user's
 * rights, and null where those do not reach either.
 */
create function parley_standbys() returns table (wanted text, connected int, synchronous int, is_known boolean)
  language sql stable security definer set search_path = pg_catalog as $$
  select current_setting('synchronous_standby_names'), count(r.pid)::int,
    (count(*) filter (where r.sync_state in ('sync', 'quorum')))::int, coalesce(bool_and(r.sync_state is not null) filter (where r.pid is not null), true)
  from (select 1) one left join pg_stat_replication r on true
$$;
revoke execute on function parley_standbys() from public;
grant execute on function parley_standbys() to parley_spine;
