import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp, type DeclaredRoute } from './app.ts'
import { operationName } from './http/operation-name.ts'
import { modules } from './modules.ts'
import { findFaults } from './testing/check-openapi.ts'
import { type TestApp, testApp } from './testing/test-app.ts'
import { type TestCaller, testWorkspace } from './testing/test-workspace.ts'

type Json = Record<string, unknown>
interface Document extends Json {
  paths: Record<string, Record<string, Json & { responses: Record<string, { content?: Record<string, { schema: Json }> }> }>>
}

let app: TestApp
let owner: TestCaller
let document: Document
const routes: DeclaredRoute[] = []

beforeAll(async () => {
  app = await testApp({ run: false })
  owner = await testWorkspace(app)
  await buildApp(app.deps, modules, (route) => routes.push(route)).then((server) => server.close())
  document = (await app.server.inject('/api/v1/openapi.json')).json()
})
afterAll(() => app.close())

test('the document is OpenAPI 3.1, and every operation says what it takes, answers and refuses', () => {
  expect(findFaults(document)).toEqual([])
})

test('every route of the API is in it, and nothing else', () => {
  const documented = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  )
  const ours = routes.filter(
    ({ method, path, permission }) => path.startsWith('/api/v1/') && !['HEAD', 'OPTIONS'].includes(method) && permission !== 'visitor',
  )
  const expected = ours
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
    .filter((name) => name !== 'GET /api/v1/openapi.json')
  expect(documented.length).toBeGreaterThan(60)
  expect(documented.sort()).toEqual(expected.sort())
})

test('what is answered is what the document says', async () => {
  const ajv = formats.default(new Ajv2020({ strict: false }))
  ajv.addSchema(document, 'document')
  const check = (path: string, method: string, status: string, body: unknown) => {
    const pointer = [path, method, 'responses', status, 'content', 'application/json', 'schema'].map((part) =>
      encodeURIComponent(part.replaceAll('/', '~1')),
    )
    const validate = ajv.getSchema(`document#/paths/${pointer.join('/')}`)
    if (!validate) throw new Error(`${method} ${path} ${status} is not documented`)
    expect([path, validate(body), validate.errors]).toEqual([path, true, null])
  }
  const answerOf = async (path: string) => {
    const answer = await owner.call('GET', `/api/v1/${path}`)
    expect([path, answer.status]).toEqual([path, 200])
    return answer.body
  }
  const contact = await owner.call('POST', '/api/v1/contacts', { name: 'Kerry' })
  check('/api/v1/contacts', 'post', '201', contact.body)
  for (const path of [
    'contacts',
    'conversations',
    'channels',
    'agents',
    'knowledge',
    'webhooks',
    'members',
    'audit-log',
    'api-keys',
    'channels/types',
  ])
    check(`/api/v1/${path}`, 'get', '200', await answerOf(path))
  const problem = ajv.getSchema('document#/components/schemas/Problem')
  const missing = await owner.call('GET', '/api/v1/contacts/not-an-id')
  expect([missing.status, problem?.(missing.body)]).toEqual([400, true])
  expect(problem?.({ title: 'Half a problem' })).toBe(false)
})

test.each<[string, (broken: Document) => void]>([
  ['openapi: is not 3.1', (broken) => Object.assign(broken, { openapi: '3.0.3' })],
  ['GET /api/v1/contacts: has no tag', (broken) => delete broken.paths['/api/v1/contacts']?.get?.tags],
  ['the tag people is not described', (broken) => Object.assign(broken.paths['/api/v1/contacts']?.get ?? {}, { tags: ['people'] })],
  ['has no operationId', (broken) => delete broken.paths['/api/v1/contacts']?.get?.operationId],
  ['is there twice', (broken) => Object.assign(broken.paths['/api/v1/contacts']?.get ?? {}, { operationId: 'listAgents' })],
  ['{id} is not described', (broken) => Object.assign(broken.paths['/api/v1/contacts/{id}']?.get ?? {}, { parameters: [] })],
  ['200 has no schema', (broken) => delete broken.paths['/api/v1/contacts']?.get?.responses['200']?.content],
  ['does not say how it fails', (broken) => delete broken.paths['/api/v1/contacts']?.get?.responses.default],
  ['does not say what it answers', (broken) => delete broken.paths['/api/v1/contacts']?.get?.responses['200']],
  ['does not say who may call it', (broken) => delete broken.paths['/api/v1/contacts']?.get?.security],
  ['leads nowhere', (broken) => Object.assign(broken, { components: { ...(broken.components as Json), schemas: {} } })],
  [
    '/schema: ',
    (broken) =>
      Object.assign(broken.paths['/api/v1/contacts']?.get?.responses['200']?.content?.['application/json'] ?? {}, {
        schema: { type: 'text' },
      }),
  ],
])('a document that is broken on purpose is found: %s', (fault, breakIt) => {
  const broken = structuredClone(document)
  breakIt(broken)
  expect(findFaults(broken).join('\n')).toContain(fault)
})

test.each([
  ['GET', '/api/v1/contacts', 'listContacts'],
  ['POST', '/api/v1/contacts', 'createContact'],
  ['GET', '/api/v1/contacts/:id', 'getContact'],
  ['PATCH', '/api/v1/contacts/:id', 'updateContact'],
  ['DELETE', '/api/v1/api-keys/:keyId', 'deleteApiKey'],
  ['GET', '/api/v1/conversations/:id/messages', 'listConversationMessages'],
  ['POST', '/api/v1/conversations/:id/messages', 'createConversationMessage'],
  ['POST', '/api/v1/conversations/:id/take', 'takeConversation'],
  ['POST', '/api/v1/conversations/:id/draft/approve', 'approveConversationDraft'],
  ['GET', '/api/v1/knowledge', 'listKnowledge'],
  ['GET', '/api/v1/knowledge/:id/sources', 'listKnowledgeSources'],
  ['GET', '/api/v1/me', 'getMe'],
])('%s %s is called %s', (method, path, name) => {
  expect(operationName(method, path)).toBe(name)
})
