import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../testing/test-database.ts'
import { messageQuery } from './search-conversations.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const read = async (q: string): Promise<string> => {
  const { rows } = await sql<{ query: string }>`select ${messageQuery(q)}::text as query`.execute(database.db.spine)
  return rows[0]?.query ?? ''
}

test.each([
  ['deliv', `'deliv':*`],
  ['order deliv', `'order' & 'deliv':*`],
  ['ارس', `'ارس':*`],
  ['тапсыр', `'тапсыр':*`],
  ['deliv ', `'deliv'`],
  ['to', `'to'`],
  ['"blue kettle"', `'blue' <-> 'kettle'`],
  ['"blue kett', `'blue' <-> 'kett'`],
  ['refund or retu', `'refund' | 'retu'`],
  ['refund -order', `'refund' & !'order'`],
  [`o'brien`, `'o' <-> 'brien'`],
  ['', ''],
])('%s is searched as %s', async (q, query) => {
  expect(await read(q)).toBe(query)
})

test('nothing that is typed is an error', async () => {
  for (const q of [`'`, `\\`, `a:*`, `((`, `!!!`, `&&& abc`, `abc' | 'x`, '-', '"', 'abc:*', '\u200cمی‌خواهم', '№123'])
    await expect(read(q)).resolves.toBeTypeOf('string')
})
