import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiServer } from '../platform/module.ts'

/** Longer than any request that waits for nothing but ourselves; a takeover waits up to 8 s for a provider (pipeline/send-message.ts). */
const patienceMs = 9_000
const pollMs = 20

/**
 * What closing the server does before connections are cut: nobody new is let in, streams of events are ended (their readers come back, to another process
 * or after the start), and requests that are under way get their answers. Whoever takes longer than `withinMs` is cut off.
 */
export function closeGently(server: ApiServer, withinMs: number = patienceMs): void {
  const open = new Set<ServerResponse>()
  let isClosing = false
  server.addHook('onRequest', async (_request, { raw }) => {
    const done = (): void => void open.delete(raw)
    open.add(raw)
    // Of an injected request there is no connection that closes.
    raw.once('close', done).once('finish', done)
  })
  server.addHook('onSend', async (_request, reply) => {
    // A connection that is kept alive would hold the server open for the next minute.
    if (isClosing) reply.header('connection', 'close')
  })
  server.addHook('preClose', async () => {
    isClosing = true
    server.server.close()
    for (const response of open) if (isEventStream(response)) response.end()
    const deadline = performance.now() + withinMs
    while (open.size > 0 && performance.now() < deadline) await sleep(pollMs)
    if (open.size > 0) server.log.warn({ requests: open.size }, 'requests that were still under way are cut off')
  })
}

function isEventStream(response: ServerResponse): boolean {
  return String(response.getHeader('content-type')).startsWith('text/event-stream')
}
