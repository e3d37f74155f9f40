-- Searching reads less (0012_reading.sql says how it works otherwise). A row found through a trigram or word index is a page of its own to read, a
-- row next to the last one is not: what is frequent is found faster by going through the newest, and only two thousand are looked at to know whether it is.
-- Digits within an e-mail address or a user name are no phone number.

create or replace function parley_search_messages(search tsquery, max_rows int) returns table (conversation_id uuid, message_id uuid)
language plpgsql stable security definer set search_path = public
  set jit = off set enable_seqscan = off set max_parallel_workers_per_gather = 0 as $$
declare
  workspace constant uuid := parley_workspace_id();
  words constant tsquery := regexp_replace(search::text, '<(-|\d+)>', '&', 'g')::tsquery;
  is_phrase constant boolean := words <> search;
  -- `offset 0`: the order is no reason to walk through messages one after the other and read each text.
  matching constant text := $sql$
    select m.id, m.conversation_id, m.text from (
      select m.id, m.conversation_id, m.text from messages m
      where m.workspace_id = $1 and m.id >= $2 and m.id < $3 and m.deleted_at is null and to_tsvector('simple', coalesce(m.text, '')) @@ $4 offset 0
    ) m order by m.id desc limit $5 $sql$;
  phrases constant text := 'with candidate as materialized (' || matching || $sql$), fitting as materialized (
      select c.id, c.conversation_id from candidate c where to_tsvector('simple', coalesce(c.text, '')) @@ $6 order by c.id desc limit $7)
    select (select count(*) from candidate), array(select f.id from fitting f order by f.id desc), array(select f.conversation_id from fitting f order by f.id desc) $sql$;
  sample constant int := 2000;
  candidates int := 1500;
  lowest uuid;
  upper_id uuid := 'ffffffff-ffff-ffff-ffff-ffffffffffff';
  lower_id uuid;
  cut uuid;
  span int;
  -- how many of a hundred messages match, as far as is known
  percent float8;
  ids uuid[];
  conversation_ids uuid[];
  found int := 0;
  got int;
  seen int;
begin
  if workspace is null or numnode(search) = 0 then return; end if;
  -- The months newest first, and what lies before them all. The default partition holds what belongs to no month.
  for lowest in
    select parley_id_floor(make_timestamptz(substr(right(c.relname, 7), 1, 4)::int, right(c.relname, 2)::int, 1, 0, 0, 0, 'UTC')) as floor
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'messages'::regclass and c.relname ~ '_\d{4}_\d{2}$'
    union all select '00000000-0000-0000-0000-000000000000' order by floor desc
  loop
    while upper_id > lowest loop
      lower_id := lowest;
      if percent is null or percent > 1.3 then
        span := case when percent is null then sample else ceil((max_rows - found) / percent * 120) end;
        execute 'select m.id from messages m where m.workspace_id = $1 and m.id >= $2 and m.id < $3 order by m.id desc offset $4 limit 1'
          into cut using workspace, lowest, upper_id, span;
        lower_id := coalesce(cut, lowest);
      else
        cut := null;
      end if;
      if is_phrase then
        execute phrases into seen, ids, conversation_ids using workspace, lower_id, upper_id, words, candidates, search, max_rows - found;
        candidates := candidates - seen;
        got := cardinality(ids);
        return query select unnest(conversation_ids), unnest(ids);
      else
        return query execute 'select f.conversation_id, f.id from (' || matching || ') f' using workspace, lower_id, upper_id, search, max_rows - found;
        get diagnostics got = row_count;
        seen := got;
      end if;
      found := found + got;
      if found >= max_rows or candidates <= 0 then return; end if;
      if cut is not null then percent := 100.0 * seen / span; end if;
      upper_id := lower_id;
    end loop;
  end loop;
end $$;

create or replace function parley_search_contacts(search text, max_rows int) returns table (id uuid)
language plpgsql stable security definer set search_path = public set jit = off as $$
declare
  workspace constant uuid := parley_workspace_id();
  name_part constant text := '%' || replace(replace(replace(lower(trim(search)), '\', '\\'), '%', '\%'), '_', '\_') || '%';
  digits constant text := regexp_replace(search, '\D', '', 'g');
  -- null finds nobody: with fewer digits, or letters among them, no number is meant
  number_part constant text := case when length(digits) >= 4 and search !~ '[[:alpha:]@]' then '%' || digits || '%' end;
  span int := 2000;
  exact uuid[];
  ids uuid[];
begin
  exact := array(
    select c.id from contacts c where c.workspace_id = workspace and lower(c.email) = lower(trim(search))
    union
    select i.contact_id from contact_identities i where i.workspace_id = workspace and lower(i.username) = lower(ltrim(trim(search), '@')));
  for attempt in 1..2 loop
    ids := array(
      select n.id from (
        select c.id, c.name, c.phone, c.updated_at from contacts c where c.workspace_id = workspace order by c.updated_at desc, c.id limit span
      ) n where lower(n.name) like name_part or n.phone like number_part order by n.updated_at desc limit max_rows);
    exit when cardinality(ids) >= max_rows;
    -- Where these will be enough if the name is as frequent among them.
    span := case when cardinality(ids) = 0 then null else span * (max_rows::float8 / cardinality(ids)) * 1.3 end;
    exit when span is null or span > 40000;
  end loop;
  -- Fewer than three letters have no trigram to be found by.
  if cardinality(ids) < max_rows and (length(trim(search)) >= 3 or number_part is not null) then
    execute $sql$
      select array(
        select f.id from (
          select c.id, c.updated_at from contacts c where c.workspace_id = $1 and lower(c.name) like $2
          union
          select c.id, c.updated_at from contacts c where c.workspace_id = $1 and c.phone like $3
        ) f order by f.updated_at desc limit $4) $sql$
      into ids using workspace, name_part, number_part, max_rows;
  end if;
  return query
    select c.id from contacts c where c.workspace_id = workspace and c.id = any (exact || ids) order by c.updated_at desc limit max_rows;
end $$;
