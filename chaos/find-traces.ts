import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import type { Customer } from './customers/accounts.ts'
import { type History, markersIn, type Trace } from './history.ts'

/** A pattern of so many people is as long as a statement should be. */
const peopleAtOnce = 100

interface Options {
  history: History
  customers: readonly Customer[]
  dataDir: string
  logFolder: string
}

/**
 * Looks for those who were deleted where the API does not: in every row of every table, in the files of the data folder and in the logs. Everything that
 * was theirs has a word of its own: their messages' markers, their name, their ids at the provider.
 */
export async function findTraces({ history, customers, dataDir, logFolder }: Options): Promise<Trace[]> {
  const deleted = new Set(history.actions.flatMap((one) => (one.kind === 'delete' && one.confirmedAt !== null ? [one.customer ?? ''] : [])))
  const people = customers.filter(({ key }) => deleted.has(key))
  const traces = new Map<string, Trace>()
  for (let first = 0; first < people.length; first += peopleAtOnce) {
    const some = people.slice(first, first + peopleAtOnce)
    const note = (text: string, where: string): void => {
      for (const trace of tracesIn(text, some, where)) traces.set(`${trace.customer} ${trace.marker} ${where}`, trace)
    }
    await searchTables(dataDir, patternFor(some), note)
    for (const folder of [dataDir, logFolder]) await searchFiles(folder, new RegExp(patternFor(some)), note)
  }
  return [...traces.values()]
}

/** For PostgreSQL and JavaScript alike. */
function patternFor(people: readonly Customer[]): string {
  return people
    .map(({ key, phone, userId }) => [`kq${key}x`, key, phone, ...(userId === null ? [] : [userId.replace('.', '[.]')])].join('|'))
    .join('|')
}

/** Exported for its test. */
export function tracesIn(text: string, people: readonly Pick<Customer, 'key' | 'phone' | 'userId'>[], where: string): Trace[] {
  const markers = markersIn(text)
  return people.flatMap(({ key, phone, userId }): Trace[] => {
    const own = markers.filter((marker) => marker.startsWith(`kq${key}x`)).map((marker): Trace => ({ customer: key, marker, where }))
    const isNamed = new RegExp(
      `(?<![0-9A-Za-z])(?:${key}|${phone}${userId === null ? '' : `|${userId.replace('.', '[.]')}`})(?![0-9A-Za-z])`,
    ).test(text)
    return isNamed ? [...own, { customer: key, marker: null, where }] : own
  })
}

async function searchTables(dataDir: string, pattern: string, note: (text: string, where: string) => void): Promise<void> {
  const socketDir = readFileSync(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[4]
  const client = new pg.Client({ host: socketDir, user: 'parley', database: 'parley' })
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_t%'`,
    )
    for (const { name } of tables) {
      const { rows } = await client.query<{ text: string }>(`select t::text as text from only ${name} t where t::text ~ $1`, [pattern])
      for (const { text } of rows) note(text, name)
    }
  } finally {
    await client.end()
  }
}

/** The database's own files are its tables, which were searched: what is deleted there lies in pages that are used again, and in its log for a while. */
async function searchFiles(folder: string, pattern: RegExp, note: (text: string, where: string) => void): Promise<void> {
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name)
    const where = path.relative(folder, file)
    if (!entry.isFile() || where.startsWith(`postgres${path.sep}`) || where === 'balloon') continue
    if (pattern.test(where)) note(where, where)
    for await (const line of createInterface({ input: createReadStream(file) })) if (pattern.test(line)) note(line, where)
  }
}
