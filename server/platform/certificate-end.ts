import tls from 'node:tls'

const patienceMs = 10_000

/** Until when the certificate is valid that our own public address shows, in Unix milliseconds; null where none can be read. */
export function certificateEnd(url: URL): Promise<number | null> {
  return new Promise((resolve) => {
    const socket = tls.connect({ host: url.hostname, port: Number(url.port || 443), servername: url.hostname, timeout: patienceMs })
    const done = (end: number | null): void => {
      socket.destroy()
      resolve(end)
    }
    socket.once('error', () => done(null)).once('timeout', () => done(null))
    socket.once('secureConnect', () => done(Date.parse(socket.getPeerCertificate().valid_to) || null))
  })
}
