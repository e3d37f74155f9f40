import { expect, test } from 'vitest'
import { newId } from '../../../platform/ids.ts'
import { testDatabase } from '../../../testing/test-database.ts'
import { checkAuditChain } from './check-audit-chain.ts'
import { recordSystemAudit } from './record-audit.ts'

test('acts are numbered and chained in the transaction that does them', async () => {
  const { db, ownerPool } = await testDatabase()
  const workspaceId = newId()
  await ownerPool.query('insert into workspaces (id, name) values ($1, $2)', [workspaceId, 'Shop'])
  const act = (action: string) =>
    db.withWorkspace(workspaceId, (tx) =>
      recordSystemAudit(tx, workspaceId, action, { type: 'agent', id: newId(), name: 'Aya' }, { b: 1, a: undefined }),
    )
  await Promise.all([act('agent.created'), act('agent.updated'), act('agent.deleted')])
  const { rows } = await ownerPool.query('select sequence, hash, previous_hash, details from audit_log order by sequence')
  expect(rows.map((row) => row.sequence)).toEqual([1, 2, 3])
  expect(rows[0].previous_hash).toBe('')
  expect(rows[1].previous_hash).toBe(rows[0].hash)
  expect(rows[2].previous_hash).toBe(rows[1].hash)
  expect(rows[0].details).toEqual({ b: 1 })
})

test('the program cannot rewrite what it has recorded', async () => {
  const { db, ownerPool } = await testDatabase()
  const workspaceId = newId()
  await ownerPool.query('insert into workspaces (id, name) values ($1, $2)', [workspaceId, 'Shop'])
  const change = db.withWorkspace(workspaceId, (tx) => tx.deleteFrom('audit_log').where('workspace_id', '=', workspaceId).execute())
  await expect(change).rejects.toThrow(/permission denied/)
})

test('F104: a changed, removed or cut-off entry is named', async () => {
  const { db, ownerPool } = await testDatabase()
  const workspaceId = newId()
  await ownerPool.query('insert into workspaces (id, name) values ($1, $2)', [workspaceId, 'Shop'])
  for (const n of [1, 2, 3, 4]) {
    const target = { type: 'agent', id: null, name: `Agent ${n}` }
    const details = { limits: { tokens: n, é: [1.5, null] }, at: new Date(0) }
    await db.withWorkspace(workspaceId, (tx) => recordSystemAudit(tx, workspaceId, 'agent.updated', target, details))
  }
  const check = () => db.withWorkspace(workspaceId, (tx) => checkAuditChain(tx, workspaceId))
  const idOf = async (sequence: number) => (await ownerPool.query('select id from audit_log where sequence = $1', [sequence])).rows[0]?.id
  expect(await check()).toEqual({ intact: true, entries: 4, brokenAt: null })

  const second = await idOf(2)
  const changes = [
    `actor_name = 'Somebody'`,
    `details = '{}'`,
    `at = at + interval '1 second'`,
    `target_id = 'x'`,
    `action = 'agent.deleted'`,
  ]
  for (const change of changes) {
    await ownerPool.query('begin; create table kept as select * from audit_log; commit')
    await ownerPool.query(`update audit_log set ${change} where sequence = 2`)
    expect([change, await check()]).toEqual([change, { intact: false, entries: 1, brokenAt: second }])
    await ownerPool.query('delete from audit_log; insert into audit_log select * from kept; drop table kept')
  }
  expect(await check()).toMatchObject({ intact: true })

  await ownerPool.query('delete from audit_log where sequence = 4')
  expect(await check()).toEqual({ intact: false, entries: 3, brokenAt: 'end' })
  await ownerPool.query('delete from audit_log where sequence = 2')
  expect(await check()).toEqual({ intact: false, entries: 1, brokenAt: await idOf(3) })
})
