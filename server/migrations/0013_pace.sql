-- Under load: what changes often does so inside its page.

-- How full pages are made. A message sent changes twice or thrice (sent, delivered, read): with room in its page none of that touches an index,
-- and the index for the full text search is the dearest of all.
alter table partitioned_tables add column fill int not null default 100 check (fill between 50 and 100);
update partitioned_tables set fill = 70 where parent = 'messages';

create or replace function parley_ensure_partitions(months_ahead int default 3) returns int language plpgsql security definer set search_path = public as $$
declare
  wanted record;
  from_month timestamptz;
  partition_name text;
  made int := 0;
begin
  perform pg_advisory_xact_lock(hashtext('parley:partitions'));
  for wanted in select parent, fill from partitioned_tables order by parent loop
    for from_month in select generate_series(date_trunc('month', now(), 'UTC') - interval '1 month', date_trunc('month', now(), 'UTC') + make_interval(months => months_ahead), interval '1 month') loop
      partition_name := wanted.parent || to_char(from_month at time zone 'UTC', '_YYYY_MM');
      if to_regclass(partition_name) is null then
        execute format('create table %I partition of %I for values from (%L) to (%L) with (fillfactor = %s)', partition_name, wanted.parent,
          parley_id_floor(from_month), parley_id_floor(from_month + interval '1 month'), wanted.fill);
        execute format('alter table %I enable row level security', partition_name);
        execute format('alter table %I force row level security', partition_name);
        made := made + 1;
      end if;
    end loop;
  end loop;
  return made;
end $$;

do $$
declare
  existing regclass;
begin
  for existing in select inhrelid::regclass from pg_inherits where inhparent = 'messages'::regclass loop
    execute format('alter table %s set (fillfactor = 70)', existing);
  end loop;
end $$;

/*
 * Looks at tables anew that have grown by half since PostgreSQL last did. Its own watcher comes once a minute; until then a table that was empty counts as
 * tiny, any index seems as good as any other, and statements that were planned meanwhile read thousands of rows for one (measured: a quarter of the speed).
 * Run with the owner's rights, because no running role may analyse. @returns how many were looked at
 */
create function parley_refresh_statistics() returns int language plpgsql security definer set search_path = public as $$
declare
  grown regclass;
  looked_at int := 0;
begin
  if not pg_try_advisory_xact_lock(hashtext('parley:statistics')) then return 0; end if;
  for grown in
    select relid from pg_stat_user_tables
    where schemaname = 'public' and n_mod_since_analyze > 100 and n_mod_since_analyze > 0.5 * n_live_tup
  loop
    execute format('analyze (skip_locked) %s', grown);
    looked_at := looked_at + 1;
  end loop;
  return looked_at;
end $$;
revoke execute on function parley_refresh_statistics() from public;
grant execute on function parley_refresh_statistics() to parley_spine;

-- Broadcasts wait in a lane of their own, by account: a hundred thousand of them cost the live lane nothing.
drop index outbox_due;
create index outbox_due on outbox (next_at) where priority = 0;
drop index outbox_conversation;
-- By the conversation first: an index that begins with the workspace looks as good to the planner as one that begins with the right row.
create index outbox_conversation on outbox (conversation_id, message_id);
create index outbox_bulk on outbox (channel_id, next_at, message_id) where priority > 0;
