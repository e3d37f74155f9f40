-- Reading stays quick when there are millions of messages.

-- Trusted since PostgreSQL 13: the owner of the database may make it. It lets one index hold the workspace beside the words, so that a small
-- workspace does not pay for what its big neighbour wrote.
create extension if not exists btree_gin;

drop index messages_text;
-- A short list of what is not sorted in yet: each search reads it from end to end.
create index messages_text on messages using gin (workspace_id, to_tsvector('simple', coalesce(text, ''))) with (gin_pending_list_limit = 512);

/*
 * The newest messages of the workspace that match, newest first. Partitions are ordered by time, so they are asked one after the other until there
 * are enough, each by a statement of its own that is planned for its values: what is best differs from word to word. Of a frequent word a month
 * holds a hundred thousand messages, but enough are found among the newest few thousand: those are looked at first, and what was found among
 * them says how far to go next. Words that must stand side by side are searched as words, and then at most `candidates` texts are read.
 * It runs with its own rights, because under row-level security an index on a non-leakproof operator (@@) may not be used; it compares the
 * workspace with the transaction's own, so it opens nothing.
 */
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
  sample constant int := 8000;
  candidates int := 2500;
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
      if percent is null or percent > 1 then
        span := case when percent is null then sample else ceil((max_rows - found) / percent * 150) end;
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

-- The inbox. Each message changes a conversation's place in the list and with it every index that holds the place: as few as answer every filter
-- of the inbox. A list without a status or a handler is put together from the lists of each (queries-conversations.ts).
create index conversations_list on conversations (workspace_id, status, handler, last_activity_at desc, id desc);
drop index conversations_recent;
drop index conversations_status;
create index conversations_channel_list on conversations (workspace_id, channel_id, status, last_activity_at desc, id desc);
drop index conversations_channel;
create index conversations_assignee_list on conversations (workspace_id, assignee_id, status, last_activity_at desc, id desc) where assignee_id is not null;
drop index conversations_assignee;
create index conversations_untaken on conversations (workspace_id, status, last_activity_at desc, id desc) where assignee_id is null and handler <> 'agent';
drop index conversations_unassigned;
-- One index for both: those of a contact, and the one of a contact on a channel.
create unique index conversations_contact_on_channel on conversations (workspace_id, contact_id, channel_id);
drop index conversations_contact_channel;
drop index conversations_contact;

-- Contacts by a part of their name or number, each workspace for itself.
create index contacts_search on contacts using gin (workspace_id, lower(name) gin_trgm_ops, phone gin_trgm_ops);
drop index contacts_name_search;
create index contact_identities_username on contact_identities (workspace_id, lower(username)) where username is not null;

/*
 * Contacts by a part of their name or phone number (from three letters or four digits on), by their e-mail address or user name: lately changed
 * first. Of a frequent name enough are found among those changed last, and those are looked at first. It has its own rights, because under
 * row-level security the trigram index may not be used; it compares the workspace with the transaction's own, so it opens nothing.
 */
create or replace function parley_search_contacts(search text, max_rows int) returns table (id uuid)
language plpgsql stable security definer set search_path = public set jit = off as $$
declare
  workspace constant uuid := parley_workspace_id();
  name_part constant text := '%' || replace(replace(replace(lower(search), '\', '\\'), '%', '\%'), '_', '\_') || '%';
  digits constant text := regexp_replace(search, '\D', '', 'g');
  -- what no number contains, where too few digits are given
  number_part constant text := case when length(digits) >= 4 then '%' || digits || '%' end;
  newest constant int := 5000;
  exact uuid[];
  ids uuid[];
begin
  exact := array(
    select c.id from contacts c where c.workspace_id = workspace and lower(c.email) = lower(search)
    union
    select i.contact_id from contact_identities i where i.workspace_id = workspace and lower(i.username) = lower(ltrim(search, '@')));
  ids := array(
    select n.id from (
      select c.id, c.name, c.phone, c.updated_at from contacts c where c.workspace_id = workspace order by c.updated_at desc, c.id limit newest
    ) n where lower(n.name) like name_part or n.phone like number_part order by n.updated_at desc limit max_rows);
  -- Fewer than three letters have no trigram to be found by.
  if cardinality(ids) < max_rows and (length(search) >= 3 or number_part is not null) then
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
