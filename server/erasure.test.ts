import { afterAll, beforeAll, expect, test } from 'vitest'
import { modules } from './modules.ts'
import { newId } from './platform/ids.ts'
import type { PersonalData } from './platform/module.ts'
import { fillTables, type Planted } from './testing/fill-tables.ts'
import { type TestApp, testApp } from './testing/test-app.ts'
import { type TestCaller, testWorkspace } from './testing/test-workspace.ts'

/** F88: an erasure carries out what the declarations say, in every table that there is. */

let app: TestApp
let owner: TestCaller
let planted: Planted

beforeAll(async () => {
  app = await testApp({ run: false })
  owner = await testWorkspace(app)
  planted = { workspaceId: owner.workspaceId, id: newId(), canary: 'canary-of-a-person' }
  await fillTables(app.database.ownerPool, planted)
})
afterAll(() => app.close())

const erased = modules
  .flatMap((module) => module.personalData)
  .filter(({ subject, erasure }) => subject && subject.is !== 'user' && (erasure === 'delete' || erasure === 'blank'))

async function tablesWithCanary(declarations: readonly PersonalData[]): Promise<string[]> {
  const found: string[] = []
  for (const { table, personal } of declarations) {
    if (personal.length === 0) continue
    const anywhere = personal.map((column) => `"${column}"::text like '%' || $2 || '%'`).join(' or ')
    const { rows } = await app.database.ownerPool.query(`select from ${table} where workspace_id = $1 and (${anywhere})`, [
      owner.workspaceId,
      planted.canary,
    ])
    if (rows.length > 0) found.push(table)
  }
  return found
}

test('F88: after a person is erased no table that has them still does', async () => {
  expect((await tablesWithCanary(erased)).length).toBeGreaterThan(8)
  expect((await owner.call('DELETE', `/api/v1/contacts/${planted.id}`)).status).toBe(204)
  expect(await tablesWithCanary(erased)).toEqual([])
  for (const { table, erasure } of erased.filter((declaration) => declaration.erasure === 'delete')) {
    const { rows } = await app.database.ownerPool.query(`select from ${table} where workspace_id = $1`, [owner.workspaceId])
    expect([table, erasure, rows.length]).toEqual([table, 'delete', 0])
  }
})
