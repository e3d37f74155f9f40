import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { modules } from './modules.ts'
import { type EgressDeclaration, matchesHost } from './platform/egress.ts'
import { createHttpClient } from './platform/http-client.ts'
import { createLogger } from './platform/log.ts'
import { mailEgress } from './platform/mail/index.ts'
import { scanSource } from './testing/declarations/scan-source.ts'
import { testConfig } from './testing/test-config.ts'

const mail = {
  host: 'smtp.post.example',
  port: 465,
  encryption: 'tls',
  login: null,
  from: { name: '', address: 'shop@post.example' },
} as const
const declarations = [
  ...modules.flatMap((module) => module.egress.map((declaration) => ({ module: module.name, ...declaration }))),
  ...mailEgress({ mail }).map((declaration) => ({ module: 'mail', ...declaration })),
]
const http = createHttpClient({ config: testConfig(), log: createLogger({ level: 'silent' }), egress: declarations })
afterAll(() => http.close())

const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'went through',
    (error: { code?: string }) => error.code ?? 'unknown',
  )

function incomplete(given: readonly (EgressDeclaration & { module: string })[]): string[] {
  const purposes = given.map(({ purpose }) => purpose)
  return given.flatMap(({ module, purpose, recipient, reason, fields, hosts, userSupplied }) => [
    ...(purpose.startsWith(`${module}.`) && /^[a-z-]+(\.[a-z-]+)+$/.test(purpose)
      ? []
      : [`${purpose}: is no name of the module ${module}`]),
    ...(purposes.filter((other) => other === purpose).length > 1 ? [`${purpose}: is declared twice`] : []),
    ...(recipient.length > 3 ? [] : [`${purpose}: says of nobody who gets the data`]),
    ...(reason.length > 10 ? [] : [`${purpose}: gives no reason`]),
    ...(fields.length > 0 ? [] : [`${purpose}: does not say what leaves`]),
    ...(hosts.length > 0 || userSupplied ? [] : [`${purpose}: names no host`]),
    ...hosts.filter((host) => !/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host)).map((host) => `${purpose}: ${host} is no name of a host`),
  ])
}

test('every purpose for which data leaves says to whom, why, what and where', () => {
  expect(declarations.length).toBeGreaterThan(4)
  expect(incomplete(declarations)).toEqual([])
})

test('a purpose that leaves something out is found', () => {
  const good = {
    module: 'shop',
    purpose: 'shop.orders',
    recipient: 'A shop',
    reason: 'Reads what was ordered.',
    fields: ['orders'],
    hosts: ['api.shop.example'],
  }
  expect(incomplete([good])).toEqual([])
  for (const change of [
    { purpose: 'orders' },
    { purpose: 'other.orders' },
    { recipient: '' },
    { reason: '' },
    { fields: [] },
    { hosts: [] },
    { hosts: ['*'] },
  ])
    expect([change, incomplete([{ ...good, ...change }]).length]).toEqual([change, 1])
  expect(incomplete([good, good])).toHaveLength(2)
})

test('the one HTTP client refuses every host and every purpose that was not declared', async () => {
  for (const { purpose, hosts, userSupplied } of declarations) {
    if (userSupplied) continue
    const [host = ''] = hosts
    const strangers = [
      `https://undeclared.example/`,
      `https://${host}.undeclared.example/`,
      `https://undeclared-${host.replace('*.', '')}/`,
      `http://${host}/`,
    ]
    for (const url of strangers) expect([purpose, url, await codeOf(http.fetch(purpose, url))]).toEqual([purpose, url, 'egress-undeclared'])
    expect(await codeOf(http.fetchFor(purpose)('https://undeclared.example/'))).toBe('egress-undeclared')
    expect(await codeOf(http.fetch(purpose, `https://user:secret@${host}/`))).toBe('address-refused')
  }
  expect(await codeOf(http.fetch('nobody.asked', 'https://example.com/'))).toBe('egress-undeclared')
})

test('where users give the address, private ones are refused', async () => {
  const open = declarations.filter(({ userSupplied }) => userSupplied)
  expect(open.length).toBeGreaterThan(1)
  for (const { purpose } of open) {
    for (const url of [
      'http://127.0.0.1:8080/',
      'http://[::1]:8080/',
      'http://169.254.169.254/',
      'http://0x7f.1:8080/',
      'http://localhost:8080/',
      'file:///etc/passwd',
    ])
      expect([purpose, url, await codeOf(http.fetch(purpose, url))]).toEqual([purpose, url, 'address-refused'])
  }
})

test('a host pattern covers what is below it and nothing beside it', () => {
  expect(['a.example.com', 'a.b.example.com', 'example.com', 'badexample.com'].map((host) => matchesHost('*.example.com', host))).toEqual([
    true,
    true,
    false,
    false,
  ])
})

/** Who may: the client itself, the server's own listening side, the reader of settings, and the command line, which talks to a person. */
const rooms: readonly [RegExp, RegExp][] = [
  [/^server\/platform\/(http-client|guarded-agent|limit-body)\.ts$/, /imports undici/],
  [/^server\/platform\/config\.ts$/, /reads the environment/],
  // Waits for the socket of the database on this machine.
  [/^server\/platform\/embedded-postgres-processes\.ts$/, /imports node:net/],
  // Mail goes by SMTP, to the one server of the settings.
  [/^server\/platform\/mail\/smtp\.ts$/, /imports nodemailer/],
  // Reads until when the certificate of Parley's own public address is valid.
  [/^server\/platform\/certificate-end\.ts$/, /imports node:tls/],
  // The doctor asks Parley's own address whether it answers, and says which settings it read.
  [/^server\/commands\/doctor(-system)?\.ts$/, /calls fetch itself|reads the environment|imports node:net/],
]

function findWays(): string[] {
  const root = path.join(import.meta.dirname, '..')
  const files = globSync('server/**/*.ts', { cwd: root }).map((file) => file.replaceAll('\\', '/'))
  const own = files.filter((file) => !/\.test\.ts$|-fixtures\.ts$|\/testing\/|\/channel-contract\/|^server\/demo\//.test(file))
  expect(own.length).toBeGreaterThan(200)
  return own.flatMap((file) => {
    const faults = scanSource(file, readFileSync(path.join(root, file), 'utf8'))
    return faults.filter((fault) => !rooms.some(([room, what]) => room.test(file) && what.test(fault)))
  })
}

test('no file of the server has a way past the HTTP client, the settings or the log', () => {
  expect(findWays()).toEqual([])
})

test.each([
  [`import { fetch } from 'undici'`, 'imports undici'],
  [`import https from 'node:https'`, 'imports node:https'],
  [`const net = await import('node:net')`, 'imports node:net'],
  [`await fetch('https://example.com')`, 'calls fetch itself'],
  [`const own = globalThis.fetch`, 'takes the global fetch'],
  [`const socket = new WebSocket('wss://example.com')`, 'opens a WebSocket itself'],
  [`const key = process.env.KEY`, 'reads the environment'],
  [`import { env } from 'node:process'`, 'reads the environment'],
  [`console.log('hello')`, 'writes past the log'],
])('%s is found', (source, what) => {
  expect(scanSource('careless.ts', `// comment\n${source}`)).toEqual([`careless.ts:2: ${what}`])
})

test.each([
  `import type { IncomingMessage } from 'node:http'`,
  `import { type Dispatcher } from 'undici'`,
  `const answer = await deps.http.fetch('a.b', url)`,
  `// fetch(url) and process.env in a comment`,
  `const text = 'console.log(process.env)'`,
])('%s is nothing', (source) => {
  expect(scanSource('careful.ts', source)).toEqual([])
})
