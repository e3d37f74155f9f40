import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

export const postgresBin = '/usr/lib/postgresql/15/bin'

const packages: Record<string, string> = {
  'postgresql-15': `${postgresBin}/postgres`,
  patroni: '/usr/bin/patroni',
  'etcd-server': '/usr/bin/etcd',
  haproxy: '/usr/sbin/haproxy',
  pgbouncer: '/usr/sbin/pgbouncer',
}

/** What the drill cannot do without, in one line; null when all is there. */
export function missing(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'The failover drill needs Linux and root, because PostgreSQL runs as the user postgres.'
  const absent = Object.entries(packages).flatMap(([name, program]) => (existsSync(program) ? [] : [name]))
  return absent.length === 0
    ? null
    : `Missing Debian packages: ${absent.join(' ')} (npm run drill:failover -- --install installs them by apt).`
}

export function install(): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...Object.keys(packages)]]) {
    const { status } = spawnSync('apt-get', args, { stdio: 'inherit', env })
    if (status !== 0) throw new Error(`apt-get ${args[0]} failed`)
  }
}

export function postgresUser(): { uid: number; gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((one) => one.startsWith('postgres:'))
  const [, , uid, gid] = line?.split(':') ?? []
  if (!uid || !gid) throw new Error('there is no user postgres')
  return { uid: Number(uid), gid: Number(gid) }
}
