import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from '../../server/testing/parley-process.ts'
import { type Child, startChild } from './children.ts'
import { postgresBin, postgresUser } from './requirements.ts'

interface Member {
  name: string
  port: number
  apiPort: number
  dataDir: string
  config: string
  patroni: Child | null
}

export interface Cluster {
  /** Through HAProxy, which finds the primary. */
  databaseUrl: string
  databasePort: number
  leader(): Promise<Member | null>
  /** Kills Patroni and PostgreSQL of a member as a power cut would. */
  kill(member: Member): void
  /**
   * Stops them in the middle of whatever they do: the machine is there and says nothing. What is returned resets it, as its watchdog would have: woken
   * instead, Patroni 3.0.2 takes the leader's key back without asking, and what the new primary has acknowledged since is rewound.
   */
  freeze(member: Member): () => void
  restart(member: Member): void
  /** Waits until every member is a running part of the cluster again. @returns the seconds that it took */
  whole(timeoutMs: number): Promise<number>
}

const password = 'drill'

/** etcd, Patroni's members with a synchronous standby, and HAProxy before them, all on loopback. */
export async function startCluster(folder: string, memberCount: number): Promise<Cluster> {
  const user = postgresUser()
  const own = (made: string): string => {
    mkdirSync(made, { recursive: true, mode: 0o700 })
    chownSync(made, user.uid, user.gid)
    return made
  }
  own(path.join(folder, 'postgres'))
  const logs = path.join(folder, 'logs')
  mkdirSync(logs, { recursive: true })

  const etcdPort = await startEtcd(own(path.join(folder, 'etcd')), logs, user)
  const members: Member[] = []
  for (const name of ['a', 'b', 'c'].slice(0, memberCount)) {
    const member: Member = {
      name,
      port: await freePort(),
      apiPort: await freePort(),
      dataDir: path.join(folder, 'postgres', name),
      config: path.join(folder, `patroni-${name}.yml`),
      patroni: null,
    }
    writeFileSync(member.config, patroniSettings(member, etcdPort, path.join(folder, 'postgres')))
    members.push(member)
  }
  const start = (member: Member): void => {
    member.patroni = startChild(`patroni ${member.name}`, 'patroni', [member.config], {
      logFile: path.join(logs, `patroni-${member.name}.log`),
      cwd: folder,
      ...user,
    })
  }
  // The first one makes the database, the others copy it.
  for (const member of members) start(member)
  const databasePort = await startHaproxy(folder, logs, members)

  const cluster: Cluster = {
    databasePort,
    databaseUrl: `postgres://parley:${password}@127.0.0.1:${databasePort}/parley`,
    leader: async () => {
      for (const member of members) if ((await role(member)) === 'leader') return member
      return null
    },
    kill: (member) => {
      member.patroni?.signal('SIGKILL')
      for (const pid of [postmasterOf(member)]) if (pid) process.kill(pid, 'SIGKILL')
    },
    freeze: (member) => {
      const pids = processesOf(member)
      member.patroni?.signal('SIGSTOP')
      for (const pid of pids) signalTo(pid, 'SIGSTOP')
      return () => {
        member.patroni?.signal('SIGKILL')
        for (const pid of pids) signalTo(pid, 'SIGKILL')
      }
    },
    restart: start,
    whole: async (timeoutMs) => {
      const began = performance.now()
      while (performance.now() - began < timeoutMs) {
        const roles = await Promise.all(members.map(role))
        if (
          roles.filter((one) => one === 'leader').length === 1 &&
          roles.filter((one) => one === 'standby').length === members.length - 1
        ) {
          return (performance.now() - began) / 1000
        }
        await sleep(250)
      }
      throw new Error(`the cluster did not get whole: ${JSON.stringify(await Promise.all(members.map(role)))}, see ${logs}`)
    },
  }
  await cluster.whole(180_000)
  await createOwner(members, cluster)
  return cluster
}

async function startEtcd(dataDir: string, logs: string, user: { uid: number; gid: number }): Promise<number> {
  const [port, peerPort] = [await freePort(), await freePort()]
  const [client, peer] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peerPort}`]
  startChild(
    'etcd',
    'etcd',
    [
      ...['--name', 'drill', '--data-dir', dataDir, '--listen-client-urls', client, '--advertise-client-urls', client],
      ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `drill=${peer}`],
    ],
    { logFile: path.join(logs, 'etcd.log'), ...user },
  )
  await untilAnswers(`${client}/health`, 30_000)
  return port
}

/** ttl 20 is Patroni's least: a leader that says nothing for so long has lost the lock. */
function patroniSettings(member: Member, etcdPort: number, socketDir: string): string {
  return JSON.stringify(
    {
      scope: 'parley',
      name: member.name,
      restapi: { listen: `127.0.0.1:${member.apiPort}`, connect_address: `127.0.0.1:${member.apiPort}` },
      etcd3: { host: `127.0.0.1:${etcdPort}` },
      bootstrap: {
        dcs: {
          ttl: 20,
          loop_wait: 3,
          retry_timeout: 5,
          maximum_lag_on_failover: 1_048_576,
          synchronous_mode: true,
          postgresql: {
            use_pg_rewind: true,
            parameters: {
              max_connections: 300,
              shared_buffers: '64MB',
              wal_keep_size: '256MB',
              synchronous_commit: 'on',
              hot_standby: 'on',
            },
          },
        },
        initdb: [{ encoding: 'UTF8' }, { locale: 'C.UTF-8' }, 'data-checksums'],
      },
      postgresql: {
        listen: `127.0.0.1:${member.port}`,
        connect_address: `127.0.0.1:${member.port}`,
        data_dir: member.dataDir,
        bin_dir: postgresBin,
        pgpass: path.join(socketDir, `pgpass-${member.name}`),
        authentication: {
          superuser: { username: 'postgres', password },
          replication: { username: 'replicator', password },
          rewind: { username: 'rewinder', password },
        },
        parameters: { unix_socket_directories: socketDir },
        pg_hba: [
          'local all all trust',
          'host replication replicator 127.0.0.1/32 scram-sha-256',
          'host all all 127.0.0.1/32 scram-sha-256',
        ],
      },
    },
    null,
    2,
  )
}

async function startHaproxy(folder: string, logs: string, members: readonly Member[]): Promise<number> {
  const port = await freePort()
  const config = path.join(folder, 'haproxy-postgres.cfg')
  const servers = members.map(({ name, port, apiPort }) => `  server ${name} 127.0.0.1:${port} check port ${apiPort}`)
  writeFileSync(
    config,
    `global
  maxconn 2000
defaults
  mode tcp
  timeout connect 2s
  timeout client 24h
  timeout server 24h
  timeout check 1s
listen postgres
  bind 127.0.0.1:${port}
  option httpchk OPTIONS /primary
  http-check expect status 200
  default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
${servers.join('\n')}
`,
  )
  startChild('haproxy', '/usr/sbin/haproxy', ['-db', '-f', config], { logFile: path.join(logs, 'haproxy-postgres.log') })
  return port
}

/** The owner of the database, as an administrator makes it: no superuser, but it may create roles. */
async function createOwner(members: readonly Member[], cluster: Cluster): Promise<void> {
  const leader = (await cluster.leader()) ?? members[0]
  const admin = new pg.Client({ host: '127.0.0.1', port: leader?.port, user: 'postgres', password, database: 'postgres' })
  await admin.connect()
  await admin.query(`create role parley login createrole password '${password}'`)
  await admin.query('create database parley owner parley')
  await admin.end()
}

async function role(member: Member): Promise<'leader' | 'standby' | 'away'> {
  const answer = await fetch(`http://127.0.0.1:${member.apiPort}/patroni`, { signal: AbortSignal.timeout(1_500) }).catch(() => null)
  const state = (await answer?.json().catch(() => null)) as { state?: string; role?: string } | null
  if (state?.state !== 'running') return 'away'
  return state.role === 'master' || state.role === 'primary' ? 'leader' : 'standby'
}

function postmasterOf(member: Member): number | null {
  try {
    return Number(readFileSync(path.join(member.dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]) || null
  } catch {
    return null
  }
}

/** The server and its backends, which are its children. */
function processesOf(member: Member): number[] {
  const postmaster = postmasterOf(member)
  if (!postmaster) return []
  const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
  return [postmaster, ...children]
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended by itself a moment ago.
  }
}

async function untilAnswers(url: string, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (Date.now() < deadline) {
    if (
      await fetch(url).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return
    await sleep(100)
  }
  throw new Error(`${url} does not answer`)
}
