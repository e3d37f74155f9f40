import { buildApp } from '../app.ts'
import { createChannel } from '../modules/channels/index.ts'
import { createApiKey, createFirstOwner } from '../modules/workspaces/index.ts'
import { modules } from '../modules.ts'
import { createDeps } from '../open-deps.ts'
import type { Config } from '../platform/config.ts'
import { createLogger } from '../platform/log.ts'
import type { Access, Deps } from '../platform/module.ts'
import { runModules } from '../run-modules.ts'
import { testConfig } from './test-config.ts'
import { type TestDatabase, testDatabase } from './test-database.ts'

export interface TestWidget {
  url: string
  key: string
  channelId: string
  access: Access
  deps: Deps
  database: TestDatabase
  /** One more chat in the same workspace. */
  addChannel(config?: Record<string, unknown>): Promise<{ key: string; channelId: string }>
  /** The team's side, as a program with a key. */
  api(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>
  close(): Promise<void>
}

/** The whole program with one website chat and nobody automatic behind it: what is written waits for the team. */
export async function testWidget(config: Record<string, unknown> = {}, overrides: Partial<Config> = {}): Promise<TestWidget> {
  const database = await testDatabase()
  const settings = testConfig({ port: 0, trustProxy: true, ...overrides })
  const { deps, close: closeDeps } = await createDeps(settings, createLogger({ level: 'silent' }), database.owner)
  const server = await buildApp(deps)
  const running = await runModules(deps, modules)
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  const made = await createFirstOwner(deps, { email: 'owner@shop.example', password: 'correct horse battery', workspaceName: 'Shop' })
  if (!made) throw new Error('no owner was made')
  const access: Access = {
    workspaceId: made.workspaceId,
    role: 'owner',
    actor: { type: 'user', id: made.userId, name: 'Aigul', email: 'owner@shop.example' },
  }
  const { key: apiKey } = await createApiKey(deps, { workspaceId: made.workspaceId, name: 'Aigul', role: 'owner' })
  const addChannel = async (more: Record<string, unknown> = {}): Promise<{ key: string; channelId: string }> => {
    const row = await createChannel(deps, access, { type: 'webchat', name: 'Shop chat', config: more, credentials: {} })
    return { key: row.widget_key ?? '', channelId: row.id }
  }
  return {
    url,
    ...(await addChannel(config)),
    access,
    deps,
    database,
    addChannel,
    api: async (method, path, body) => {
      const response = await fetch(`${url}/api/v1/${path}`, {
        method,
        headers: { authorization: `Bearer ${apiKey}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, body: text ? JSON.parse(text) : null }
    },
    close: async () => {
      await server.close()
      await running.stop()
      await closeDeps()
      await database.close()
    },
  }
}
