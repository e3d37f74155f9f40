import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { openDoor } from './http-door.ts'

it('knows by its address who asks', async () => {
  const door = await openDoor((exchange) => exchange.json(200, { by: exchange.by }), ['worker-1', 'worker-2'])
  for (const name of ['worker-2', 'worker-1']) expect(await (await fetch(door.urlFor(name))).json()).toEqual({ by: name })
  expect(() => door.urlFor('nobody')).toThrow(/has no address/)
  await door.close()
})

it('answers twice what was asked once', async () => {
  const door = await openDoor((exchange) => exchange.twice({ path: exchange.path }))
  const { hostname, port } = new URL(door.url)
  const socket = connect(Number(port), hostname)
  let heard = ''
  socket.on('data', (piece: Buffer) => {
    heard += piece.toString()
  })
  socket.write('GET /once HTTP/1.1\r\nhost: door\r\n\r\n')
  await expect.poll(() => heard.split('{"path":"/once"}').length - 1).toBe(2)
  expect(heard.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2)
  socket.destroy()
  await door.close()
})
