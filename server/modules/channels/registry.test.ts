import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHttpClient } from '../../platform/http-client.ts'
import type { Live } from '../../platform/live.ts'
import { createLogger } from '../../platform/log.ts'
import { testConfig } from '../../testing/test-config.ts'
import { channelEgress, createAdapters } from './registry.ts'
import { connection } from './whatsapp/whatsapp-fixtures.ts'

/* Files as the program itself fetches them: providers move them from one of their hosts to another. */

let server: Server
let url: string
const asked: (string | undefined)[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url)
    if (request.url?.startsWith('/moved')) return response.end('the picture')
    if (request.url?.startsWith('/file')) return response.writeHead(302, { location: '/moved' }).end()
    response.end(JSON.stringify({ url: `${url}/file`, mime_type: 'image/png' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

test('a file that has moved is followed', async () => {
  const config = testConfig({ providerUrls: { ...testConfig({}).providerUrls, META_GRAPH_URL: url } })
  const http = createHttpClient({ config, log: createLogger({ level: 'silent' }), egress: channelEgress })
  const live = { wake: () => {} } as unknown as Live
  const adapters = createAdapters({ http, config, clock: { now: () => new Date() }, live })
  const fetched = await adapters.get('whatsapp')?.download?.({ id: '123' }, connection)
  expect(fetched && (await buffer(fetched.stream)).toString()).toBe('the picture')
  const page = await adapters.get('messenger')?.download?.({ url: `${url}/file` }, connection)
  expect(page && (await buffer(page.stream)).toString()).toBe('the picture')
  expect(asked.filter((path) => path === '/moved')).toHaveLength(2)
  await http.close()
})

test('every host that a download trusts may be spoken to', () => {
  const hosts = new Map(channelEgress.map(({ purpose, hosts }) => [purpose, hosts]))
  expect(hosts.get('channels.whatsapp')).toEqual(expect.arrayContaining(['*.fbsbx.com', '*.fbcdn.net', '*.whatsapp.net']))
  for (const channel of ['channels.messenger', 'channels.instagram'])
    expect(hosts.get(channel)).toEqual(expect.arrayContaining(['*.fbsbx.com', '*.fbcdn.net', '*.cdninstagram.com']))
})
