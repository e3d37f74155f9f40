import type { APIResponse, BrowserContext } from 'playwright-core'
import { owner } from './open-house.ts'

export interface OwnersApi {
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: object): Promise<T>
}

/** Signs the context's browser in as the owner; what comes back asks the API as that browser. */
export async function signIn(context: BrowserContext, url: string): Promise<OwnersApi> {
  const { email, password } = owner
  await read(await context.request.post(`${url}/api/auth/sign-in/email`, { data: { email, password } }))
  return {
    get: async (path) => read(await context.request.get(`${url}/api/v1/${path}`)),
    post: async (path, body) => read(await context.request.post(`${url}/api/v1/${path}`, { data: body })),
  }
}

async function read<T>(response: APIResponse): Promise<T> {
  if (!response.ok()) throw new Error(`${response.url()} answered ${response.status()}: ${await response.text()}`)
  return (await response.json()) as T
}
