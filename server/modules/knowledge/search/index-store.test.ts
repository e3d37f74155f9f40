import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createDeps } from '../../../open-deps.ts'
import { testApp } from '../../../testing/test-app.ts'
import { testWorkspace } from '../../../testing/test-workspace.ts'
import { searchPassages } from '../index.ts'

test('another process sees a change within moments, and at once when it asks the database', async () => {
  const app = await testApp({ run: false })
  const shop = await testWorkspace(app)
  const other = await createDeps(app.deps.config, app.deps.log, app.database.owner)
  try {
    const { id } = (await shop.call('POST', '/api/v1/knowledge', { name: 'Help' })).body as { id: string }
    const add = async (text: string) =>
      (await shop.call('POST', `/api/v1/knowledge/${id}/sources`, { type: 'text', title: 'T', text })).body as { id: string }
    const there = (query: string, maxAgeMs: number) =>
      searchPassages(other.deps, shop.workspaceId, { knowledgeIds: [id], query, limit: 5, maxAgeMs })
    const { id: sourceId } = await add('Saffron grows on the hill.')
    expect(await there('saffron', 0)).toHaveLength(1)
    await add('Lavender grows in the valley.')
    expect(await there('lavender', 0)).toHaveLength(1)
    await shop.call('DELETE', `/api/v1/knowledge/${id}/sources/${sourceId}`)
    // An hour old would do: only the announcement tells.
    const deadline = Date.now() + 5000
    while ((await there('saffron', 3_600_000)).length > 0 && Date.now() < deadline) await sleep(20)
    expect(await there('saffron', 3_600_000)).toEqual([])
  } finally {
    await other.close()
  }
})

test('what changes while the index is read is not missed', async () => {
  const app = await testApp({ run: false })
  const shop = await testWorkspace(app)
  const { id } = (await shop.call('POST', '/api/v1/knowledge', { name: 'Help' })).body as { id: string }
  const titles = Array.from({ length: 40 }, (_, number) => `herb${number}`)
  const ask = (query: string) => searchPassages(app.deps, shop.workspaceId, { knowledgeIds: [id], query, limit: 5 })
  const searching = (async () => {
    for (let times = 0; times < 60; times += 1) await ask('herb')
  })()
  for (const title of titles) {
    await shop.call('POST', `/api/v1/knowledge/${id}/sources`, { type: 'text', title, text: `It grows, ${title}.` })
    expect((await ask(title))[0]?.title).toBe(title)
  }
  await searching
})
