import http from 'node:http'

export interface ApiClient {
  /** The answer's body and how long it took, in milliseconds, until its last byte was there. */
  get(path: string): Promise<{ body: unknown; ms: number }>
  close(): Promise<void>
}

const keys = 8

/**
 * Asks as a program does, over one kept connection. It takes turns with several keys of its own: one alone may ask a hundred times a second, and
 * what is measured would be that limit.
 */
export async function apiClient(url: string, ownerKey: string): Promise<ApiClient> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 })
  const made: { id: string; key: string }[] = []
  for (let number = 0; number < keys; number += 1) {
    const { body } = await ask(url, agent, ownerKey, 'POST', '/api/v1/api-keys', { name: `reader ${number}`, role: 'agent' })
    made.push(body as { id: string; key: string })
  }
  let turn = 0
  return {
    get: (path) => ask(url, agent, (made[turn++ % made.length] as { key: string }).key, 'GET', path),
    close: async () => {
      for (const { id } of made) await ask(url, agent, ownerKey, 'DELETE', `/api/v1/api-keys/${id}`)
      agent.destroy()
    },
  }
}

function ask(
  url: string,
  agent: http.Agent,
  key: string,
  method: string,
  path: string,
  body?: object,
): Promise<{ body: unknown; ms: number }> {
  const began = performance.now()
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) }
    const request = http.request(`${url}${path}`, { method, agent, headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => {
        const ms = performance.now() - began
        const text = Buffer.concat(chunks).toString()
        if ((answer.statusCode ?? 500) >= 300) return reject(new Error(`${method} ${path} answered ${answer.statusCode}: ${text}`))
        resolve({ body: text === '' ? null : JSON.parse(text), ms })
      })
    })
    request.on('error', reject)
    request.end(body && JSON.stringify(body))
  })
}
