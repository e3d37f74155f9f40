import { setTimeout as sleep } from 'node:timers/promises'
import { type History, type IncidentKind, now } from '../history.ts'
import type { Installation } from '../installation/installation.ts'
import type { ParleyProcess } from '../installation/parley-process.ts'
import { freezePostgres, killPostgres, postmasterPid } from '../installation/postgres-control.ts'
import type { SmallDisk } from '../installation/small-disk.ts'
import type { Random } from '../random.ts'
import type { Signals } from '../signals.ts'
import type { Nemesis } from './plan-nemeses.ts'

interface Options {
  history: History
  installation: Installation
  disk: SmallDisk | null
  random: Random
  /** Does Parley bring its database back by itself, or does it need a start of one of its processes? */
  databaseCare: 'parley' | 'driver'
  say(line: string): void
}

/** Carries the plan out, until it is enough; resolves when the last of it is over and everything that was taken away is back, unless all is ending. */
export async function runNemeses(plan: readonly Nemesis[], options: Options, signals: Signals): Promise<void> {
  const began = now()
  const lasting: Promise<void>[] = []
  for (const nemesis of plan) {
    await sleep(Math.max(0, began + nemesis.atMs - now()), undefined, { signal: signals.enough }).catch(() => {})
    if (signals.enough.aborted) break
    lasting.push(strike(nemesis, options, signals))
  }
  await Promise.all(lasting)
}

async function strike(nemesis: Nemesis, options: Options, { ending, enough }: Signals): Promise<void> {
  const { installation, disk } = options
  const { dataDir } = installation
  switch (nemesis.kind) {
    case 'kill': {
      const process = installation.processes.find((one) => one.name === nemesis.process)
      if (!process || !(await hasLived(process, installation, enough))) return
      if (nemesis.failpoint) installation.arm(nemesis.process, nemesis.failpoint)
      process.kill()
      return
    }
    case 'stop': {
      const process = installation.processes.find((one) => one.name === nemesis.process)
      if (process && (await hasLived(process, installation, enough))) await installation.stopGently(nemesis.process)
      return
    }
    case 'kill-database': {
      if (!killPostgres(dataDir)) return
      note(options, 'database-killed')
      // Noted though it came back at once: to the checker an outage without an end goes on.
      await untilBack(options, ending)
      note(options, 'database-back')
      return
    }
    case 'freeze-database': {
      const thaw = freezePostgres(dataDir)
      if (!thaw) return
      note(options, 'database-stopped', `${nemesis.forMs} ms`)
      await sleep(nemesis.forMs, undefined, { signal: enough }).catch(() => {})
      thaw()
      note(options, 'database-back')
      return
    }
    case 'fill-disk': {
      if (!disk) return
      disk.fill()
      note(options, 'disk-full', `${nemesis.forMs} ms`)
      await sleep(nemesis.forMs, undefined, { signal: enough }).catch(() => {})
      disk.free()
      note(options, 'disk-freed')
      // A server that could not write its log may have given up.
      await untilBack(options, ending)
    }
  }
}

const shortestLifeMs = 1_000
const timeForFailpointMs = 8_000
const killPatienceMs = 60_000

/**
 * Killed while it starts, a process would never come to the places that matter: on a slow machine that is most of the time. One whose end is
 * planned at a fail-point is given time to come there.
 */
async function hasLived(process: ParleyProcess, installation: Installation, signal: AbortSignal): Promise<boolean> {
  const enough = () => process.readyForMs > (installation.isArmed(process.name) ? timeForFailpointMs : shortestLifeMs)
  for (let waitedMs = 0; waitedMs < killPatienceMs && !signal.aborted; waitedMs += 100) {
    if (enough()) return true
    await sleep(100)
  }
  return false
}

/** The database is back when its server process is; a start of Parley brings it, where Parley does not by itself. */
async function untilBack(options: Options, signal: AbortSignal): Promise<void> {
  const { installation, databaseCare, random } = options
  for (let waitedMs = 0; waitedMs < 120_000 && !signal.aborted; waitedMs += 500) {
    await sleep(500)
    if (postmasterPid(installation.dataDir) !== null) return
    if (databaseCare === 'driver' && waitedMs % 5_000 === 0) random.pick(installation.processes).kill()
  }
}

function note({ history, say }: Options, kind: IncidentKind, detail: string | null = null): void {
  history.incidents.push({ at: now(), kind, target: 'database', detail })
  say(`${kind}${detail ? ` for ${detail}` : ''}`)
}
