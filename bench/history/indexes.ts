import type pg from 'pg'

/** Takes the plain indexes of these tables away for `work` and builds the very same ones afterwards. Keys and constraints stay. */
export async function withoutIndexes(admin: pg.Client, tables: readonly string[], work: () => Promise<void>): Promise<void> {
  const { rows } = await admin.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
     where i.indrelid = any ($1::regclass[]) and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
     order by 1`,
    [tables],
  )
  for (const { name } of rows) await admin.query(`drop index ${name}`)
  try {
    await work()
  } finally {
    await admin.query(`set maintenance_work_mem = '1GB'`)
    for (const { definition } of rows) await admin.query(definition)
  }
}
