import { expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { testDatabase } from '../../testing/test-database.ts'
import { eraseJournal } from './erase-journal.ts'

test('of the journal goes what names the person, by any of their ids, and nothing else', async () => {
  const { db, ownerPool } = await testDatabase()
  const [workspaceId, other, channelId, contactId] = [newId(), newId(), newId(), newId()]
  const event = (workspace: string, id: string, body: object) =>
    ownerPool.query(
      `insert into channel_events (workspace_id, id, channel_id, external_id, kind, status, body) values ($1, $2, $3, $4, 'message', 'processed', $5)`,
      [workspace, newId(), channelId, id, JSON.stringify(body)],
    )
  await event(workspaceId, 'by number', { from: { id: 1234567 }, text: 'my secret' })
  await event(workspaceId, 'by text', { from: '1234567' })
  await event(workspaceId, 'by the other id', { to: 'US.13(4' })
  await event(workspaceId, 'longer id', { from: { id: 91234567 } })
  await event(workspaceId, 'similar id', { to: 'USx13(4' })
  await event(other, 'another workspace', { from: { id: 1234567 } })
  await ownerPool.query('insert into contacts (workspace_id, id) values ($1, $2)', [workspaceId, contactId])
  for (const id of ['1234567', 'US.13(4'])
    await ownerPool.query('insert into contact_identities (workspace_id, channel_id, external_id, contact_id) values ($1, $2, $3, $4)', [
      workspaceId,
      channelId,
      id,
      contactId,
    ])
  await db.withWorkspace(workspaceId, (tx) => eraseJournal(tx, workspaceId, contactId))
  const { rows } = await ownerPool.query('select external_id from channel_events order by id')
  expect(rows.map((row) => row.external_id)).toEqual(['longer id', 'similar id', 'another workspace'])
})
