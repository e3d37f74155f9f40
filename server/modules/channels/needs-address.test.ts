import { expect, test } from 'vitest'
import { type TestApp, testApp } from '../../testing/test-app.ts'
import { openConnections } from './connections.ts'
import { isOutOfReach } from './needs-address.ts'

/** Which of the channels would hear nothing. */
async function outOfReach(publicUrl: string, graphUrl: string | null = null): Promise<string[]> {
  const app: TestApp = await testApp({ run: false })
  const { config } = app.deps
  const there = { ...config, publicUrl, providerUrls: { ...config.providerUrls, META_GRAPH_URL: graphUrl } }
  const found = [...openConnections(app.deps).adapters.values()].filter((adapter) => isOutOfReach({ config: there }, adapter))
  await app.close()
  return found.map(({ type }) => type).sort()
}

test.each(['http://localhost:3000', 'https://192.168.1.5', 'http://shop.example'])(
  '%s is reached by no provider of webhooks',
  async (address) => {
    const found = await outOfReach(address)
    expect(found).toEqual(expect.arrayContaining(['instagram', 'messenger', 'whatsapp']))
    // A website's own window asks us; Telegram is asked by us where it cannot reach us.
    expect(found).not.toContain('webchat')
    expect(found.includes('telegram')).toBe(address.startsWith('https:'))
  },
)

test('an https address on the internet is reached by all, and a stand-in on this machine reaches any', async () => {
  expect(await outOfReach('https://talk.shop.example')).toEqual([])
  expect(await outOfReach('http://localhost:3000', 'http://127.0.0.1:4010')).not.toContain('whatsapp')
})
