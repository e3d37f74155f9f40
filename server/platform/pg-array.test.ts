import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../testing/test-database.ts'
import { type Database, openDatabase } from './db.ts'
import { withArrays } from './pg-array.ts'

let database: TestDatabase
let db: Database

beforeAll(async () => {
  database = await testDatabase()
  db = openDatabase(database.owner)
})
afterAll(async () => {
  await db.close()
  await database.close()
})

describe('lists among the values of a statement', () => {
  it('arrive in PostgreSQL as they were, whatever stands in them', async () => {
    const text = fc.string({ unit: 'binary' }).map((some) => some.replaceAll('\u0000', '').toWellFormed())
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(text)),
        fc.array(fc.uint8Array({ maxLength: 20 })),
        fc.array(fc.option(fc.boolean())),
        async (texts, bytes, flags) => {
          const buffers = bytes.map((one) => Buffer.from(one))
          const { rows } = await db.answerPool.query(
            'select $1::text[] as texts, $2::bytea[] as buffers, $3::boolean[] as flags, $4::text as plain',
            withArrays([texts, buffers, flags, '{1,2}']),
          )
          expect(rows).toEqual([{ texts, buffers, flags, plain: '{1,2}' }])
        },
      ),
      { numRuns: 200 },
    )
  })

  it('keep words that mean something to PostgreSQL', async () => {
    const texts = ['NULL', 'null', '', ' ', '{}', '"', '\\', '\\x00', 'a,b', "'", null]
    const { rows } = await db.answerPool.query(
      'select $1::text[] as texts, $2::jsonb[] as json',
      withArrays([texts, ['{"a":"\\\\\\"ä"}', null]]),
    )
    expect(rows).toEqual([{ texts, json: [{ a: '\\"ä' }, null] }])
  })
})
