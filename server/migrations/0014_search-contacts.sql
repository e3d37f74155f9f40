-- Digits within an e-mail address or a user name are no phone number: looking for them among all numbers made the search for an address the slowest.
-- Otherwise as before (0012_reading.sql).
create or replace function parley_search_contacts(search text, max_rows int) returns table (id uuid)
language plpgsql stable security definer set search_path = public set jit = off as $$
declare
  workspace constant uuid := parley_workspace_id();
  name_part constant text := '%' || replace(replace(replace(lower(search), '\', '\\'), '%', '\%'), '_', '\_') || '%';
  digits constant text := regexp_replace(search, '\D', '', 'g');
  -- null finds nobody: with fewer digits, or letters among them, no number is meant
  number_part constant text := case when length(digits) >= 4 and search !~ '[[:alpha:]@]' then '%' || digits || '%' end;
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
