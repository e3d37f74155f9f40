import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface FileHost {
  /** The address of a file with this type and size; its bytes are zeros. */
  urlOf(mimeType: string, size?: number): string
  close(): Promise<void>
}

/** Serves files of any type and size to emulators that fetch what they are sent by link. Everything else is 404. */
export async function startFileHost(): Promise<FileHost> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://files')
    const mimeType = url.searchParams.get('type')
    if (mimeType === null) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { 'content-type': mimeType }).end(Buffer.alloc(Number(url.searchParams.get('size'))))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    urlOf: (mimeType, size = 16) => `${base}/file?${new URLSearchParams({ type: mimeType, size: String(size) })}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
