import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { testApp } from '../../testing/test-app.ts'
import { testWorkspace } from '../../testing/test-workspace.ts'
import { webhookReceiver } from '../../testing/webhook-receiver.ts'

test('the running program delivers by itself, and an address that hangs keeps nobody else waiting', async () => {
  const [hanging, quick] = [await webhookReceiver(), await webhookReceiver()]
  hanging.answer = () => {}
  const app = await testApp({ config: { allowedPrivateHosts: [hanging.host, quick.host] } })
  try {
    const [slow, other] = [await testWorkspace(app), await testWorkspace(app)]
    await slow.call('POST', '/api/v1/webhooks', { url: hanging.url, types: ['contact.created'] })
    await other.call('POST', '/api/v1/webhooks', { url: quick.url, types: ['contact.created'] })
    for (let count = 0; count < 20; count += 1) await slow.call('POST', '/api/v1/contacts', { name: `Customer ${count}` })
    await until(() => hanging.received.length >= 4)
    const started = performance.now()
    await other.call('POST', '/api/v1/contacts', { name: 'Kerry' })
    await until(() => quick.received.length === 1)
    expect(performance.now() - started).toBeLessThan(5000)
    expect(hanging.received.length).toBeLessThan(8)
  } finally {
    await hanging.close()
    await quick.close()
    await app.close()
  }
})

async function until(isSo: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 10_000; !isSo(); await sleep(20)) if (Date.now() > deadline) throw new Error('it did not come to that')
}
