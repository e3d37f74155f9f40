import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  path: string
  headers: IncomingHttpHeaders
  raw: string
  body: Record<string, unknown>
}

export interface Receiver {
  url: string
  received: Received[]
  /** What the next webhooks are answered with, one by one; 200 afterwards. */
  answers: number[]
  verifyToken: string
  waitFor(count: number, timeoutMs?: number): Promise<Received[]>
  close(): Promise<void>
}

/** A business's webhook endpoint, as small as it can be: records, answers, and passes the GET handshake. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  const answers: number[] = []
  let changed = () => {}
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://receiver')
    if (request.method === 'GET') {
      const good = url.searchParams.get('hub.verify_token') === receiver.verifyToken
      response.writeHead(good ? 200 : 403).end(good ? url.searchParams.get('hub.challenge') : 'no')
      return
    }
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const raw = Buffer.concat(chunks).toString('latin1')
    received.push({ path: url.pathname, headers: request.headers, raw, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) })
    response.writeHead(answers.shift() ?? 200).end()
    changed()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answers,
    verifyToken: 'verify-me',
    async waitFor(count, timeoutMs = 3000) {
      const end = performance.now() + timeoutMs
      while (received.length < count) {
        const left = end - performance.now()
        if (left <= 0) throw new Error(`${received.length} of ${count} webhooks arrived`)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, left)
          changed = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      return received
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return receiver
}
