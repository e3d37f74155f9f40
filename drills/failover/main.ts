import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { endChildren } from './children.ts'
import { type Cluster, startCluster } from './cluster.ts'
import { tryPooler } from './pooler.ts'
import { install, missing } from './requirements.ts'
import { startShop } from './shop.ts'
import { startTraffic } from './traffic.ts'

/*
 * PostgreSQL with Patroni, etcd and HAProxy, the primary killed under load: nothing acknowledged may be lost, nothing doubled, nothing out of order, and
 * messages must flow again without a restart of Parley. `npm run drill:failover -- --help` says what can be chosen.
 */

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    install: { type: 'boolean', default: false },
    kills: { type: 'string', default: '2' },
    freezes: { type: 'string', default: '1' },
    members: { type: 'string', default: '3' },
    customers: { type: 'string', default: '20' },
    pause: { type: 'string', default: '1000' },
    keep: { type: 'boolean', default: false },
  },
})

const withinSeconds = 60

if (values.help) {
  console.log(`npm run drill:failover -- [--install] [--kills 2] [--freezes 1] [--members 3] [--customers 20] [--pause 1000] [--keep]
  --install    installs the Debian packages that are missing
  --kills      how often the primary is killed with kill -9; --freezes: how often it is frozen instead
  --customers  who write at once, each the next message --pause ms after the one before was taken
  --keep       leaves the folder with all logs`)
} else {
  if (values.install && missing()) install()
  const lacking = missing()
  if (lacking) {
    console.error(lacking)
    process.exitCode = 1
  } else process.exit(await drill())
}

async function drill(): Promise<number> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parley-failover-'))
  // The user postgres passes through.
  chmodSync(folder, 0o755)
  let shop: Awaited<ReturnType<typeof startShop>> | null = null
  const end = async (): Promise<void> => {
    await shop?.close().catch(() => {})
    await endChildren()
    if (values.keep) say(`the logs are in ${folder}`)
    else rmSync(folder, { recursive: true, force: true })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end().then(() => process.exit(130)))
  try {
    const cluster = await startCluster(folder, Number(values.members))
    say(`PostgreSQL 15 runs with ${values.members} members, primary ${(await cluster.leader())?.name}`)
    for (const line of await tryPooler(folder, cluster.databaseUrl)) say(line)
    shop = await startShop(folder, cluster.databaseUrl)
    const pids = shop.parley.map((child) => child.process.pid)
    say(`Parley runs: two web and two worker processes (${pids.join(', ')})`)
    const traffic = startTraffic(shop.whatsapp, { customers: Number(values.customers), pauseMs: Number(values.pause) })
    const calm = await traffic.secondsUntilFlow(60_000)
    say(`a message is answered (${calm.toFixed(1)} s)`)
    const seconds: number[] = []
    for (let count = 0; count < Number(values.kills); count++) seconds.push(await loseThePrimary(cluster, 'kill', traffic))
    for (let count = 0; count < Number(values.freezes); count++) seconds.push(await loseThePrimary(cluster, 'freeze', traffic))
    const outcome = await traffic.stop(120_000)
    const restarted = shop.parley.filter((child) => child.process.exitCode !== null || child.process.signalCode !== null)
    const said = shop.parley.map((child) => readFileSync(child.logFile, 'utf8').split('\n').length)
    say(`written ${outcome.written}, acknowledged ${outcome.acknowledged}; lines in the logs of Parley: ${said.join(', ')}`)
    say(
      `lost ${outcome.lost.length}, doubled ${outcome.doubled.length}, out of order ${outcome.disordered.length}, processes ended ${restarted.length}`,
    )
    for (const [name, list] of Object.entries({ lost: outcome.lost, doubled: outcome.doubled, 'out of order': outcome.disordered }))
      if (list.length > 0) say(`${name}: ${list.slice(0, 20).join(' ')}`)
    console.log(JSON.stringify({ drill: 'failover', secondsUntilFlow: seconds, ...counted(outcome), ended: restarted.length }))
    const good =
      outcome.lost.length + outcome.doubled.length + outcome.disordered.length + restarted.length === 0 &&
      outcome.acknowledged === outcome.written &&
      seconds.every((one) => one < withinSeconds)
    say(good ? 'The drill is passed.' : 'The drill FAILED.')
    if (!good) values.keep = true
    return good ? 0 : 1
  } catch (error) {
    console.error(error)
    values.keep = true
    return 1
  } finally {
    await end()
  }
}

async function loseThePrimary(cluster: Cluster, how: 'kill' | 'freeze', traffic: ReturnType<typeof startTraffic>): Promise<number> {
  const primary = await cluster.leader()
  if (!primary) throw new Error('there is no primary')
  await sleep(3_000)
  say(`${how === 'kill' ? 'kill -9 of' : 'freezing'} the primary ${primary.name}`)
  const reset = how === 'freeze' ? cluster.freeze(primary) : () => {}
  if (how === 'kill') cluster.kill(primary)
  const seconds = await traffic.secondsUntilFlow(90_000)
  say(`messages flow again after ${seconds.toFixed(1)} s, primary is ${(await cluster.leader())?.name}`)
  await sleep(2_000)
  reset()
  cluster.restart(primary)
  say(`${primary.name} has rejoined as a standby after ${(await cluster.whole(120_000)).toFixed(1)} s`)
  return seconds
}

function counted<T extends object>(outcome: T): Record<string, number> {
  return Object.fromEntries(Object.entries(outcome).map(([name, value]) => [name, Array.isArray(value) ? value.length : Number(value)]))
}

function say(line: string): void {
  console.log(`${new Date().toISOString().slice(11, 19)} ${line}`)
}
