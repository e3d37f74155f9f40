import { expect, test } from 'vitest'
import { checkAddress } from './check-address.ts'

const nobody = { allowedPrivateHosts: [] }

test.each([
  'https://127.0.0.1/hook',
  'https://[::1]/hook',
  'https://[::]/hook',
  'https://0x7f.1/hook',
  'https://2130706433/hook',
  'https://10.1.2.3/hook',
  'https://192.168.0.1/hook',
  'https://169.254.169.254/latest/meta-data',
  'https://[fd00::1]/hook',
  'https://[::ffff:127.0.0.1]/hook',
  'https://localhost/hook',
  'https://api.localhost./hook',
  'https://user:password@example.com/hook',
  'http://example.com/hook',
  'ftp://example.com/hook',
  'file:///etc/passwd',
  'gopher://example.com/',
])('%s is refused', (url) => {
  expect(() => checkAddress(nobody, url)).toThrow(expect.objectContaining({ code: 'webhook-address', status: 422 }))
})

test.each(['https://example.com/hook?key=1', 'https://8.8.8.8:8443/', 'https://xn--bcher-kva.example/hook'])('%s is taken', (url) => {
  expect(() => checkAddress(nobody, url)).not.toThrow()
})

test('a private host that the operator opened is taken, its neighbours are not', () => {
  const opened = { allowedPrivateHosts: ['n8n:5678', '127.0.0.1:9000'] }
  for (const url of ['http://n8n:5678/webhook', 'http://127.0.0.1:9000/']) expect(() => checkAddress(opened, url)).not.toThrow()
  for (const url of ['http://n8n/webhook', 'http://127.0.0.1:9001/', 'ftp://n8n:5678/']) expect(() => checkAddress(opened, url)).toThrow()
})
