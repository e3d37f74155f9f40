import type { ApiServer } from '../platform/module.ts'
import type { DemoState } from './demo-state.ts'

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** A person of the shop, signed in: asks the API as their browser would. */
export interface TeamMember {
  /** A request that must succeed; what it answered. */
  ask<T>(method: Method, path: string, body?: object): Promise<T>
  upload<T>(path: string, file: { name: string; mimeType: string; bytes: Uint8Array }): Promise<T>
}

export async function signIn(server: ApiServer, { email, password }: DemoState['team']['owner']): Promise<TeamMember> {
  const answer = await server.inject({ method: 'POST', url: '/api/auth/sign-in/email', payload: { email, password } })
  if (answer.statusCode !== 200) throw new Error(`${email} could not sign in: ${answer.statusCode}`)
  return memberWith(server, cookieIn(answer.headers['set-cookie']))
}

/** Joins by an invitation, as its link does. */
export async function acceptInvitation(
  server: ApiServer,
  url: string,
  { name, email, password }: DemoState['team']['owner'],
): Promise<void> {
  const token = url.slice(url.lastIndexOf('/') + 1)
  const answer = await server.inject({ method: 'POST', url: '/api/v1/invitations/accept', payload: { token, name, email, password } })
  if (answer.statusCode !== 200) throw new Error(`${email} could not join: ${answer.statusCode} ${answer.body}`)
}

function memberWith(server: ApiServer, cookie: string): TeamMember {
  const send = async <T>(method: Method, path: string, headers: Record<string, string>, payload?: object | Buffer): Promise<T> => {
    const url = `/api/v1/${path}`
    const answer = await server.inject({ method, url, headers: { cookie, ...headers }, ...(payload && { payload }) })
    if (answer.statusCode >= 400) throw new Error(`${method} ${url} answered ${answer.statusCode}: ${answer.body.slice(0, 300)}`)
    return (answer.body === '' ? null : JSON.parse(answer.body)) as T
  }
  return {
    ask: (method, path, body) => send(method, path, {}, body ?? (method === 'POST' ? {} : undefined)),
    upload: (path, file) => {
      const boundary = 'demo-file-boundary'
      const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${file.name}"\r\ncontent-type: ${file.mimeType}\r\n\r\n`
      const body = Buffer.concat([Buffer.from(head), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)])
      return send('POST', path, { 'content-type': `multipart/form-data; boundary=${boundary}` }, body)
    },
  }
}

function cookieIn(lines: string | string[] | undefined): string {
  return [lines ?? []]
    .flat()
    .map((line) => line.split(';', 1)[0])
    .join('; ')
}
