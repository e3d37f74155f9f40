import type pg from 'pg'

/** A pool, or one connection in a transaction whose changes nobody else sees. */
export type Asking = Pick<pg.ClientBase, 'query'>

export interface CatalogueTable {
  /** Without a schema for those in public: as declarations name them. */
  name: string
  isPartition: boolean
  columns: string[]
  primaryKey: string[]
  rowSecurity: 'none' | 'enabled' | 'forced'
  policies: Policy[]
  /** What parley_app may do with it. */
  appPrivileges: string[]
}

export interface Policy {
  name: string
  roles: string[]
  using: string | null
  check: string | null
}

export interface ForeignKey {
  name: string
  from: string
  to: string
  columns: string[]
  targetColumns: string[]
}

export interface DefinerFunction {
  name: string
  owner: string
  source: string
  settings: string[]
  isPublic: boolean
  appMayCall: boolean
  returnsNothing: boolean
}

/** Schemas in which the program keeps rows. */
const schemas = ['public', 'auth', 'graphile_worker']

/** Every table as the database has it. Asked as the owner. */
export async function readTables(pool: Asking): Promise<CatalogueTable[]> {
  const { rows } = await pool.query<CatalogueTable>(
    `select ${tableName('c')} as name, c.relispartition as "isPartition",
      array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns,
      coalesce((select array(select a.attname::text from unnest(k.conkey) with ordinality as key(number, place)
          join pg_attribute a on a.attrelid = c.oid and a.attnum = key.number order by key.place)
        from pg_constraint k where k.conrelid = c.oid and k.contype = 'p'), '{}') as "primaryKey",
      case when not c.relrowsecurity then 'none' when c.relforcerowsecurity then 'forced' else 'enabled' end as "rowSecurity",
      coalesce((select jsonb_agg(jsonb_build_object('name', p.policyname, 'roles', p.roles, 'using', p.qual, 'check', p.with_check) order by p.policyname)
        from pg_policies p where p.schemaname = n.nspname and p.tablename = c.relname), '[]') as policies,
      array(select privilege from unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as privilege
        where has_table_privilege('parley_app', c.oid, privilege)) as "appPrivileges"
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = any ($1) and c.relkind in ('r', 'p') order by 1`,
    [schemas],
  )
  return rows
}

export async function readForeignKeys(pool: Asking): Promise<ForeignKey[]> {
  const named = (key: string, table: string) =>
    `array(select a.attname::text from unnest(k.${key}) with ordinality as key(number, place)
      join pg_attribute a on a.attrelid = k.${table} and a.attnum = key.number order by key.place)`
  const { rows } = await pool.query<ForeignKey>(
    `select k.conname as name, k.conrelid::regclass::text as from, k.confrelid::regclass::text as to,
      ${named('conkey', 'conrelid')} as columns, ${named('confkey', 'confrelid')} as "targetColumns"
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where k.contype = 'f' and k.conparentid = 0 and n.nspname = any ($1) order by 1`,
    [schemas],
  )
  return rows
}

/** Unique indexes that do not contain the workspace: through them one workspace can notice a value of another. */
export async function readGlobalUniques(pool: Asking): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select i.indexrelid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indrelid
    where i.indisunique and c.relnamespace = 'public'::regnamespace
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id')
      and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and a.attnum = any (i.indkey)) order by 1`,
  )
  return rows.map((row) => row.name)
}

/** Functions that run with the rights of their owner. */
export async function readDefinerFunctions(pool: Asking): Promise<DefinerFunction[]> {
  const { rows } = await pool.query<DefinerFunction>(
    `select p.proname as name, p.proowner::regrole::text as owner, p.prosrc as source, coalesce(p.proconfig, '{}') as settings,
      exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0) as "isPublic",
      has_function_privilege('parley_app', p.oid, 'execute') as "appMayCall", p.prorettype = 'void'::regtype as "returnsNothing"
    from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace order by 1`,
  )
  return rows
}

export interface RoleFacts {
  name: string
  powers: string[]
  owns: string[]
  memberOf: string[]
  mayCreateIn: string[]
}

/** What the program's own roles could do beyond their policies. */
export async function readRoles(pool: Asking): Promise<RoleFacts[]> {
  const { rows } = await pool.query<RoleFacts>(
    `select r.rolname as name,
      array_remove(array[case when r.rolsuper then 'superuser' end, case when r.rolbypassrls then 'bypassrls' end, case when r.rolcreatedb then 'createdb' end,
        case when r.rolcreaterole then 'createrole' end, case when r.rolreplication then 'replication' end], null) as powers,
      array(select c.oid::regclass::text from pg_class c where c.relowner = r.oid union all select n.nspname from pg_namespace n where n.nspowner = r.oid) as owns,
      array(select m.roleid::regrole::text from pg_auth_members m where m.member = r.oid) as "memberOf",
      array(select n.nspname::text from pg_namespace n where n.nspname !~ '^pg_' and has_schema_privilege(r.oid, n.oid, 'create'))
        || case when has_database_privilege(r.oid, current_database(), 'create') then array['the database'] else '{}' end as "mayCreateIn"
    from pg_roles r where r.rolname in ('parley_app', 'parley_spine', 'parley_auth') order by 1`,
  )
  return rows
}

function tableName(alias: string): string {
  return `case when n.nspname = 'public' then ${alias}.relname::text else n.nspname || '.' || ${alias}.relname end`
}
