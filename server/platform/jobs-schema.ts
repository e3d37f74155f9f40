import { Logger as GraphileLogger, runMigrations } from 'graphile-worker'
import pg from 'pg'
import type { OwnerConnection } from './db.ts'

const silent = new GraphileLogger(() => () => {})

/**
 * Installs the queue's schema and opens it to our roles: whoever holds a transaction may add jobs through one function, only the
 * cross-workspace role may see or run them. Callers hold the migration lock.
 */
export async function installJobSchema(owner: OwnerConnection): Promise<void> {
  const { connectionString, host, user, database } = owner
  const pool = new pg.Pool({ ...(connectionString ? { connectionString } : { host, user, database }), max: 1 })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  try {
    await runMigrations({ pgPool: pool, logger: silent })
    await pool.query(`set client_min_messages = warning; ${grants}`)
  } finally {
    await pool.end()
  }
}

const grants = `
do $$
declare
  queue_table record;
begin
  for queue_table in select c.oid::regclass as name, c.relname from pg_class c
    where c.relnamespace = 'graphile_worker'::regnamespace and c.relkind = 'r' and c.relname <> 'parley_workers' loop
    execute format('grant select, insert, update, delete on %s to parley_spine', queue_table.name);
    if not exists (select from pg_policies where schemaname = 'graphile_worker' and tablename = queue_table.relname and policyname = 'spine') then
      execute format('create policy spine on %s for all to parley_spine using (true) with check (true)', queue_table.name);
    end if;
  end loop;
end $$;
grant usage on schema graphile_worker to parley_spine;
grant usage, select on all sequences in schema graphile_worker to parley_spine;
grant execute on all functions in schema graphile_worker to parley_spine;

-- Which worker pools live. Unlogged: after a crash of the database nobody is known, and the living say so again within seconds.
create unlogged table if not exists graphile_worker.parley_workers (
  pool_id text primary key,
  backend int not null,
  seen_at timestamptz not null default now()
);
grant select, insert, update, delete on graphile_worker.parley_workers to parley_spine;

/*
 * Adds jobs in the caller's transaction. With a key, graphile's add_jobs may return nothing for a job that starts running in the same
 * moment: what it did not take is added without the key, because a job too many is better than one too few.
 */
create or replace function public.parley_enqueue(specs jsonb, keep_run_at boolean) returns void
  language plpgsql security definer set search_path = graphile_worker, pg_temp as $$
declare
  wanted graphile_worker.job_spec[];
  taken text[];
begin
  select array_agg((s.identifier, s.payload, s.queue_name, s.run_at, s.max_attempts, s.job_key, s.priority, null)::graphile_worker.job_spec order by s.job_key)
    into wanted
    from jsonb_to_recordset(specs) as s(identifier text, payload json, queue_name text, run_at timestamptz, max_attempts smallint, job_key text, priority smallint);
  select array_agg(added.key) into taken from graphile_worker.add_jobs(wanted, keep_run_at) added;
  select array_agg((w.identifier, w.payload, w.queue_name, w.run_at, w.max_attempts, null, w.priority, null)::graphile_worker.job_spec)
    into wanted from unnest(wanted) w where w.job_key is not null and not (w.job_key = any (coalesce(taken, '{}')));
  if wanted is not null then perform graphile_worker.add_jobs(wanted, false); end if;
end $$;
revoke execute on function public.parley_enqueue(jsonb, boolean) from public;
grant execute on function public.parley_enqueue(jsonb, boolean) to parley_app, parley_spine, parley_auth;
`
