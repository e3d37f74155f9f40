import pg from 'pg'

/** `2026_11`, as partitions are named. */
export function monthOf(at: number): string {
  return new Date(at).toISOString().slice(0, 7).replace('-', '_')
}

const boundsOf = (month: string): [string, string] => {
  const [year, number] = month.split('_').map(Number) as [number, number]
  return [new Date(Date.UTC(year, number - 1, 1)).toISOString(), new Date(Date.UTC(year, number, 1)).toISOString()]
}

/** The partitions that an installation of that age has; `parley_ensure_partitions` makes those of the present only. */
export async function ensureMonths(admin: pg.Client, parent: string, from: Date, to: Date): Promise<void> {
  for (let at = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), 1)); at <= to; at.setUTCMonth(at.getUTCMonth() + 1)) {
    const name = `${parent}_${monthOf(at.getTime())}`
    const { rows } = await admin.query<{ there: boolean }>('select to_regclass($1) is not null as there', [name])
    if (rows[0]?.there) continue
    await admin.query(`create table ${name} (like ${parent} including defaults)`)
    await adopt(admin, parent, name, monthOf(at.getTime()))
  }
}

/** Makes a filled table of that month a partition of its parent: it gets the parent's keys and indexes, built at once instead of row by row. */
export async function withMonth(connection: pg.ClientConfig, parent: string, month: string): Promise<void> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    await client.query(`set maintenance_work_mem = '1GB'; set max_parallel_maintenance_workers = 0`)
    await adopt(client, parent, `${parent}_${month}`, month)
  } finally {
    await client.end()
  }
}

/** What `parley_ensure_partitions` gives a new partition. */
async function adopt(client: pg.Client, parent: string, name: string, month: string): Promise<void> {
  const [from, to] = boundsOf(month)
  await client.query(`
    alter table ${parent} attach partition ${name} for values from (parley_id_floor('${from}')) to (parley_id_floor('${to}'));
    alter table ${name} enable row level security;
    alter table ${name} force row level security`)
}
