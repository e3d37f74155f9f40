import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseEnv } from 'node:util'
import { createReader } from './config-reader.ts'
import { AppError } from './errors.ts'
import { type MailSettings, parseSender, parseSmtpUrl } from './mail/mail-settings.ts'
import { decodeSecretKey, readOrCreateSecretKey } from './secret-key.ts'

export type ProcessRole = 'web' | 'worker'
export type StorageSettings =
  | { driver: 'file'; folder: string }
  | { driver: 's3'; endpoint: string; bucket: string; region: string; accessKeyId: string; secretAccessKey: string; pathStyle: boolean }

/** Everything that the environment decides. Read once at start, frozen, passed on. */
export interface Config {
  host: string
  port: number
  /** Where a process without role web answers probes; null: nowhere. */
  probePort: number | null
  /** Without a slash at its end. */
  publicUrl: string
  dataDir: string
  /** null: the embedded PostgreSQL under `dataDir`. */
  databaseUrl: string | null
  storage: StorageSettings
  secretKey: Buffer
  previousSecretKey: Buffer | null
  roles: ReadonlySet<ProcessRole>
  owner: { email: string; password: string; workspaceName: string } | null
  /** `name`: what the dashboard calls the provider; by default OpenAI, or the host of the address. */
  ai: { apiKey: string | null; baseUrl: string | null; model: string | null; name?: string }
  /** Base addresses of third parties, without a slash at the end; null: the provider's own. By their setting: `META_GRAPH_URL`. */
  providerUrls: Readonly<Record<ProviderUrlSetting, string | null>>
  /** null: mail is off, and every place says so. */
  mail: MailSettings | null
  /** Folders in which servers of third parties that run in this house keep their files. */
  providerFolders: Readonly<Record<'TELEGRAM_API_FILES', string | null>>
  /** One Meta app for all workspaces. `login…`: its second id and secret, for signing in with accounts that need no page. */
  meta: {
    appId: string | null
    appSecret: string | null
    verifyToken: string | null
    loginAppId?: string | null
    loginAppSecret?: string | null
    /** What businesses are asked for that sign in with their numbers. */
    signupConfigId?: string | null
    /** Of the Graph API, as `v25.0`; null: the one that Parley was written for. */
    graphVersion?: string | null
  }
  /** `host:port` of private addresses that outside calls may reach all the same: emulators, a model server in the same house. */
  allowedPrivateHosts: readonly string[]
  metricsToken: string | null
  /** Whose `X-Forwarded-For` counts: nobody's, everybody's, or that of the proxies at these addresses. */
  trustProxy: boolean | string[]
  logLevel: string
  /** Only test builds (NODE_ENV=test or PARLEY_TEST_BUILD=1) have one. */
  failpoint: string | null
}

const providerUrlSettings = ['META_GRAPH_URL', 'TELEGRAM_API_URL', 'TWILIO_API_URL', 'STRIPE_API_URL', 'OPENAI_BASE_URL'] as const
export type ProviderUrlSetting = (typeof providerUrlSettings)[number]

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

interface LoadOptions {
  envFile?: string
  /** Puts other settings in the place of what the environment and the file give. */
  adjust?: (given: NodeJS.ProcessEnv) => NodeJS.ProcessEnv
}

/**
 * @throws AppError `settings-invalid` whose userMessage has one line for each unusable setting
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env, options: LoadOptions = {}): Config {
  const given = { ...readEnvFile(options.envFile), ...withoutEmpty(env) }
  const read = createReader(options.adjust?.(given) ?? given)
  const port = read.integer('PORT', 3000, 0, 65_535)
  const dataDir = path.resolve(read.text('DATA_DIR', './data'))
  const secretKey = read.parsed('SECRET_KEY', decodeSecretKey, '32 bytes in base64 (openssl rand -base64 32)')
  const storage = read.parsed(
    'STORAGE_URL',
    (text) => parseStorage(text),
    'file:/folder or s3://KEY:SECRET@host:port/bucket?region=…&pathStyle=true',
  )
  const testBuild = env.NODE_ENV === 'test' || env.PARLEY_TEST_BUILD === '1'
  const config: Config = {
    host: read.text('HOST', '127.0.0.1'),
    port,
    probePort: read.parsed('PROBE_PORT', parsePort, 'a port number from 0 to 65535'),
    publicUrl: read.webAddress('PUBLIC_URL') ?? `http://localhost:${port}`,
    dataDir,
    databaseUrl: read.parsed('DATABASE_URL', parseDatabaseUrl, 'postgres://user:password@host:5432/database'),
    storage: storage ?? { driver: 'file', folder: path.join(dataDir, 'files') },
    secretKey: secretKey ?? Buffer.alloc(0),
    previousSecretKey: read.parsed('SECRET_KEY_PREVIOUS', decodeSecretKey, '32 bytes in base64, the key before the change'),
    roles: read.parsed('ROLES', parseRoles, 'web, worker or both with a comma between them') ?? new Set<ProcessRole>(['web', 'worker']),
    owner: readOwner(read),
    ai: { apiKey: read.optional('OPENAI_API_KEY'), baseUrl: read.webAddress('OPENAI_BASE_URL'), model: read.optional('AI_MODEL') },
    providerUrls: Object.fromEntries(providerUrlSettings.map((name) => [name, read.webAddress(name)])) as Record<
      ProviderUrlSetting,
      string | null
    >,
    mail: readMail(read),
    providerFolders: { TELEGRAM_API_FILES: read.optional('TELEGRAM_API_FILES') },
    meta: {
      appId: read.optional('META_APP_ID'),
      appSecret: read.optional('META_APP_SECRET'),
      verifyToken: read.optional('META_VERIFY_TOKEN'),
      loginAppId: read.optional('META_INSTAGRAM_APP_ID'),
      loginAppSecret: read.optional('META_INSTAGRAM_APP_SECRET'),
      signupConfigId: read.optional('META_WHATSAPP_CONFIG_ID'),
      graphVersion: read.parsed('META_GRAPH_VERSION', parseGraphVersion, 'a version of the Graph API, as v25.0'),
    },
    allowedPrivateHosts: read.parsed('ALLOW_PRIVATE_HOSTS', parseHosts, 'host:port, several with commas between them') ?? [],
    metricsToken: read.optional('METRICS_TOKEN'),
    trustProxy: read.parsed('TRUST_PROXY', parseProxies, 'true, false, or addresses of proxies with commas between them') ?? false,
    logLevel: read.oneOf('LOG_LEVEL', logLevels, 'info'),
    failpoint: testBuild ? read.optional('PARLEY_FAILPOINT') : null,
  }
  if (read.faults.length > 0) {
    throw new AppError('settings-invalid', { status: 500, userMessage: read.faults.join('\n') })
  }
  return Object.freeze({ ...config, secretKey: secretKey ?? readOrCreateSecretKey(dataDir) })
}

function readEnvFile(file = '.env'): NodeJS.ProcessEnv {
  return existsSync(file) ? withoutEmpty(parseEnv(readFileSync(file, 'utf8'))) : {}
}

/** `NAME=` in a file or a compose template means: not set. */
function withoutEmpty(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''))
}

function readOwner(read: ReturnType<typeof createReader>): Config['owner'] {
  const email = read.parsed('OWNER_EMAIL', (text) => (/^[^\s@]+@[^\s@]+$/.test(text) ? text : null), 'an e-mail address')
  const password = read.parsed('OWNER_PASSWORD', (text) => (text.length >= 8 ? text : null), 'at least 8 characters')
  if (read.optional('OWNER_EMAIL') && !read.optional('OWNER_PASSWORD'))
    read.faults.push('OWNER_PASSWORD is missing: OWNER_EMAIL needs it to create the owner.')
  if (!email || !password) return null
  return { email, password, workspaceName: read.text('WORKSPACE_NAME', 'My workspace') }
}

/** Either both or none: a server without a sender sends nothing, and a sender alone goes nowhere. */
function readMail(read: ReturnType<typeof createReader>): Config['mail'] {
  const server = read.parsed('SMTP_URL', parseSmtpUrl, 'smtps://user:password@host:465, or smtp://… for STARTTLS')
  const from = read.parsed('MAIL_FROM', parseSender, 'an e-mail address, or a name with one: Shop <no-reply@shop.example>')
  if (read.optional('SMTP_URL') && !read.optional('MAIL_FROM')) read.faults.push('MAIL_FROM is missing: SMTP_URL needs a sender.')
  if (read.optional('MAIL_FROM') && !read.optional('SMTP_URL')) read.faults.push('SMTP_URL is missing: MAIL_FROM needs a mail server.')
  return server && from ? { ...server, from } : null
}

function parseRoles(text: string): ReadonlySet<ProcessRole> | null {
  const names = text.split(',').map((name) => name.trim())
  const known = names.filter((name): name is ProcessRole => name === 'web' || name === 'worker')
  return known.length === names.length ? new Set(known) : null
}

function parsePort(text: string): number | null {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : null
}

function parseProxies(text: string): boolean | string[] | null {
  if (text === 'true' || text === 'false') return text === 'true'
  const addresses = text.split(',').map((address) => address.trim())
  return addresses.every((address) => /^[0-9a-f.:]+(\/\d{1,3})?$/i.test(address)) ? addresses : null
}

function parseDatabaseUrl(text: string): string | null {
  return URL.canParse(text) && ['postgres:', 'postgresql:'].includes(new URL(text).protocol) ? text : null
}

function parseHosts(text: string): string[] | null {
  const hosts = text.split(',').map((host) => host.trim().toLowerCase())
  return hosts.every((host) => /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+):\d{1,5}$/.test(host)) ? hosts : null
}

function parseGraphVersion(text: string): string | null {
  return /^v\d{1,3}\.\d{1,2}$/.test(text) ? text : null
}

function parseStorage(text: string): StorageSettings | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  if (url.protocol === 'file:')
    return { driver: 'file', folder: path.resolve(decodeURIComponent(text.slice('file:'.length).replace(/^\/\/(?=\/)/, ''))) }
  const bucket = url.pathname.replace(/^\/|\/$/g, '')
  if (url.protocol !== 's3:' || !url.hostname || !bucket || bucket.includes('/') || !url.username || !url.password) return null
  const insecure =
    url.searchParams.get('tls') === 'false' || /^(localhost|127\.|\[::1\])/.test(url.hostname) || (url.port !== '' && url.port !== '443')
  return {
    driver: 's3',
    endpoint: `${insecure && url.searchParams.get('tls') !== 'true' ? 'http' : 'https'}://${url.host}`,
    bucket,
    region: url.searchParams.get('region') ?? 'us-east-1',
    accessKeyId: decodeURIComponent(url.username),
    secretAccessKey: decodeURIComponent(url.password),
    pathStyle: url.searchParams.get('pathStyle') !== 'false',
  }
}
