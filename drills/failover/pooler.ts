import { randomBytes } from 'node:crypto'
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { freePort } from '../../server/testing/parley-process.ts'
import { startChild } from './children.ts'
import { postgresUser } from './requirements.ts'

/**
 * PgBouncer before the database, in transaction mode: Parley must refuse to start in one sentence, whether the pooler refuses what a session begins with
 * or drops it without a word.
 */
export async function tryPooler(folder: string, databaseUrl: string): Promise<string[]> {
  const said: string[] = []
  for (const ignored of ['', 'options']) {
    const port = await startPooler(folder, new URL(databaseUrl), ignored)
    const through = new URL(databaseUrl)
    through.port = String(port)
    const sentence = await refusal(folder, through.href)
    if (!/pooler \(PgBouncer\)/.test(sentence)) throw new Error(`behind PgBouncer Parley did not refuse to start: ${sentence}`)
    said.push(`PgBouncer in transaction mode${ignored ? `, ignore_startup_parameters = ${ignored}` : ''}: ${sentence}`)
  }
  return said
}

async function startPooler(folder: string, target: URL, ignored: string): Promise<number> {
  const user = postgresUser()
  const port = await freePort()
  const own = path.join(folder, `pgbouncer-${port}`)
  mkdirSync(own)
  const users = path.join(own, 'users.txt')
  writeFileSync(users, `"${target.username}" "${target.password}"\n`)
  const config = path.join(own, 'pgbouncer.ini')
  writeFileSync(
    config,
    `[databases]
parley = host=${target.hostname} port=${target.port} user=${target.username} password=${target.password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
pool_mode = transaction
auth_type = plain
auth_file = ${users}
${ignored ? `ignore_startup_parameters = ${ignored}` : ''}
`,
  )
  for (const file of [own, users, config]) chownSync(file, user.uid, user.gid)
  startChild('pgbouncer', '/usr/sbin/pgbouncer', [config], { logFile: path.join(folder, 'logs', `pgbouncer-${port}.log`), ...user })
  await new Promise((resolve) => setTimeout(resolve, 500))
  return port
}

/** What a start says before it ends; it is given 30 s. */
async function refusal(folder: string, databaseUrl: string): Promise<string> {
  const root = path.join(import.meta.dirname, '..', '..')
  const child = startChild('parley', process.execPath, [path.join(root, 'server', 'cli.ts'), 'migrate'], {
    logFile: path.join(folder, 'logs', `refused-${randomBytes(3).toString('hex')}.log`),
    cwd: root,
    env: { HOME: process.env.HOME, DATABASE_URL: databaseUrl, DATA_DIR: path.join(folder, 'refused') },
  })
  const patience = setTimeout(() => child.signal('SIGKILL'), 30_000)
  await child.ended
  clearTimeout(patience)
  return readFileSync(child.logFile, 'utf8').trim()
}
