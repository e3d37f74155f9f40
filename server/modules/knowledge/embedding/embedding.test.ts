import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../../testing/test-app.ts'
import { type TestCaller, testWorkspace } from '../../../testing/test-workspace.ts'
import { registerEmbedder, searchPassages } from '../index.ts'
import { embedSource } from './embed-source.ts'
import { cosine, packVector } from './pack-vector.ts'

let app: TestApp
let shop: TestCaller

/** Two directions of meaning: vehicles and food, whatever they are called. */
const meanings = [/car|automobile|машина/i, /bread|loaf|хлеб/i]
const embedder = {
  model: 'meanings-1',
  embed: async (texts: readonly string[]) =>
    texts.map((text) => [...meanings.map((meaning) => (meaning.test(text) ? 1 : -0.1)), 0.01, -0.01]),
}

beforeAll(async () => {
  app = await testApp({ run: false })
  shop = await testWorkspace(app)
  return () => app.close()
})

test('a packed vector keeps its direction', () => {
  const vector = Array.from({ length: 1024 }, (_, dimension) => Math.sin(dimension * dimension))
  const other = Array.from({ length: 1024 }, (_, dimension) => Math.cos(dimension * 7))
  expect(cosine(vector, packVector(vector).bytes)).toBeCloseTo(1, 3)
  expect(Math.abs(cosine(other, packVector(vector).bytes))).toBeLessThan(0.2)
  expect(packVector([0.5, -0.2, 0, 0.1]).bits).toBe('1001')
  expect(() => packVector([Number.NaN])).toThrow()
})

test('what says the same in other words is found by its meaning, until the model is gone', async () => {
  registerEmbedder(app.deps, async () => embedder)
  const { id } = (await shop.call('POST', '/api/v1/knowledge', { name: 'Help' })).body as { id: string }
  const texts = ['Our automobile is blue.', 'A loaf is baked at dawn.', 'Windows are washed on Mondays.']
  const added = await shop.call('POST', `/api/v1/knowledge/${id}/sources`, {
    sources: texts.map((text, number) => ({ type: 'text', title: `p-${number}`, text })),
  })
  const run = embedSource(app.deps)
  const context = { log: app.deps.log, signal: new AbortController().signal, attempt: 1, isLastAttempt: false }
  for (const source of (added.body as { data: { id: string }[] }).data)
    await run({ workspaceId: shop.workspaceId, sourceId: source.id }, context)
  const ask = { knowledgeIds: [id], query: 'машина', limit: 3 }
  expect((await searchPassages(app.deps, shop.workspaceId, ask))[0]?.text).toBe('Our automobile is blue.')
  expect((await searchPassages(app.deps, shop.workspaceId, { ...ask, query: 'windows' }))[0]?.text).toBe('Windows are washed on Mondays.')

  registerEmbedder(app.deps, async () => ({ ...embedder, model: 'another' }))
  expect(await searchPassages(app.deps, shop.workspaceId, ask)).toEqual([])
  registerEmbedder(app.deps, async () => null)
  expect(await searchPassages(app.deps, shop.workspaceId, ask)).toEqual([])
})

test('a model that fails or does not answer costs the meaning, not the search', async () => {
  const { id } = (await shop.call('POST', '/api/v1/knowledge', { name: 'Help' })).body as { id: string }
  await shop.call('POST', `/api/v1/knowledge/${id}/sources`, { type: 'text', title: 'T', text: 'Windows are washed on Mondays.' })
  for (const embed of [() => Promise.reject(new Error('down')), () => sleep(60_000, [[1]], { ref: false })]) {
    registerEmbedder(app.deps, async () => ({ model: 'm', embed }))
    expect(await searchPassages(app.deps, shop.workspaceId, { knowledgeIds: [id], query: 'windows', limit: 3 })).toHaveLength(1)
  }
})

test('a model that is connected later gets the passages that were there before', async () => {
  const running = await testApp()
  registerEmbedder(running.deps, async () => null)
  const caller = await testWorkspace(running)
  const { id } = (await caller.call('POST', '/api/v1/knowledge', { name: 'Help' })).body as { id: string }
  await caller.call('POST', `/api/v1/knowledge/${id}/sources`, { type: 'text', title: 'T', text: 'A loaf is baked at dawn.' })
  registerEmbedder(running.deps, async () => embedder)
  const ask = { knowledgeIds: [id], query: 'хлеб', limit: 3 }
  const deadline = Date.now() + 10_000
  while ((await searchPassages(running.deps, caller.workspaceId, ask)).length === 0 && Date.now() < deadline) await sleep(50)
  expect(await searchPassages(running.deps, caller.workspaceId, ask)).toMatchObject([{ text: 'A loaf is baked at dawn.' }])
})
