import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request with its whole body, and the ways in which a provider can treat it. */
export interface Exchange {
  method: string
  /** With its query. */
  path: string
  body: string
  json(status: number, value: unknown, headers?: Record<string, string>): void
  /** Head and half of the body, then the connection breaks. */
  half(value: unknown): void
  /** The whole answer, and then the same once more: nobody asked for the second, and the next question's answer it is not. */
  twice(value: unknown): void
  /** The connection breaks without a byte of answer. */
  reset(): void
  /** Called once the whole answer has been handed to the network. */
  onAnswered(listener: () => void): void
}

export interface Door {
  url: string
  /** Breaks what is still open, such as requests that get no answer. */
  dropOpen(): void
  close(): Promise<void>
}

/** As little as HTTP needs: everything else on the machine needs the processor. */
export async function openDoor(handle: (exchange: Exchange) => void): Promise<Door> {
  const open = new Set<ServerResponse>()
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    open.add(response)
    response.once('close', () => open.delete(response))
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('error', () => {})
    request.on('end', () => handle(exchangeOf(request, response, pieces.length === 1 ? String(pieces[0]) : String(Buffer.concat(pieces)))))
  })
  await listen(server)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    dropOpen: () => {
      for (const response of open) response.destroy()
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function exchangeOf(request: IncomingMessage, response: ServerResponse, body: string): Exchange {
  const head = (status: number, text: string, headers: Record<string, string> = {}): void => {
    if (!response.destroyed)
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers })
  }
  return {
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    body,
    json: (status, value, headers) => {
      const text = JSON.stringify(value)
      head(status, text, headers)
      response.end(text)
    },
    half: (value) => {
      const text = JSON.stringify(value)
      head(200, text)
      response.write(text.slice(0, text.length >> 1), () => response.destroy())
    },
    twice: (value) => {
      const text = JSON.stringify(value)
      head(200, text)
      response.end(text, () => {
        const again = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
        if (request.socket.writable) request.socket.write(again)
      })
    },
    reset: () => request.socket.resetAndDestroy(),
    onAnswered: (listener) => response.once('finish', listener),
  }
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
}
