import { expect, it } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { testShop } from '../../testing/test-shop.ts'

it('looks again at once when looking was the victim of a deadlock, as with a table that is being taken away', async () => {
  const shop = await testShop({ agent: { replyDelayMs: 1_500 } })
  const { ownerPool } = shop.app.database
  const customer = shop.whatsapp.customer({ phone: '+15556660001', name: 'Dead Lock' })
  await customer.send({ type: 'text', text: 'hello' }).delivered
  const client = await ownerPool.connect()
  await client.query('begin')
  await client.query('lock table contacts in access exclusive mode')
  await eventually(async () => {
    const { rows } = await ownerPool.query(`select from pg_locks where not granted and relation = 'contacts'::regclass`)
    expect(rows).not.toEqual([])
  })
  // The turn holds the conversations and waits for the contacts: it has waited longer, so that PostgreSQL finds the deadlock there.
  await client.query('lock table conversations in access exclusive mode')
  await client.query('rollback')
  client.release()
  const freeAt = Date.now()
  await customer.waitForMessage()
  expect(Date.now() - freeAt).toBeLessThan(900)
  await shop.close()
})
