import { setTimeout as sleep } from 'node:timers/promises'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { openEventStream } from '../platform/event-stream.ts'
import type { ApiServer } from '../platform/module.ts'
import { closeGently } from './close-gently.ts'

/** A server that answers after a moment, streams, or never answers. */
async function startServer(withinMs?: number) {
  const server = Fastify({ forceCloseConnections: true }) as unknown as ApiServer
  closeGently(server, withinMs)
  server.get('/slow', async () => {
    await sleep(300)
    return { done: true }
  })
  server.get('/events', (_request, reply) => {
    reply.hijack()
    const stream = openEventStream(reply.raw, 'data: 1\n\n', { onBeat: () => {}, onClose: () => {} })
    stream.write(Buffer.from('data: 2\n\n'))
  })
  server.get('/never', () => new Promise(() => {}))
  return { server, url: await server.listen({ host: '127.0.0.1', port: 0 }) }
}

test('what is under way is answered, and nobody new is let in', async () => {
  const { server, url } = await startServer()
  const slow = fetch(`${url}/slow`)
  await sleep(50)
  const closed = server.close()
  await sleep(50)
  await expect(fetch(`${url}/slow`)).rejects.toThrow()
  const answer = await slow
  expect([answer.status, answer.headers.get('connection'), await answer.json()]).toEqual([200, 'close', { done: true }])
  await closed
})

test('streams of events are ended at once', async () => {
  const { server, url } = await startServer()
  const stream = await fetch(`${url}/events`)
  const text = stream.text()
  const began = performance.now()
  await server.close()
  expect(await text).toBe('data: 1\n\ndata: 2\n\n')
  expect(performance.now() - began).toBeLessThan(5_000)
})

test('who takes too long is cut off', async () => {
  const { server, url } = await startServer(100)
  const never = fetch(`${url}/never`)
  const refused = expect(never).rejects.toThrow()
  await sleep(50)
  await server.close()
  await refused
})
