import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp, type DeclaredRoute } from './app.ts'
import { modules } from './modules.ts'
import { newId } from './platform/ids.ts'
import { type Module, type RoutePermission, roles } from './platform/module.ts'
import { fillTables, fingerprint, type Planted } from './testing/fill-tables.ts'
import { type TestApp, testApp } from './testing/test-app.ts'
import { type TestCaller, testWorkspace } from './testing/test-workspace.ts'

/**
 * F49: every route that the router knows, asked by the owner of one workspace for the ids of another, in which every table holds a row and every
 * column a canary. Not a byte of it may come out, and nothing in it may change.
 */

let app: TestApp
let a: TestCaller
let b: TestCaller & { email: string; userId: string }
let planted: Planted
let url: string
let close: () => Promise<void>
const routes: DeclaredRoute[] = []

const carelessPath = '/api/v1/careless'
/** Reads as the role that sees every workspace, and forgets to say which it means. */
const careless: Module = {
  name: 'careless',
  personalData: [],
  egress: [],
  routes: (server, { db }) => {
    const config = { permission: 'viewer' } as const
    server.get(carelessPath, { config }, async () => db.spine.selectFrom('contacts').selectAll().execute())
    server.get(`${carelessPath}/:id`, { config }, async () => db.spine.selectFrom('messages').selectAll().execute())
  },
}

/** Values by which the planted rows are presentable, so that they would come out if anything let them. */
const presentable = {
  agents: { settings: JSON.stringify({}) },
  channels: { type: 'webchat', config: JSON.stringify({}), concerns: JSON.stringify([]), credentials: null },
  conversations: { priority: 'none' },
  messages: { direction: 'inbound', author_type: 'contact', type: 'text', status: 'received', content: JSON.stringify({}), error: 'null' },
  attachments: { kind: 'image', status: 'ready' },
  message_reactions: { author_type: 'contact' },
  webhook_endpoints: { types: '{contact.created}', url: 'https://canary-of-b.example/' },
  webhook_deliveries: { type: 'contact.created' },
  model_providers: { models: JSON.stringify({}) },
}

beforeAll(async () => {
  app = await testApp({ run: false })
  a = await testWorkspace(app)
  b = await testWorkspace(app, 'canary-of-b')
  planted = { workspaceId: b.workspaceId, id: newId(), canary: 'canary-of-b' }
  await fillTables(app.database.ownerPool, planted, presentable)
  const server = await buildApp(app.deps, [...modules, careless], (route) => {
    if (!['HEAD', 'OPTIONS'].includes(route.method) && isOurs(route.permission)) routes.push(route)
  })
  url = await server.listen({ host: '127.0.0.1', port: 0 })
  close = () => server.close()
})
afterAll(async () => {
  await close()
  await app.close()
})

/** Routes that ask who is calling; the others are open to everybody, or ask for a secret of their own. */
function isOurs(permission: RoutePermission): boolean {
  return ([...roles, 'account'] as RoutePermission[]).includes(permission)
}

/** Everything that belongs to the other workspace and would be recognised. */
function secretsOfB(): string[] {
  return [planted.canary, planted.id, b.workspaceId, b.email, b.userId]
}

/** Searches, filters and pages that lead to the other workspace, if anything does. */
function queries(): string[] {
  const { id, canary } = planted
  const cursors = [
    id,
    `${new Date(Date.now() + 60_000).toISOString()} ${id}`,
    JSON.stringify([id]),
    JSON.stringify([Number.MAX_SAFE_INTEGER]),
  ]
  return [
    '',
    `?q=${canary}`,
    `?limit=100&status=all&channelId=${id}&contactId=${id}&conversationId=${id}`,
    `?assigneeId=${b.userId}`,
    `?workspaceId=${b.workspaceId}`,
    ...cursors.map((cursor) => `?cursor=${Buffer.from(cursor).toString('base64url')}`),
  ]
}

async function ask(caller: TestCaller, method: string, path: string, body?: string): Promise<{ status: number; text: string }> {
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  const headers = { authorization: `Bearer ${caller.key}`, ...type }
  for (;;) {
    // A stream of live updates does not end by itself: what it says at first is enough.
    const signal = AbortSignal.timeout(path.startsWith('/api/v1/live') ? 500 : 15_000)
    const response = await fetch(url + path, { method, headers, signal, redirect: 'manual', ...(body !== undefined && { body }) })
    const text = await readUntil(response)
    if (response.status !== 429) return { status: response.status, text }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function readUntil(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const piece of response.body ?? []) text += decoder.decode(piece, { stream: true })
  } catch (error) {
    if ((error as Error).name !== 'TimeoutError') throw error
  }
  return text
}

const pathTo = (route: DeclaredRoute): string => route.path.replaceAll(/:\w+/g, planted.id)

test('the canaries are there to be found: their own owner is shown them', async () => {
  const own: TestCaller = b
  const shown: string[] = []
  for (const route of routes.filter(({ method }) => method === 'GET')) {
    const { text } = await ask(own, 'GET', pathTo(route))
    if (text.includes(planted.canary)) shown.push(route.path)
  }
  for (const path of ['contacts', 'contacts/:id', 'conversations', 'conversations/:id', 'conversations/:id/messages', 'messages/:id'])
    expect(shown).toContain(`/api/v1/${path}`)
  for (const path of ['knowledge', 'channels', 'webhooks', 'webhooks/:id', 'api-keys', 'audit-log'])
    expect(shown).toContain(`/api/v1/${path}`)
})

/** What one reading route gives away to the other workspace, whatever it is asked for. */
async function leaksOf(route: DeclaredRoute, lists: Set<string>): Promise<string[]> {
  const wrong: string[] = []
  for (const query of queries()) {
    const { status, text } = await ask(a, 'GET', pathTo(route) + query)
    const leaked = secretsOfB().filter((secret) => text.includes(secret))
    if (status === 200) lists.add(route.path)
    const isFound = route.path.includes(':') && status < 400
    if (leaked.length > 0 || status >= 500 || isFound) wrong.push(`${route.path}${query}: ${status}, ${leaked.length} secrets`)
  }
  return wrong
}

test('no route that reads gives anything of another workspace', { timeout: 120_000 }, async () => {
  const wrong: string[] = []
  const lists = new Set<string>()
  const reading = routes.filter(({ method, path }) => method === 'GET' && !path.startsWith(carelessPath))
  expect(reading.length).toBeGreaterThan(30)
  for (const route of reading) wrong.push(...(await leaksOf(route, lists)))
  expect(wrong).toEqual([])
  // They were let in and answered, each with what is their own.
  expect(lists.size).toBeGreaterThan(12)
})

test('routes that forget the workspace are found', async () => {
  const found = await Promise.all(routes.filter(({ path }) => path.startsWith(carelessPath)).map((route) => leaksOf(route, new Set())))
  expect(found).toHaveLength(2)
  for (const leaks of found) expect(leaks.length).toBe(queries().length)
})

test('no route that writes changes anything of another workspace, or says that it is there', { timeout: 120_000 }, async () => {
  const bodies = [
    undefined,
    '{}',
    JSON.stringify({ name: 'taken', text: 'taken', enabled: false, status: 'resolved', role: 'viewer', contactId: planted.id }),
  ]
  const wrong: string[] = []
  const writing = routes.filter(({ method, path }) => method !== 'GET' && path.includes(':'))
  expect(writing.length).toBeGreaterThan(20)
  const before = await fingerprint(app.database.ownerPool, b.workspaceId)
  for (const route of writing) {
    for (const body of bodies) {
      const { status, text } = await ask(a, route.method, pathTo(route), body)
      const leaked = secretsOfB().filter((secret) => text.includes(secret))
      if (status < 400 || status >= 500 || leaked.length > 0)
        wrong.push(`${route.method} ${route.path} with ${body ?? 'nothing'}: ${status}`)
    }
  }
  expect(wrong).toEqual([])
  expect(await fingerprint(app.database.ownerPool, b.workspaceId)).toEqual(before)
})
