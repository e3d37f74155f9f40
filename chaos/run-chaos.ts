import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkHistory } from './check/check-history.ts'
import type { CheckResult } from './check/violation.ts'
import { type Customers, startCustomers } from './customers/write-messages.ts'
import { findTraces } from './find-traces.ts'
import { createHistory, type History, now } from './history.ts'
import { type Installation, startInstallation } from './installation/installation.ts'
import { endPostgres } from './installation/postgres-control.ts'
import { mountSmallDisk, type SmallDisk } from './installation/small-disk.ts'
import { chooseTopology, type TopologyName, topologies } from './installation/topologies.ts'
import { planNemeses } from './nemesis/plan-nemeses.ts'
import { runNemeses } from './nemesis/run-nemeses.ts'
import type { ChaosOptions } from './options.ts'
import { createTeam } from './people/team.ts'
import { createRandom } from './random.ts'
import { readRecord } from './read-record.ts'
import { owner, setUpShops } from './set-up-shops.ts'
import { settle } from './settle.ts'
import type { Signals } from './signals.ts'
import { type Summary, summarise } from './summarise.ts'
import { createWorld, type World } from './world.ts'

const publicUrl = 'https://chaos.example'

export interface ChaosRun {
  summary: Summary
  result: CheckResult
}

interface Running {
  world?: World
  installation?: Installation
  disk?: SmallDisk
}

/** One run from nothing to its verdict. Whatever happens on the way, nothing is left behind but the logs of a run that failed. */
export async function runChaos(options: ChaosOptions, root: string, signals: Signals, say: (line: string) => void): Promise<ChaosRun> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parley-chaos-'))
  const running: Running = {}
  let keep = options.keep
  try {
    const run = await carryOut(options, root, folder, running, signals, say)
    keep ||= run.result.violations.length > 0 && options.breaks === null
    return run
  } finally {
    await running.installation?.stop()
    await endPostgres(path.join(folder, 'data'))
    await running.world?.close()
    running.disk?.unmount(keep)
    if (keep) say(`logs and data are in ${folder}${running.disk ? ': mount -o loop data.img data' : ''}`)
    else rmSync(folder, { recursive: true, force: true })
  }
}

async function carryOut(
  options: ChaosOptions,
  root: string,
  folder: string,
  running: Running,
  { ending: signal, enough }: Signals,
  say: (line: string) => void,
): Promise<ChaosRun> {
  const random = createRandom(options.seed)
  const history = createHistory()
  const topology = options.topology ?? chooseTopology(random.fork('topology'))
  const durationMs = options.minutes * 60_000
  const size = options.long ? { shops: 4, whatsapp: 3, telegram: 1 } : { shops: 3, whatsapp: 2, telegram: 1 }
  const world = await createWorld({
    history,
    random,
    faults: options.faults,
    slowStatuses: options.slowStatuses,
    haste: options.long ? 1 : 6,
    spellsEveryMs: options.long ? [30_000, 180_000] : [4_000, 25_000],
    customers: options.customers,
    processes: topologies[topology].map(({ name }) => name),
    ...size,
  })
  running.world = world
  const disk = prepareDisk(options, path.join(folder, 'data'), say)
  if (disk) running.disk = disk
  say(
    `seed ${options.seed}, topology ${topology}, ${options.messages} messages in ${options.minutes} minutes, ${options.kills} kills, ${options.stops} stops`,
  )
  const installation = await startInstallation({
    root,
    dataDir: path.join(folder, 'data'),
    logFolder: path.join(folder, 'logs'),
    topology,
    env: (process) => ({ ...world.settings(process), ...owner, PUBLIC_URL: publicUrl }),
    history,
    random: random.fork('installation'),
  })
  running.installation = installation
  world.aim(installation.webUrl)
  const { shops, channels } = await setUpShops(installation.webUrl, publicUrl, world.accounts)
  history.channels.push(...channels)
  say(`${installation.processes.length} processes serve ${channels.length} channels of ${shops.length} workspaces`)

  const customers = startCustomers({
    history,
    random: random.fork('customers'),
    lines: world.lines,
    customers: world.customers,
    total: options.messages,
    durationMs,
  })
  const team = createTeam({ history, random: random.fork('team'), shops, customers, pauseMs: options.long ? 900 : 600 })
  const plan = planFor(options, topology, durationMs, disk !== null)
  history.incidents.push({ at: now(), kind: 'process-started', target: 'everything', detail: 'customers begin to write' })
  const progress = setInterval(() => say(progressLine(history, customers, world, installation)), 5_000)
  try {
    customers.start()
    team.start()
    const nemeses = runNemeses(
      plan,
      { history, installation, disk, random: random.fork('strikes'), databaseCare: options.databaseCare, say },
      { ending: signal, enough: AbortSignal.any([signal, enough]) },
    )
    await customers.finished(AbortSignal.any([signal, enough]))
    await nemeses
    await untilMuchWasSent(history, options.messages, now() + durationMs, AbortSignal.any([signal, enough]))
    signal.throwIfAborted()
    await mend(world, installation, history, say)
    await team.finish()
    await settle({ world, installation, history, shops, quietMs: options.quietMs, signal })
  } finally {
    customers.stop()
    clearInterval(progress)
  }
  say('reading what the API says of it all')
  const traces = await findTraces({
    history,
    customers: world.customers,
    dataDir: installation.dataDir,
    logFolder: path.join(folder, 'logs'),
  })
  const record = await readRecord(shops, history, traces)
  const result = checkHistory(history, record)
  return {
    summary: summarise({
      options,
      isCutShort: enough.aborted,
      topology,
      history,
      result,
      installation,
      model: world.model,
      refusals: world.refusals,
    }),
    result,
  }
}

/** On a slow machine all may still wait when the last blow has fallen: mended before anything is sent, the providers would have failed nobody. */
async function untilMuchWasSent(history: History, messages: number, deadline: number, signal: AbortSignal): Promise<void> {
  while (history.sends.length < messages / 5 && now() < deadline && !signal.aborted) await sleep(250)
}

function planFor(options: ChaosOptions, topology: TopologyName, durationMs: number, hasDisk: boolean) {
  const random = createRandom(options.seed).fork('nemeses')
  return planNemeses(random, {
    processes: topologies[topology],
    durationMs,
    kills: options.kills,
    stops: options.stops,
    failpoint: options.failpoint,
    databaseKills: options.kills === 0 || options.failpoint !== null ? 0 : Math.max(1, Math.round(options.kills / 25)),
    freezesMs: options.long
      ? [300_000, 20_000, 5_000]
      : options.kills === 0 || options.failpoint !== null
        ? []
        : [random.between(1_500, 6_000)],
    diskFullMs: hasDisk ? (options.long ? 20_000 : 5_000) : 0,
  })
}

/** A run of some length has a disk of its own that can be filled; every third short one by its seed. */
function prepareDisk(options: ChaosOptions, folder: string, say: (line: string) => void): SmallDisk | null {
  if (options.kills === 0 || !(options.long || options.seed % 3 === 0)) return null
  const disk = mountSmallDisk(folder, options.long ? 16_000 : 2_000)
  if (typeof disk !== 'string') return disk
  say(`the disk is not filled in this run: ${disk}`)
  return null
}

async function mend(world: World, installation: Installation, history: ReturnType<typeof createHistory>, say: (line: string) => void) {
  installation.disarm()
  world.heal()
  history.incidents.push({ at: now(), kind: 'healed', target: 'everything', detail: null })
  say('everything is mended; waiting for what is under way')
}

function progressLine(history: ReturnType<typeof createHistory>, customers: Customers, world: World, installation: Installation): string {
  const failpoints = [...installation.kills.failpoints.values()].reduce((sum, times) => sum + times, 0)
  return `${customers.written} written, ${world.unacknowledged} events unacknowledged, ${history.sends.length} sends asked, ${installation.kills.asked}+${failpoints} kills`
}
