import { type Operations, operationsSchema } from '../../../contract/operations.ts'
import type { ApiServer, Deps } from '../../platform/module.ts'
import { buildSeries, seriesMs } from './build-series.ts'
import { fail } from './errors.ts'
import { lookoutOf } from './lookout.ts'
import { busiestWorkspaces, presentInstallation, presentWorkspace } from './present-operations.ts'
import { countWorkspaces, readWorkspaceNames } from './queries-installation.ts'
import { readSamples } from './queries-samples.ts'
import { installationId, type Snapshot } from './snapshot.ts'
import { readBeginnings } from './watch-alarms.ts'

const tags = ['operations']
/** Widths of the charts' points, and how long it takes until every process has written what belongs into one. */
const ofInstallation = { stepSeconds: 30, settleMs: 11_000 }
const ofWorkspace = { stepSeconds: 60, settleMs: 31_000 }
const freshMs = 4_000

/** How the installation runs: all of it for who runs it, their own part for admins of a workspace. */
export function operationsRoutes(server: ApiServer, deps: Deps): void {
  const remembered = new Map<string, { at: number; answer: Promise<Operations> }>()
  /** Several people look, and each looks every few seconds: it is read once. */
  const recently = (key: string, read: () => Promise<Operations>): Promise<Operations> => {
    const known = remembered.get(key)
    if (known && Date.now() - known.at < freshMs) return known.answer
    if (remembered.size > 1_000) remembered.clear()
    const answer = read()
    remembered.set(key, { at: Date.now(), answer })
    answer.catch(() => remembered.delete(key))
    return answer
  }

  server.get(
    '/api/v1/operations',
    {
      config: { permission: 'operator' },
      schema: {
        tags,
        response: { 200: operationsSchema },
        description:
          'How the whole installation runs, for its operators: queues, latencies, processes, alarms. The database away answers 503.',
      },
    },
    () => recently(installationId, () => readInstallation(deps)),
  )

  server.get(
    '/api/v1/operations/workspace',
    {
      config: { permission: 'admin' },
      schema: {
        tags,
        response: { 200: operationsSchema },
        description: 'The same, restricted to what is the workspace’s own. The database away answers 503.',
      },
    },
    ({ access: { workspaceId } }) => recently(workspaceId, () => readWorkspace(deps, workspaceId)),
  )
}

async function readInstallation(deps: Deps): Promise<Operations> {
  const snapshot = await look(deps)
  const { spine } = deps.db
  const concerned = new Set([...busiestWorkspaces(snapshot), ...snapshot.troubles.map((one) => one.workspaceId), ...snapshot.queues.keys()])
  const [rows, names, beginnings, workspaceCount] = await Promise.all([
    readSamples(spine, installationId, sinceOf(snapshot)),
    readWorkspaceNames(spine, [...concerned].slice(0, 500)),
    readBeginnings(spine),
    countWorkspaces(spine),
  ])
  const { stepSeconds, settleMs } = ofInstallation
  const series = buildSeries(rows, snapshot.at, stepSeconds, settleMs)
  return presentInstallation({ snapshot, series, stepSeconds, beginnings, names, workspaceCount })
}

/** The samples are read as a member sees them: row-level security holds whatever this says. */
async function readWorkspace(deps: Deps, workspaceId: string): Promise<Operations> {
  const snapshot = await look(deps)
  const { rows, beginnings } = await deps.db.withWorkspace(workspaceId, async (tx) => ({
    rows: await readSamples(tx, workspaceId, sinceOf(snapshot)),
    beginnings: await readBeginnings(tx),
  }))
  const { stepSeconds, settleMs } = ofWorkspace
  const series = buildSeries(rows, snapshot.at, stepSeconds, settleMs)
  return presentWorkspace({ snapshot, series, stepSeconds, beginnings, names: new Map() }, workspaceId)
}

async function look({ db }: Deps): Promise<Snapshot> {
  const snapshot = await lookoutOf(db).look()
  if (snapshot.databaseAwayMs !== null) throw fail('database-away')
  return snapshot
}

function sinceOf({ at }: Snapshot): Date {
  return new Date(at - seriesMs - 2 * ofWorkspace.settleMs)
}
