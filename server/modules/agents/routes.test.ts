import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Agent, TryResult } from '../../../contract/agents.ts'
import { buildApp } from '../../app.ts'
import { newId } from '../../platform/ids.ts'
import type { ApiServer } from '../../platform/module.ts'
import { type TestCaller, testCaller, testWorkspace } from '../../testing/test-workspace.ts'
import { workspacesModule } from '../workspaces/index.ts'
import { loadAgent } from './load-agent.ts'
import { createAgentsModule } from './module.ts'
import { type AgentWorld, agentWorld } from './testing/agent-world.ts'

let world: AgentWorld
let server: ApiServer
let owner: TestCaller
let stranger: TestCaller

beforeAll(async () => {
  world = await agentWorld()
  server = await buildApp(world.deps, [workspacesModule, createAgentsModule({ knowledge: null })])
  owner = await testWorkspace({ deps: world.deps, server })
  stranger = await testWorkspace({ deps: world.deps, server })
})
afterAll(async () => {
  await server.close()
  await world.close()
})

async function makeAgent(fields: object = {}): Promise<Agent> {
  const made = await owner.call('POST', '/api/v1/agents', { name: 'Mia', ...fields })
  expect(made.status).toBe(201)
  return made.body as Agent
}

test('only a name is needed; what would answer is said', async () => {
  const agent = await makeAgent()
  expect(agent).toMatchObject({
    name: 'Mia',
    mode: 'auto',
    replyDelayMs: 1200,
    disclosure: { enabled: true },
    channelIds: [],
    answersWith: { kind: 'model', provider: new URL(world.model.url).host, model: 'demo' },
  })
  expect((await owner.call('GET', `/api/v1/agents/${agent.id}`)).body).toEqual(agent)
  const list = await owner.call('GET', '/api/v1/agents?limit=1')
  expect(list.body).toMatchObject({ data: [{ id: agent.id }], nextCursor: null })
})

test('a change keeps what it does not name, and reaches the hot path at once', async () => {
  const agent = await makeAgent({ instructions: 'Old.', replyDelayMs: 0, handover: { whenUnknown: false } })
  expect((await loadAgent(world.deps, owner.workspaceId, agent.id))?.settings.instructions).toBe('Old.')
  const changed = await owner.call('PATCH', `/api/v1/agents/${agent.id}`, { instructions: 'New.' })
  expect(changed.body).toMatchObject({ instructions: 'New.', replyDelayMs: 0, handover: { whenUnknown: false, onRequest: true } })
  expect((await loadAgent(world.deps, owner.workspaceId, agent.id))?.settings.instructions).toBe('New.')
})

test('switching the disclosure off needs a reason, which the audit log keeps', async () => {
  const agent = await makeAgent()
  expect((await owner.call('PATCH', `/api/v1/agents/${agent.id}`, { disclosure: { enabled: false } })).status).toBe(422)
  const off = await owner.call('PATCH', `/api/v1/agents/${agent.id}`, {
    disclosure: { enabled: false, reason: 'The website says it above the chat.' },
  })
  expect(off.status).toBe(200)
  const log = await owner.call('GET', '/api/v1/audit-log')
  expect(JSON.stringify(log.body)).toContain('agent.disclosure-switched-off')
  expect(JSON.stringify(log.body)).toContain('The website says it above the chat.')
})

test('an agent that answers on a channel cannot be deleted, another can', async () => {
  const agent = await makeAgent()
  const channelId = newId()
  await world.deps.db.withWorkspace(owner.workspaceId, (tx) =>
    tx
      .insertInto('channels')
      .values({
        workspace_id: owner.workspaceId,
        id: channelId,
        type: 'webchat',
        name: 'Site',
        account_id: null,
        status: 'connected',
        status_reason: null,
        config: '{}',
        credentials: null,
        widget_key: null,
        agent_id: agent.id,
        last_event_at: null,
      })
      .execute(),
  )
  expect((await owner.call('GET', `/api/v1/agents/${agent.id}`)).body).toMatchObject({ channelIds: [channelId] })
  expect((await owner.call('DELETE', `/api/v1/agents/${agent.id}`)).status).toBe(409)
  const free = await makeAgent()
  expect((await owner.call('DELETE', `/api/v1/agents/${free.id}`)).status).toBe(204)
  expect((await owner.call('GET', `/api/v1/agents/${free.id}`)).status).toBe(404)
  expect(await loadAgent(world.deps, owner.workspaceId, free.id)).toBe(null)
})

test('another workspace sees nothing, changes nothing, tries nothing (F49)', async () => {
  const agent = await makeAgent()
  const path = `/api/v1/agents/${agent.id}`
  const provider = (
    await owner.call('POST', '/api/v1/model-providers', { kind: 'openai', name: 'Ours', apiKey: 'sk-ours-1234', models: { chat: 'demo' } })
  ).body as { id: string }
  for (const [method, target, body] of [
    ['GET', path, undefined],
    ['PATCH', path, { name: 'Stolen' }],
    ['DELETE', path, undefined],
    ['POST', `${path}/try`, { messages: [{ role: 'user', text: 'hi' }] }],
    ['GET', `/api/v1/model-providers/${provider.id}`, undefined],
    ['POST', `/api/v1/model-providers/${provider.id}/test`, {}],
    ['DELETE', `/api/v1/model-providers/${provider.id}`, undefined],
  ] as const)
    expect((await stranger.call(method, target, body)).status, `${method} ${target}`).toBe(404)
  expect((await stranger.call('POST', '/api/v1/agents', { name: 'x', model: { providerId: provider.id, name: 'demo' } })).status).toBe(422)
  expect((await owner.call('DELETE', `/api/v1/model-providers/${provider.id}`)).status).toBe(204)
})

test('roles: who only looks cannot try, who answers customers cannot change', async () => {
  const agent = await makeAgent()
  const viewer = await testCaller({ deps: world.deps, server }, owner.workspaceId, 'viewer')
  const member = await testCaller({ deps: world.deps, server }, owner.workspaceId, 'agent')
  const question = { messages: [{ role: 'user', text: 'hello' }] }
  expect((await viewer.call('GET', '/api/v1/agents')).status).toBe(200)
  expect((await viewer.call('POST', `/api/v1/agents/${agent.id}/try`, question)).status).toBe(403)
  expect((await member.call('POST', `/api/v1/agents/${agent.id}/try`, question)).status).toBe(200)
  expect((await member.call('PATCH', `/api/v1/agents/${agent.id}`, { name: 'x' })).status).toBe(403)
  expect((await member.call('GET', '/api/v1/model-providers')).status).toBe(403)
})

test('trying answers with the settings on the screen, and stores nothing', async () => {
  const agent = await makeAgent({ instructions: 'Delivery costs 900 tenge.' })
  const settings = { instructions: 'Delivery costs 1500 tenge.', disclosure: { enabled: false, reason: 'test' } }
  const tried = await owner.call('POST', `/api/v1/agents/${agent.id}/try`, {
    messages: [{ role: 'user', text: 'How much does delivery cost?' }],
    settings,
  })
  expect(tried.status).toBe(200)
  const result = tried.body as TryResult
  expect(result).toMatchObject({ outcome: 'reply', model: 'demo', reply: 'Delivery costs 1500 tenge.' })
  expect(result.usage.inputTokens).toBeGreaterThan(0)
  const stored = await world.deps.db.withWorkspace(owner.workspaceId, (tx) => tx.selectFrom('agent_runs').select('id').execute())
  expect(stored).toEqual([])
  expect((await owner.call('GET', `/api/v1/agents/${agent.id}`)).body).toMatchObject({ instructions: 'Delivery costs 900 tenge.' })
  expect((await owner.call('POST', `/api/v1/agents/${agent.id}/try`, { messages: [{ role: 'assistant', text: 'Hello!' }] })).status).toBe(
    422,
  )
})

test('a workspace brings its own provider: sealed, hinted at, never given back, used, tested', async () => {
  const own = await testWorkspace({ deps: world.deps, server })
  const body = {
    kind: 'openai-compatible',
    name: 'House server',
    baseUrl: `${world.model.url}/v1/`,
    apiKey: 'sk-very-secret-9876',
    models: { chat: 'house-model' },
  }
  const defaultPath = '/api/v1/model-providers/default'
  expect((await own.call('GET', defaultPath)).body).toMatchObject({ model: { name: 'demo', from: 'instance' } })
  const made = await own.call('POST', '/api/v1/model-providers', body)
  expect(made.status).toBe(201)
  expect((await own.call('GET', defaultPath)).body).toEqual({
    model: { provider: 'House server', name: 'house-model', from: 'workspace' },
  })
  const provider = made.body as { id: string }
  expect(made.body).toMatchObject({ keyHint: '9876', isDefault: true, status: 'untested' })
  const agent = (await own.call('POST', '/api/v1/agents', { name: 'Mia' })).body as Agent
  expect(agent.answersWith).toEqual({ kind: 'model', provider: 'House server', model: 'house-model' })
  const rows = await world.deps.db.withWorkspace(own.workspaceId, (tx) => tx.selectFrom('model_providers').selectAll().execute())
  expect(JSON.stringify(rows)).not.toContain('very-secret')
  for (const path of ['/api/v1/model-providers', `/api/v1/model-providers/${provider.id}`, '/api/v1/audit-log'])
    expect(JSON.stringify((await own.call('GET', path)).body)).not.toContain('very-secret')

  // F39: a workspace's address must be public; the instance's own may stand in the house.
  const refused = await own.call('POST', `/api/v1/model-providers/${provider.id}/test`, {})
  expect(refused.body).toMatchObject({ status: 'failed' })
  expect(world.model.stats().chat).toBe(
    world.model.ledger.entries().filter((entry) => JSON.stringify(entry.body).includes('"demo"')).length,
  )

  await own.call('PATCH', `/api/v1/agents/${agent.id}`, { model: { providerId: provider.id, name: 'other' } })
  expect((await own.call('DELETE', `/api/v1/model-providers/${provider.id}`)).status).toBe(409)
  await own.call('PATCH', `/api/v1/agents/${agent.id}`, { model: null })
  expect((await own.call('DELETE', `/api/v1/model-providers/${provider.id}`)).status).toBe(204)
  expect((await own.call('POST', '/api/v1/model-providers', { ...body, baseUrl: null })).status).toBe(422)
})
