import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  path: string
  headers: IncomingHttpHeaders & Record<string, string>
  body: string
}

export interface WebhookReceiver {
  url: string
  /** `127.0.0.1:port`, as ALLOW_PRIVATE_HOSTS takes it. */
  host: string
  received: Received[]
  /** How the next requests are answered; 204 at first. */
  answer: (response: ServerResponse, request: Received) => void
  close(): Promise<void>
}

/** A system of the business that is told of events: a real HTTP server on a free port. */
export async function webhookReceiver(): Promise<WebhookReceiver> {
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const received = {
      path: request.url ?? '',
      headers: request.headers as Received['headers'],
      body: Buffer.concat(pieces).toString('utf8'),
    }
    receiver.received.push(received)
    receiver.answer(response, received)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const receiver: WebhookReceiver = {
    url: `http://${host}/hook`,
    host,
    received: [],
    answer: (response) => response.writeHead(204).end(),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return receiver
}
