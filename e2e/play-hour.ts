import { sql } from 'kysely'
import { createOwner, listWorkspaces } from '../server/modules/workspaces/index.ts'
import { newId } from '../server/platform/ids.ts'
import type { Deps } from '../server/platform/module.ts'
import { createTallies } from '../server/platform/tallies.ts'

const installation = '00000000-0000-0000-0000-000000000000'
const stepMs = 30_000
const hourMs = 3_600_000
const neighbours = [
  { workspaceName: 'Almaty Flowers', share: 0.5 },
  { workspaceName: 'Steppe Outdoor', share: 0.25 },
]

/**
 * The demo's shop with neighbours and a busy hour behind it, for the picture of the operators' page: an installation that was started a minute ago
 * has nothing to draw. One neighbour's channel is refused, so that an alarm is seen.
 */
export async function playHour(deps: Deps): Promise<void> {
  // Only what is played: the filling of the shop goes as fast as the machine can.
  deps.metrics.tallies.take()
  await sql`delete from operation_samples`.execute(deps.db.spine)
  const [shop] = await listWorkspaces(deps.db)
  if (!shop) throw new Error('the demo has no workspace')
  const shares = new Map([[shop.id, 1]])
  for (const { workspaceName, share } of neighbours) {
    const email = `owner@${workspaceName.toLowerCase().replace(' ', '-')}.test`
    const { workspaceId } = await createOwner(deps, { email, password: newId(), workspaceName })
    shares.set(workspaceId, share)
  }
  await refuseChannel(deps, [...shares.keys()][1] ?? shop.id)
  const begin = Date.now() - hourMs - 120_000
  for (let at = begin; at < Date.now() + 60_000; at += stepMs) await writeMoment(deps, shares, at, (at - begin) / hourMs)
}

async function refuseChannel({ db }: Deps, workspaceId: string): Promise<void> {
  await db.withWorkspace(workspaceId, (tx) =>
    sql`
      insert into channels (workspace_id, id, type, name, status, status_reason)
      values (${workspaceId}, ${newId()}, 'telegram', 'Flowers', 'error', 'Unauthorized')`.execute(tx),
  )
}

/** Half a minute of work: a swell in the middle of the hour, a model that stumbles for some minutes near its end. */
async function writeMoment(deps: Deps, shares: ReadonlyMap<string, number>, at: number, hour: number): Promise<void> {
  const swell = 1 + 1.4 * Math.exp(-(((hour - 0.45) / 0.16) ** 2)) + 0.18 * Math.sin(hour * 37) + 0.1 * Math.sin(hour * 91)
  const stumble = Math.exp(-(((hour - 0.78) / 0.035) ** 2))
  const tallies = createTallies()
  for (const [workspaceId, share] of shares) {
    const turns = Math.round(95 * swell * share)
    tallies.counter('turns.answered')(workspaceId, turns)
    tallies.counter('models.answered')(workspaceId, turns)
    tallies.counter('models.failed')(workspaceId, Math.round(turns * 0.09 * stumble))
    tallies.counter('sends.failed')(workspaceId, Math.round(hour * 120) % 23 === 7 ? 2 : 0)
    for (let turn = 0; turn < turns; turn += 1) {
      const luck = (turn + 0.5) / turns
      const tail = 1 / (1.04 - luck) ** 0.55
      tallies.timing('model')(workspaceId, 420 * tail * (1 + 1.5 * stumble))
      tallies.timing('send')(workspaceId, 62 * tail * (1 + 0.12 * Math.sin(hour * 53)))
      tallies.timing('overhead')(workspaceId, 5.2 * tail * swell ** 0.5)
      tallies.timing('acknowledge')(workspaceId, 1.9 * tail * swell ** 0.5)
    }
  }
  const all = createTallies()
  for (const [workspaceId, measures] of tallies.take()) {
    await insert(deps, workspaceId, at, newId(), { measures })
    for (const [name, count] of Object.entries(measures.counts)) all.counter(name)(installation, count)
    if (workspaceId === [...shares.keys()][0])
      await insert(deps, installation, at, newId(), { measures: { counts: {}, times: measures.times } })
  }
  await insert(deps, installation, at, newId(), { measures: all.take().get(installation) })
  const waiting = Math.max(0, Math.round(3.2 * swell ** 2 + 2 * Math.sin(hour * 61) + 14 * stumble))
  const queues = { waiting, oldestWaitingMs: 1_400 + 500 * swell + 9_000 * stumble, outbox: Math.round(waiting / 3) }
  await insert(deps, installation, at, installation, { queues })
}

async function insert({ db }: Deps, workspaceId: string, at: number, processId: string, sample: object): Promise<void> {
  await sql`
    insert into operation_samples (workspace_id, at, process_id, measures)
    values (${workspaceId}, ${new Date(at)}, ${processId}, ${JSON.stringify(sample)}::jsonb)`.execute(db.spine)
}
