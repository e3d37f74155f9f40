import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp, type DeclaredRoute } from './app.ts'
import { modules } from './modules.ts'
import { newId } from './platform/ids.ts'
import { type Module, type Role, roles } from './platform/module.ts'
import { type TestApp, testApp } from './testing/test-app.ts'
import { ownerPassword, testCaller, testWorkspace } from './testing/test-workspace.ts'

/**
 * Every route that the router knows, asked over HTTP by every kind of caller: allowed exactly when the route's permission says so. Ids are made
 * up, so whoever is allowed finds nothing (404) or is told that the body is missing; nobody gets that far without the permission.
 */

interface Caller {
  name: string
  /** null: signed in to another workspace, or nowhere. */
  role: Role | null
  /** A person with a session, a program with a key, or nobody. */
  kind: 'session' | 'key' | 'nobody'
  /** Runs the installation: said of the account, not of a role. */
  isOperator?: boolean
  headers: Record<string, string>
}

interface Answer {
  status: number
  /** The last part of a problem's type; null when there is none. */
  problem: string | null
}

const routes: DeclaredRoute[] = []
const callers: Caller[] = []
let app: TestApp
let url: string
let close: () => Promise<void>
let operatorCookie: string

beforeAll(async () => {
  app = await testApp({ run: false })
  const server = await buildApp(app.deps, modules, (route) => {
    if (!['HEAD', 'OPTIONS'].includes(route.method)) routes.push(route)
  })
  url = await server.listen({ host: '127.0.0.1', port: 0 })
  close = () => server.close()
  await makeCallers()
})
afterAll(async () => {
  await close()
  await app.close()
})

test('the router has routes, and each has a permission', () => {
  expect(routes.length).toBeGreaterThan(25)
  for (const route of routes) expect([...roles, 'account', 'operator', 'visitor', 'provider', 'public']).toContain(route.permission)
})

test('a route that declares no permission stops the start', async () => {
  const careless: Module = {
    name: 'careless',
    personalData: [],
    egress: [],
    routes: (server) => void server.get('/api/v1/open', async () => 'all'),
  }
  await expect(buildApp(app.deps, [careless])).rejects.toThrow('GET /api/v1/open declares no permission')
})

test('each role may call exactly the routes that its permission covers', { timeout: 120_000 }, async () => {
  const wrong: string[] = []
  for (const route of routes) {
    // Public routes are called by nobody in particular: signing out would end a session of this test.
    const asking = isOpen(route) ? callers.filter((caller) => caller.kind === 'nobody') : callers
    for (const caller of asking) {
      const answer = await ask(route, caller)
      const expected = expectation(route, caller)
      if (!expected.matches(answer))
        wrong.push(`${route.method} ${route.path} as ${caller.name}: ${answer.status} ${answer.problem}, not ${expected.means}`)
    }
  }
  expect(wrong).toEqual([])
})

function expectation(route: DeclaredRoute, caller: Caller): { means: string; matches(answer: Answer): boolean } {
  const refusal = refusalOf(route, caller)
  if (refusal) return { means: refusal, matches: (answer) => `${answer.status} ${answer.problem}` === refusal }
  const refusals = [
    'unauthenticated',
    'forbidden',
    'person-needed',
    'workspace-unavailable',
    'operators-only',
    'api-key-invalid',
    'foreign-origin',
  ]
  const passes = (answer: Answer) => !refusals.includes(answer.problem ?? '') && answer.status !== 500
  if (isOpen(route) || !route.path.includes(':')) return { means: 'let in', matches: passes }
  const found = (answer: Answer) => ![200, 201, 202, 204].includes(answer.status)
  if (route.method === 'GET' || route.method === 'DELETE') return { means: '404', matches: (answer) => answer.status === 404 }
  return { means: 'let in, without finding anything', matches: (answer) => passes(answer) && found(answer) }
}

function refusalOf({ permission }: DeclaredRoute, { kind, role, isOperator }: Caller): string | null {
  if (permission === 'public' || permission === 'visitor' || permission === 'provider') return null
  if (kind === 'nobody') return '401 unauthenticated'
  const isOfPerson = permission === 'account' || permission === 'operator'
  if (role === null && (kind === 'key' || !isOfPerson)) return '403 workspace-unavailable'
  if (isOfPerson && kind === 'key') return '403 person-needed'
  if (permission === 'account') return null
  if (permission === 'operator') return isOperator ? null : '403 operators-only'
  return roles.indexOf(role ?? 'viewer') < roles.indexOf(permission) ? '403 forbidden' : null
}

function isOpen({ permission }: DeclaredRoute): boolean {
  return permission === 'public' || permission === 'visitor' || permission === 'provider'
}

async function ask(route: DeclaredRoute, caller: Caller): Promise<Answer> {
  // A search that asks for nothing would be refused before it is found that there is nothing to search in.
  const query = route.method === 'GET' ? '?q=nothing' : ''
  const path = route.path.replaceAll(/:\w+/g, () => newId()).replace('*', 'nothing') + query
  const body = ['POST', 'PATCH', 'PUT'].includes(route.method) ? '{}' : undefined
  for (;;) {
    const headers = { ...caller.headers, ...(body && { 'content-type': 'application/json' }) }
    const response = await fetch(url + path, { method: route.method, headers, redirect: 'manual', ...(body && { body }) })
    const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json')
    const problem = isProblem ? ((await response.json()) as { type: string }).type.split(':').at(-1) : undefined
    // Streams of live updates do not end by themselves.
    if (!isProblem) await response.body?.cancel()
    if (response.status !== 429) return { status: response.status, problem: problem ?? null }
    await sleep(200)
  }
}

async function makeCallers(): Promise<void> {
  callers.push({ name: 'nobody', role: null, kind: 'nobody', headers: {} })
  await makeOperator()
  const { workspaceId, email } = await testWorkspace(app)
  for (const role of roles) {
    const { key } = await testCaller(app, workspaceId, role)
    callers.push({ name: `a key of role ${role}`, role, kind: 'key', headers: { authorization: `Bearer ${key}` } })
    const cookie = role === 'owner' ? await signIn(email) : await join(workspaceId, email, role)
    callers.push({ name: `a member of role ${role}`, role, kind: 'session', headers: { cookie } })
  }
  const operator = {
    role: null,
    kind: 'session',
    isOperator: true,
    headers: { cookie: operatorCookie, 'x-workspace-id': workspaceId },
  } as const
  callers.push({ name: 'the operator, who is no member', ...operator })
  const foreign = await testWorkspace(app)
  const headers = { 'x-workspace-id': workspaceId }
  callers.push({
    name: 'the owner of another workspace',
    role: null,
    kind: 'session',
    headers: { ...headers, cookie: await signIn(foreign.email) },
  })
  callers.push({
    name: 'a key of another workspace',
    role: null,
    kind: 'key',
    headers: { ...headers, authorization: `Bearer ${foreign.key}` },
  })
}

/** Only the first account of an installation runs it: made first, in a workspace of its own. */
async function makeOperator(): Promise<void> {
  const { email } = await testWorkspace(app)
  operatorCookie = await signIn(email)
}

async function signIn(email: string): Promise<string> {
  return cookieOf(await post('/api/auth/sign-in/email', { email, password: ownerPassword }))
}

async function join(workspaceId: string, ownerEmail: string, role: Role): Promise<string> {
  const invitation = await post('/api/v1/invitations', { role }, await signIn(ownerEmail))
  const { url: link } = (await invitation.json()) as { url: string }
  const email = `${role}@${workspaceId}.test`
  return cookieOf(await post('/api/v1/invitations/accept', { token: link.split('/').at(-1), name: role, email, password: ownerPassword }))
}

function post(path: string, body: object, cookie = ''): Promise<Response> {
  return fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json', cookie }, body: JSON.stringify(body) })
}

function cookieOf(response: Response): string {
  expect(response.status).toBe(200)
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}
