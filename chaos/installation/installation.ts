import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../server/testing/parley-process.ts'
import { type History, now } from '../history.ts'
import type { Random } from '../random.ts'
import { type ParleyProcess, planProcess } from './parley-process.ts'
import { type TopologyName, topologies } from './topologies.ts'

export interface Installation {
  processes: readonly ParleyProcess[]
  dataDir: string
  /** Any process that serves the web, whether it lives or not: a provider does not know. */
  webUrl(): string
  /** SIGTERM, as at every update; killed and noted as stuck when it does not end. Resolves when it has ended, by whatever. */
  stopGently(name: string): Promise<void>
  /** Arms a fail-point for the next life of that process. */
  arm(name: string, failpoint: string): void
  /** Does its present life end at a fail-point? */
  isArmed(name: string): boolean
  /** No fail-point from now on: processes that carry one are started anew. */
  disarm(): void
  /** Kills that were asked for and fail-points that were met. */
  readonly kills: { asked: number; failpoints: Map<string, number> }
  stop(): Promise<void>
}

interface Options {
  root: string
  dataDir: string
  logFolder: string
  topology: TopologyName
  env(process: string): Record<string, string>
  history: History
  random: Random
}

/** A process gives what is under way half a minute (server/commands/run-until-stopped.ts). */
const stopPatienceMs = 45_000

/** A real installation from nothing: the first process makes the database, the others join it. Whatever ends is started again. */
export async function startInstallation({ root, dataDir, logFolder, topology, env, history, random }: Options): Promise<Installation> {
  mkdirSync(logFolder, { recursive: true })
  const armed = new Map<string, string>()
  const running = new Map<string, string>()
  const kills = { asked: 0, failpoints: new Map<string, number>() }
  const asked = new Set<string>()
  const processes: ParleyProcess[] = []
  /** Who was told to stop, and who waits for it. */
  const leaving = new Map<string, () => void>()
  let stopping = false

  /** When it ends before it is ready, `ended` begins the next try. */
  async function revive(name: string): Promise<void> {
    await sleep(random.between(50, 1_200))
    const process = processes.find((one) => one.name === name)
    if (stopping || !process) return
    const failpoint = armed.get(name)
    armed.delete(name)
    if (failpoint) running.set(name, failpoint)
    if (await process.start(failpoint))
      history.incidents.push({ at: now(), kind: 'process-started', target: name, detail: failpoint ?? null })
  }

  function ended(name: string, how: string): void {
    const failpoint = running.get(name)
    const byHand = asked.delete(name)
    const whenGone = leaving.get(name)
    leaving.delete(name)
    if (!byHand && how === 'SIGKILL' && failpoint) {
      const place = failpoint.split(':')[0] ?? failpoint
      kills.failpoints.set(place, (kills.failpoints.get(place) ?? 0) + 1)
    }
    // The system's own SIGKILL, for want of memory, is a death like any other.
    const isKill = how === 'SIGKILL' && (byHand || failpoint !== undefined)
    history.incidents.push({
      at: now(),
      kind: isKill ? 'process-killed' : whenGone && how === 'exit 0' ? 'process-stopped' : 'process-died',
      target: name,
      detail: byHand ? null : isKill ? (failpoint ?? null) : how,
    })
    running.delete(name)
    // A stop takes no kill away: the fail-point waits in the next life.
    if (whenGone && failpoint && how !== 'SIGKILL' && !armed.has(name)) armed.set(name, failpoint)
    whenGone?.()
    if (!stopping) void revive(name)
  }

  for (const planned of topologies[topology]) {
    const port = await freePort()
    processes.push(planProcess(planned, { root, logFolder, env: { ...env(planned.name), DATA_DIR: dataDir }, port, onEnd: ended }))
  }
  for (const process of processes) {
    const kill = process.kill
    process.kill = () => {
      if (!process.isAlive) return false
      asked.add(process.name)
      kills.asked += 1
      return kill()
    }
  }
  const stopGently = async (name: string): Promise<void> => {
    const process = processes.find((one) => one.name === name)
    if (!process || leaving.has(name) || !process.tellToStop()) return
    history.incidents.push({ at: now(), kind: 'process-told-to-stop', target: name, detail: null })
    const gone = new Promise<void>((resolve) => leaving.set(name, resolve))
    const patience = setTimeout(() => {
      history.incidents.push({ at: now(), kind: 'process-stuck', target: name, detail: `${stopPatienceMs} ms after SIGTERM` })
      process.kill()
    }, stopPatienceMs)
    await gone
    clearTimeout(patience)
  }
  const disarm = (): void => {
    armed.clear()
    for (const process of processes) if (running.has(process.name)) process.kill()
  }
  const stop = async (): Promise<void> => {
    stopping = true
    // The last one out stops the database.
    for (const process of processes) await process.stop()
  }
  for (const process of processes) {
    if (await process.start()) {
      history.incidents.push({ at: now(), kind: 'process-started', target: process.name, detail: null })
      continue
    }
    await stop()
    throw new Error(`${process.name} did not start: read ${path.join(logFolder, `${process.name}.log`)}`)
  }
  const webs = processes.filter((process) => process.isWeb)
  return {
    processes,
    dataDir,
    webUrl: () => random.pick(webs).url,
    stopGently,
    arm: (name, failpoint) => armed.set(name, failpoint),
    isArmed: (name) => running.has(name),
    disarm,
    kills,
    stop,
  }
}
