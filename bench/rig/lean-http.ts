import net from 'node:net'

/*
 * The least of HTTP/1.1 that stand-ins and a load generator need: keep-alive, Content-Length, one exchange at a time on a connection. Node's own
 * server and client cost several times as much, and what the outside costs is taken from what is measured: everything shares two cores.
 */

/** Answers a request with the body of a 200, or with status and body. */
export type Handler = (
  head: string,
  body: string,
) => string | { status: number; body: string } | Promise<string | { status: number; body: string }>

/** @returns the port on 127.0.0.1 */
export async function serve(handle: Handler): Promise<number> {
  const server = net.createServer((socket) => {
    socket.setNoDelay(true)
    socket.on('error', () => socket.destroy())
    readMessages(socket, (head, body) => {
      const answer = handle(head, body)
      if (answer instanceof Promise) void answer.then((late) => write(socket, late))
      else write(socket, answer)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 8_192, resolve))
  return (server.address() as net.AddressInfo).port
}

function write(socket: net.Socket, answer: string | { status: number; body: string }): void {
  const { status, body } = typeof answer === 'string' ? { status: 200, body: answer } : answer
  socket.write(
    `HTTP/1.1 ${status} ${status === 200 ? 'OK' : 'No'}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

export interface LeanClient {
  /** @returns the status; 0: the connection broke */
  post(path: string, headers: string, body: string): Promise<number>
  close(): void
}

interface Connection {
  socket: net.Socket
  answer: ((status: number) => void) | null
}

/** Connections are opened as they are needed and kept; each carries one request at a time, as a provider's do. */
export function connectTo(port: number): LeanClient {
  const idle: Connection[] = []
  const all = new Set<Connection>()
  const open = (): Connection => {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true })
    const connection: Connection = { socket, answer: null }
    const broken = (): void => {
      all.delete(connection)
      const at = idle.indexOf(connection)
      if (at >= 0) idle.splice(at, 1)
      connection.answer?.(0)
      connection.answer = null
    }
    socket.on('error', () => socket.destroy())
    socket.on('close', broken)
    readMessages(socket, (head) => {
      const { answer } = connection
      connection.answer = null
      idle.push(connection)
      answer?.(Number(head.slice(9, 12)))
    })
    all.add(connection)
    return connection
  }
  return {
    post: (path, headers, body) =>
      new Promise((resolve) => {
        const connection = idle.pop() ?? open()
        connection.answer = resolve
        connection.socket.write(
          `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        )
      }),
    close: () => {
      for (const { socket } of all) socket.destroy()
    },
  }
}

/** Cuts what arrives into messages. Latin-1 inside: lengths are bytes, and what is looked for is ASCII. */
function readMessages(socket: net.Socket, onMessage: (head: string, body: string) => void): void {
  let waiting = ''
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    waiting = waiting === '' ? chunk : waiting + chunk
    for (;;) {
      const end = waiting.indexOf('\r\n\r\n')
      if (end < 0) return
      const head = waiting.slice(0, end)
      const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0)
      if (waiting.length < end + 4 + length) return
      const body = waiting.slice(end + 4, end + 4 + length)
      waiting = waiting.slice(end + 4 + length)
      onMessage(head, body)
    }
  })
}
