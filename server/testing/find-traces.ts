import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type pg from 'pg'

/**
 * Where something of a person is left: tables of every schema, and files of a folder, in which one of the words stands plainly, as hex or as base64
 * (providers write phone numbers into their ids that way). Sorted, each once.
 */
export async function findTraces(pool: pg.Pool, folder: string, words: readonly string[]): Promise<string[]> {
  const forms = words.flatMap(formsOf)
  const found = new Set<string>()
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'm') and not c.relispartition and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`,
  )
  for (const { name } of tables) {
    const { rows } = await pool.query<{ text: string }>(`select t::text as text from ${name} t`)
    if (rows.some(({ text }) => holds(text, forms))) found.add(name.replace('public.', ''))
  }
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = path.join(entry.parentPath, entry.name)
    if (holds(entry.name, forms) || holds(readFileSync(file).toString('latin1'), forms)) found.add('a file')
  }
  return [...found].sort()
}

function holds(text: string, forms: readonly string[]): boolean {
  const lower = text.toLowerCase()
  return forms.some((form) => text.includes(form) || lower.includes(form))
}

function formsOf(word: string): string[] {
  const bytes = Buffer.from(word)
  const asBase64 = [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64url')
    // The first and last letters depend on what stands around the word.
    return whole.slice(shift === 0 ? 0 : shift + 1, Math.floor(((bytes.length + shift) * 8) / 6))
  })
  return [word, word.toLowerCase(), bytes.toString('latin1'), bytes.toString('hex'), ...asBase64]
}
