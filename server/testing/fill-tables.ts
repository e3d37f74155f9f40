import type pg from 'pg'

export interface Planted {
  workspaceId: string
  /** The one id that every id column has, so that all rows belong together. */
  id: string
  /** Stands in every text, list and JSON column that takes free text. */
  canary: string
}

/** Values that a table needs to be read at all, where the catalogue does not say so. */
export type Overrides = Record<string, Record<string, string | null>>

interface Column {
  table: string
  name: string
  type: string
  isNullable: boolean
  hasDefault: boolean
  /** The definitions of the check constraints that mention it. */
  checks: string | null
}

/** One row in every table of a workspace, also in those that a later migration adds. @returns the tables */
export async function fillTables(pool: pg.Pool, planted: Planted, overrides: Overrides = {}): Promise<string[]> {
  const columns = await readColumns(pool)
  const tables = [...new Set(columns.map((column) => column.table))]
  const client = await pool.connect()
  try {
    // Rows refer to each other in a circle: foreign keys are right when all stand.
    await client.query(`set session_replication_role = replica`)
    for (const table of tables) {
      const values = columns
        .filter((column) => column.table === table)
        .map((column) => {
          const given = overrides[table]?.[column.name]
          return { name: column.name, value: given === undefined ? plantedValue(column, planted) : given }
        })
        .filter(({ value }) => value !== null)
      const names = values.map(({ name }) => `"${name}"`).join(', ')
      const places = values.map((_, index) => `$${index + 1}`).join(', ')
      await client.query(
        `insert into ${table} (${names}) values (${places}) on conflict do nothing`,
        values.map(({ value }) => value),
      )
    }
  } finally {
    await client.query(`reset session_replication_role`)
    client.release()
  }
  return tables
}

function plantedValue({ name, type, isNullable, hasDefault, checks }: Column, { workspaceId, id, canary }: Planted): unknown {
  if (name === 'workspace_id') return workspaceId
  if (type === 'uuid') return id
  if (type === 'text') return /ARRAY\['([^']+)'/.exec(checks ?? '')?.[1] ?? canary
  if (type === 'text[]') return [canary]
  if (type === 'jsonb') return JSON.stringify({ text: canary })
  if (type === 'bytea') return Buffer.from(canary)
  if (hasDefault || isNullable) return null
  if (/^timestamp|^date/.test(type)) return new Date()
  if (/^(int|bigint|smallint|real|double|numeric)/.test(type)) return 1
  if (type === 'boolean') return false
  if (type.startsWith('bit')) return '1'
  throw new Error(`fillTables knows no value for ${type}`)
}

async function readColumns(pool: pg.Pool): Promise<Column[]> {
  const { rows } = await pool.query<Column>(
    `select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as "isNullable", a.atthasdef as "hasDefault",
      (select string_agg(pg_get_constraintdef(k.oid), ' ') from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and a.attnum = any (k.conkey)) as checks
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and exists (select from pg_attribute w where w.attrelid = c.oid and w.attname = 'workspace_id') order by 1, a.attnum`,
  )
  return rows
}

/** What a workspace's rows look like, all together: equal twice means that nothing was changed. */
export async function fingerprint(pool: pg.Pool, workspaceId: string): Promise<Record<string, string | null>> {
  const tables = [...new Set((await readColumns(pool)).map((column) => column.table))]
  const prints: Record<string, string | null> = {}
  for (const table of tables) {
    const { rows } = await pool.query<{ print: string | null }>(
      `select md5(string_agg(t::text, E'\\n' order by t::text)) as print from ${table} t where workspace_id = $1`,
      [workspaceId],
    )
    prints[table] = rows[0]?.print ?? null
  }
  return prints
}
