import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request with its whole body, and the ways in which a provider can treat it. */
export interface Exchange {
  /** Who asked, by the address that was given to nobody else. */
  by: string
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
  /** An address of its own for each of those who were named. */
  urlFor(name: string): string
  /** Breaks what is still open, such as requests that get no answer. */
  dropOpen(): void
  close(): Promise<void>
}

/**
 * As little as HTTP needs: everything else on the machine needs the processor.
 * @param names those who get an address each, so that it is known who asked
 */
export async function openDoor(handle: (exchange: Exchange) => void, names: readonly string[] = ['everybody']): Promise<Door> {
  const open = new Set<ServerResponse>()
  const servers = new Map<string, Server>()
  for (const name of names) servers.set(name, await listen(serve(name, handle, open)))
  const urlFor = (name: string): string => {
    const server = servers.get(name)
    if (!server) throw new Error(`${name} has no address here`)
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  return {
    url: urlFor(names[0] ?? ''),
    urlFor,
    dropOpen: () => {
      for (const response of open) response.destroy()
    },
    close: async () => {
      for (const server of servers.values()) {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      }
    },
  }
}

function serve(name: string, handle: (exchange: Exchange) => void, open: Set<ServerResponse>): Server {
  return createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    open.add(response)
    response.once('close', () => open.delete(response))
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('error', () => {})
    request.on('end', () => {
      const body = pieces.length === 1 ? String(pieces[0]) : String(Buffer.concat(pieces))
      handle(exchangeOf(name, request, response, body))
    })
  })
}

function exchangeOf(by: string, request: IncomingMessage, response: ServerResponse, body: string): Exchange {
  const head = (status: number, text: string, headers: Record<string, string> = {}): void => {
    if (!response.destroyed)
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers })
  }
  return {
    by,
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

function listen(server: Server): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
}
