import { setTimeout as sleep } from 'node:timers/promises'
import { newId } from '../../platform/ids.ts'
import type { Deps, Stoppable } from '../../platform/module.ts'
import { askDatabase } from './ask-database.ts'
import { findAlarms } from './find-alarms.ts'
import { beat, sayGoodbye } from './heartbeat.ts'
import { lookoutOf, saysAway } from './lookout.ts'
import { readFacts } from './process-facts.ts'
import { recordAlarms } from './watch-alarms.ts'
import { createSampleWriter, writeQueues } from './write-samples.ts'

const beatMs = 5_000
/** The installation is sampled with every second beat, its workspaces (which are many) twice a minute. */
const beatsPerSample = 2
const beatsPerWorkspaces = 6

export interface OperationsState {
  processId: string
  /** Does what one process alone has to do; null before the first heartbeat. */
  isFirst: boolean | null
}

const states = new WeakMap<Deps, OperationsState>()

export function stateOf(deps: Deps): OperationsState {
  const known = states.get(deps)
  if (known) return known
  const made = { processId: newId(), isFirst: null }
  states.set(deps, made)
  return made
}

/** Every process: says that it lives and writes what it measured. The oldest one besides: samples the queues and watches for alarms. */
export async function runOperations(deps: Deps): Promise<Stoppable> {
  const stopping = new AbortController()
  const state = stateOf(deps)
  const startedAt = new Date()
  const facts = readFacts(deps)
  const samples = createSampleWriter(deps, state.processId)
  let databaseMs: number | null = null
  let isAway = false

  const work = async (round: number): Promise<void> => {
    const { isFirst } = await beat(deps.db, deps.config, state.processId, startedAt, { ...(await facts.read()), databaseMs })
    databaseMs = await askDatabase(deps.db)
    state.isFirst = isFirst
    say(false)
    if (round % beatsPerSample !== 0) return
    const withWorkspaces = round % beatsPerWorkspaces === 0
    await samples.flush(withWorkspaces)
    if (!isFirst) return
    const snapshot = await lookoutOf(deps.db).look()
    if (snapshot.databaseAwayMs !== null) return
    if (snapshot.staleMs === null) await writeQueues(deps, snapshot, withWorkspaces)
    // Nothing was seen yet: no alarm of before has ended because of that.
    else if (snapshot.processes.length === 0) return
    await recordAlarms(deps, findAlarms(snapshot))
  }

  /** Each process says by itself that it cannot reach the database: there is no table to agree by. */
  const say = (nowAway: boolean, error?: unknown): void => {
    if (nowAway === isAway) return
    isAway = nowAway
    if (nowAway) deps.log.error({ alarm: 'database-away', severity: 'critical', err: error }, 'alarm began')
    else deps.log.info({ alarm: 'database-away' }, 'alarm ended')
  }

  const loop = (async () => {
    for (let round = 0; !stopping.signal.aborted; round += 1) {
      try {
        await work(round)
      } catch (error) {
        if (stopping.signal.aborted) break
        if (deps.db.presence.whyAway() !== null || saysAway(error)) say(true, error)
        else deps.log.warn({ err: error }, 'measurements could not be written')
      }
      await sleep(beatMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  })()

  return {
    stop: async () => {
      stopping.abort()
      await loop
      facts.stop()
      await samples.flush(true).catch(() => {})
      await sayGoodbye(deps.db, state.processId).catch(() => {})
    },
  }
}
