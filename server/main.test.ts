import { expect, test } from 'vitest'
import { testApp } from './testing/test-app.ts'

test('the program answers probes, gives its metrics to loopback and hides what it does not know', async () => {
  const { url } = await testApp()
  const get = (path: string) => fetch(`${url}${path}`)
  expect(await (await get('/healthz')).json()).toEqual({ status: 'ok' })
  expect([(await get('/readyz')).status, await (await get('/readyz')).json()]).toEqual([200, { status: 'ready' }])
  expect(await (await get('/metrics')).text()).toContain('parley_http_request_seconds')
  const unknown = await get('/api/v1/nothing-here')
  expect([unknown.status, unknown.headers.get('content-type')]).toEqual([404, 'application/problem+json; charset=utf-8'])
})

test('without its jobs it says that it is not ready', async () => {
  const { url } = await testApp({ run: false })
  const answer = await fetch(`${url}/readyz`)
  expect([answer.status, await answer.json()]).toEqual([503, { status: 'not-ready', reason: 'Background jobs are not running.' }])
})
