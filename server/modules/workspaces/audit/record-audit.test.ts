import { expect, test } from 'vitest'
import { newId } from '../../../platform/ids.ts'
import { testDatabase } from '../../../testing/test-database.ts'
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
