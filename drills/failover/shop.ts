import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { echoReply, type OpenAiEmulator, startOpenAiEmulator, startWhatsAppEmulator, type WhatsAppEmulator } from '../../emulators/index.ts'
import { freePort } from '../../server/testing/parley-process.ts'
import { connectShop, shopOwner } from '../../server/testing/test-shop.ts'
import { type Child, startChild } from './children.ts'

export interface Shop {
  whatsapp: WhatsAppEmulator
  parley: Child[]
  /** Of the two web processes, behind HAProxy. */
  url: string
  close(): Promise<void>
}

const root = path.join(import.meta.dirname, '..', '..')

/** Two web and two worker processes, each as if on a machine of its own: only the database and the master key are shared. */
export async function startShop(folder: string, databaseUrl: string): Promise<Shop> {
  const openai: OpenAiEmulator = await startOpenAiEmulator({ script: echoReply })
  // The provider sends again what was not taken, after a second at most.
  const whatsapp = await startWhatsAppEmulator({ timeCompression: 3_600, limits: { throughput: false, pair: false } })
  const publicPort = await freePort()
  const env = {
    HOME: process.env.HOME,
    DATABASE_URL: databaseUrl,
    SECRET_KEY: randomBytes(32).toString('base64'),
    PUBLIC_URL: `http://127.0.0.1:${publicPort}`,
    META_GRAPH_URL: whatsapp.url,
    OPENAI_API_KEY: 'sk-drill',
    OPENAI_BASE_URL: `${openai.url}/v1`,
    AI_MODEL: 'demo',
    LOG_LEVEL: 'info',
    ...shopOwner,
  }
  const parley: Child[] = []
  const webPorts: number[] = []
  for (const [role, number] of [
    ['web', 1],
    ['web', 2],
    ['worker', 1],
    ['worker', 2],
  ] as const) {
    const name = `${role}-${number}`
    const port = await freePort()
    if (role === 'web') webPorts.push(port)
    const child = startChild(name, process.execPath, [path.join(root, 'server', 'cli.ts'), 'start'], {
      logFile: path.join(folder, 'logs', `${name}.log`),
      cwd: root,
      env: { ...env, ROLES: role, PORT: String(port), DATA_DIR: path.join(folder, name) },
    })
    parley.push(child)
    await untilSaid(child, /Parley (runs|works)/, 120_000)
  }
  startBalancer(folder, publicPort, webPorts)
  const url = `http://127.0.0.1:${publicPort}`
  await untilReady(url)
  await connectShop(url, whatsapp)
  return {
    whatsapp,
    parley,
    url,
    close: async () => {
      await whatsapp.close()
      await openai.close()
    },
  }
}

function startBalancer(folder: string, port: number, webPorts: readonly number[]): void {
  const config = path.join(folder, 'haproxy-web.cfg')
  writeFileSync(
    config,
    `global
  maxconn 2000
defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
listen web
  bind 127.0.0.1:${port}
  balance roundrobin
  option httpchk GET /readyz
  http-check expect status 200
  default-server inter 1s fall 2 rise 1
${webPorts.map((webPort, index) => `  server web${index + 1} 127.0.0.1:${webPort} check`).join('\n')}
`,
  )
  startChild('haproxy', '/usr/sbin/haproxy', ['-db', '-f', config], { logFile: path.join(folder, 'logs', 'haproxy-web.log') })
}

export async function untilSaid(child: Child, words: RegExp, timeoutMs: number): Promise<string> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const said = readFileSync(child.logFile, 'utf8')
    if (words.test(said)) return said
    if (Date.now() > deadline || child.process.exitCode !== null) throw new Error(`${child.name} did not get ready: ${said.slice(-600)}`)
    await sleep(100)
  }
}

export async function untilReady(url: string): Promise<void> {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline) {
    if (
      await fetch(`${url}/readyz`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return
    await sleep(200)
  }
  throw new Error(`${url} is not ready`)
}
