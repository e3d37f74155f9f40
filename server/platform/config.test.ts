import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadConfig } from './config.ts'
import { AppError } from './errors.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'parley-config-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const load = (env: NodeJS.ProcessEnv, envText = '') => {
  const envFile = path.join(dataDir, '.env')
  writeFileSync(envFile, envText)
  return loadConfig({ DATA_DIR: dataDir, ...env }, { envFile })
}

const faults = (env: NodeJS.ProcessEnv): string[] => {
  try {
    load(env)
  } catch (error) {
    if (error instanceof AppError && error.code === 'settings-invalid') return error.userMessage.split('\n')
    throw error
  }
  return []
}

test('mail needs a server and a sender, or neither', () => {
  expect(load({}).mail).toBeNull()
  expect(load({ SMTP_URL: 'smtps://shop:secret@smtp.example.com', MAIL_FROM: 'Shop <no-reply@shop.example>' }).mail).toEqual({
    host: 'smtp.example.com',
    port: 465,
    encryption: 'tls',
    login: { user: 'shop', password: 'secret' },
    from: { name: 'Shop', address: 'no-reply@shop.example' },
  })
  expect(faults({ SMTP_URL: 'smtps://smtp.example.com' })).toEqual(['MAIL_FROM is missing: SMTP_URL needs a sender.'])
  expect(faults({ MAIL_FROM: 'a@shop.example' })).toEqual(['SMTP_URL is missing: MAIL_FROM needs a mail server.'])
  expect(faults({ SMTP_URL: 'planted-password', MAIL_FROM: 'nobody' })).toEqual([
    expect.stringMatching(/^SMTP_URL is not usable/),
    expect.stringMatching(/^MAIL_FROM is not usable/),
  ])
})

test('an empty environment runs on the documented defaults', () => {
  const config = load({})
  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    publicUrl: 'http://localhost:3000',
    databaseUrl: null,
    storage: { driver: 'file', folder: path.join(dataDir, 'files') },
    owner: null,
    logLevel: 'info',
  })
  expect([...config.roles]).toEqual(['web', 'worker'])
  expect(Object.isFrozen(config)).toBe(true)
})

test('the environment wins over the file, and an empty value counts as not set', () => {
  const config = load({ PORT: '4100', LOG_LEVEL: ' ' }, 'PORT=4000\nLOG_LEVEL=warn\nPUBLIC_URL=https://chat.example.com/\n')
  expect([config.port, config.logLevel, config.publicUrl]).toEqual([4100, 'warn', 'https://chat.example.com'])
})

test('every unusable setting is named in a line of its own, without repeating its value', () => {
  const lines = faults({
    PORT: '99999',
    PUBLIC_URL: 'chat.example.com',
    DATABASE_URL: 'mysql://somewhere',
    STORAGE_URL: 's3://bucket-without-keys',
    SECRET_KEY: 'much-too-short-secret',
    ROLES: 'web,cook',
    OWNER_EMAIL: 'owner@example.com',
    ALLOW_PRIVATE_HOSTS: 'localhost',
    OPENAI_BASE_URL: 'read for two purposes',
    LOG_LEVEL: 'loud',
  })
  expect(lines.map((line) => line.split(' ')[0]).sort()).toEqual([
    'ALLOW_PRIVATE_HOSTS',
    'DATABASE_URL',
    'LOG_LEVEL',
    'OPENAI_BASE_URL',
    'OWNER_PASSWORD',
    'PORT',
    'PUBLIC_URL',
    'ROLES',
    'SECRET_KEY',
    'STORAGE_URL',
  ])
  expect(lines.join('\n')).not.toContain('much-too-short-secret')
})

test('the master key is made once, for its owner only, and stays', () => {
  const first = load({}).secretKey
  const file = path.join(dataDir, 'secret.key')
  expect(first).toHaveLength(32)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(load({}).secretKey.equals(first)).toBe(true)
  expect(Buffer.from(readFileSync(file, 'utf8'), 'base64').equals(first)).toBe(true)
})

test('a damaged key file stops the start instead of being replaced', () => {
  writeFileSync(path.join(dataDir, 'secret.key'), 'not a key')
  expect(() => load({})).toThrow(/does not hold a key/)
  expect(readFileSync(path.join(dataDir, 'secret.key'), 'utf8')).toBe('not a key')
})

test('a data folder that cannot be made is named at once', () => {
  const file = path.join(dataDir, 'a-file')
  writeFileSync(file, '')
  // Node's own recursive mkdir never comes back from /proc.
  for (const folder of [file, path.join(file, 'below'), '/proc/parley']) {
    expect(() => load({ DATA_DIR: folder })).toThrow(new RegExp(`^DATA_DIR ${folder} is not usable`))
  }
})

test('a storage address becomes what the driver needs', () => {
  const storage = load({ STORAGE_URL: 's3://KEY:SE%2FCRET@minio.internal:9000/parley?region=kz-1&pathStyle=true' }).storage
  expect(storage).toEqual({
    driver: 's3',
    endpoint: 'http://minio.internal:9000',
    bucket: 'parley',
    region: 'kz-1',
    accessKeyId: 'KEY',
    secretAccessKey: 'SE/CRET',
    pathStyle: true,
  })
})

test('a fail-point is armed in test builds only', () => {
  const armed = { PARLEY_FAILPOINT: 'receive-before-commit' }
  expect(load({ ...armed, NODE_ENV: 'production' }).failpoint).toBeNull()
  expect(load({ ...armed, PARLEY_TEST_BUILD: '1' }).failpoint).toBe('receive-before-commit')
})

test('the version of the Graph API is one, or it is said what one looks like', () => {
  expect(load({}).meta.graphVersion).toBeNull()
  expect(load({ META_GRAPH_VERSION: 'v26.0' }).meta.graphVersion).toBe('v26.0')
  expect(() => load({ META_GRAPH_VERSION: '26' })).toThrow(/META_GRAPH_VERSION.*v25\.0/)
})
