import { createApiKey, createOwner } from '../modules/workspaces/index.ts'
import type { Role } from '../platform/module.ts'
import type { TestApp } from './test-app.ts'

export interface TestCaller {
  workspaceId: string
  key: string
  /** A request with this caller's API key; `body` is what came back, parsed. */
  call(method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body?: object): Promise<{ status: number; body: unknown }>
}

let made = 0

/** A workspace of its own with an owner (who can sign in with `ownerPassword`). */
export async function testWorkspace(
  app: Pick<TestApp, 'deps' | 'server'>,
  name?: string,
): Promise<TestCaller & { email: string; userId: string }> {
  made += 1
  const email = `owner-${made}@example.test`
  const workspaceName = name ?? `Shop ${made}`
  const { workspaceId, userId } = await createOwner(app.deps, { email, password: ownerPassword, name: `Owner ${made}`, workspaceName })
  return { ...(await testCaller(app, workspaceId, 'owner')), email, userId }
}

export const ownerPassword = 'a good long password'

/** Calls the API with a key of that role. */
export async function testCaller({ deps, server }: Pick<TestApp, 'deps' | 'server'>, workspaceId: string, role: Role): Promise<TestCaller> {
  const { key } = await createApiKey(deps, { workspaceId, name: `test ${role}`, role })
  return {
    workspaceId,
    key,
    call: async (method, path, body) => {
      const answer = await server.inject({ method, url: path, headers: { authorization: `Bearer ${key}` }, ...(body && { payload: body }) })
      return { status: answer.statusCode, body: answer.body === '' ? null : (JSON.parse(answer.body) as unknown) }
    },
  }
}
