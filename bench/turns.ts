import { parseArgs } from 'node:util'
import pg from 'pg'
import { adoptCustomers } from './history/adopt-customers.ts'
import { historyFolder, type KnownWorkspace } from './history/history-folder.ts'
import { bareRate, embeddedConnection } from './rig/bare-rate.ts'
import { forkOutside, type Outside } from './rig/fork-outside.ts'
import type { LoadResult } from './rig/load.ts'
import { peakDuring } from './rig/peak-during.ts'
import { postmasterOf, residentBytes, treeOf, usageOf } from './rig/processes.ts'
import { type Figure, report } from './rig/report.ts'
import { type BenchShop, setUpShop } from './rig/set-up-shop.ts'
import { type BenchParley, startParley } from './rig/start-parley.ts'

/*
 * Complete turns: a signed webhook in, stored, answered by a model, sent, recorded.  node bench/turns.ts [--runs 1] [--seconds 12] [--only max,1000,100,model]
 *   [--history]  also in the workspace that has nearly all of 10 million older messages (bench/history/make.ts makes them once), by customers who come back
 *      to their conversations of then, half of them after more than 45 days, and how much slower; [--messages N] another number of them
 *   [--statuses]  each reply is followed by the provider's word that it was sent and that it was delivered: two more webhooks a turn
 *   [--node-args=--cpu-prof]  for the server's process
 * Everything runs on this machine; `--only scaled` is the rate that is as much of this machine as 1,000 a second are of the one on which bare PostgreSQL commits 16,400.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '12' },
    only: { type: 'string', default: 'max,scaled,scaled-model,100,1000' },
    history: { type: 'boolean', default: false },
    messages: { type: 'string', default: '10000000' },
    statuses: { type: 'boolean', default: false },
    'node-args': { type: 'string' },
  },
})
const seconds = Number(values.seconds)
const wanted = values.only.split(',')
const maxLabel = 'complete turns'
const quietMachine = 16_400
const older = Number(values.messages)
const history = values.history ? await historyFolder({ messages: older, conversations: Math.ceil(older / 10) }) : null

const suffix = values.statuses ? ', with status webhooks' : ''

for (let run = 0; run < Number(values.runs); run += 1) {
  const empty = await runOn(null)
  report(`turns${suffix}`, empty)
  if (!history) continue
  const filled = await runOn(history)
  const rate = (figures: readonly Figure[]): number | undefined => figures.find(({ label }) => label === maxLabel)?.figure
  const [on, beside] = [rate(empty), rate(filled)]
  const ratio =
    on === undefined || beside === undefined ? [] : [{ label: 'complete turns, of those on an empty database', figure: beside / on }]
  report(`turns beside ${older.toLocaleString('en')} older messages${suffix}`, [
    ...filled,
    ...ratio.map((one): Figure => ({ ...one, unit: '×', threshold: null, atLeast: 0.9 })),
  ])
}

async function runOn(folder: typeof history): Promise<Figure[]> {
  const outside = await forkOutside()
  const parley = await startParley({
    env: {
      META_GRAPH_URL: outside.graphUrl,
      OPENAI_BASE_URL: outside.modelUrl,
      OPENAI_API_KEY: 'sk-bench',
      AI_MODEL: 'bench',
    },
    ...(folder && { dataDir: folder.dataDir }),
    ...(values['node-args'] && { nodeArgs: values['node-args'].split(' ') }),
  })
  try {
    return await measure(outside, parley, folder?.workspaces[0] ?? null)
  } finally {
    outside.stop()
    await parley.stop()
  }
}

async function measure(outside: Outside, parley: BenchParley, big: KnownWorkspace | null): Promise<Figure[]> {
  const shop = await setUpShop(parley, big ?? undefined)
  const returning = big && { dataDir: parley.dataDir, workspaceId: big.workspaceId, channelId: shop.channelId }
  const load = (first: number, customers: number, perSecond: number | null, modelLatencyMs: number, duration = seconds) =>
    runLoad(outside, shop, { first, customers, perSecond, modelLatencyMs, duration }, returning)
  // The plans and the half-compiled code of the first minute of an installation's life are not what it goes on with.
  await load(20_000, 200, null, 0, 10)
  const bare = await bareRate(parley.dataDir)
  const figures: Figure[] = [{ label: 'bare PostgreSQL, transactions of two inserts', figure: bare, unit: '/s', threshold: null }]
  const scaled = Math.round((1_000 / quietMachine) * bare)
  if (wanted.some((name) => name.startsWith('scaled'))) figures.push({ label: 'scaled rate', figure: scaled, unit: '/s', threshold: null })

  for (const [index, name] of wanted.entries()) {
    const first = 100_000 * (index + 1)
    if (name === 'max') figures.push(...(await measureMax(outside, parley, () => load(first, 400, null, 0), bare)))
    else if (name === 'scaled') figures.push(...latencies('scaled rate', await load(first, 3_000, scaled, 0), [5, 25, 15, 50]))
    else if (name === 'scaled-model')
      figures.push(...latencies('scaled rate, model 300 ms', await load(first, 3_000, scaled, 300), [5, 25, 30, 60]))
    else if (name === 'model') figures.push(...latencies('1000/s, model 300 ms', await load(first, 3_000, 1_000, 300), [5, 25, 30, 60]))
    else {
      const rate = Number(name)
      figures.push(...latencies(`${rate}/s`, await load(first, 3_000, rate, 0), rate <= 100 ? [null, 15, null, 30] : [5, 25, 15, 50]))
    }
  }
  return figures
}

async function measureMax(outside: Outside, parley: BenchParley, atFullSpeed: () => Promise<Loaded>, bare: number): Promise<Figure[]> {
  const usage = () => ({
    server: usageOf([parley.pid]).cpuSeconds,
    database: usageOf(treeOf(postmasterOf(parley.dataDir))).cpuSeconds,
    outside: usageOf([outside.pid]).cpuSeconds,
  })
  const before = usage()
  const { result, peak } = await peakDuring(atFullSpeed(), () => residentBytes(parley.pid))
  const after = usage()
  const bareAfter = await bareRate(parley.dataDir)
  const perTurn = (who: keyof typeof before): number => ((after[who] - before[who]) / result.replied) * 1e6
  return [
    { label: maxLabel, figure: result.repliesPerSecond, unit: '/s', threshold: null },
    {
      label: 'as a part of the bare rate',
      figure: result.repliesPerSecond / ((bare + bareAfter) / 2),
      unit: '×',
      threshold: null,
      atLeast: 0.15,
    },
    { label: 'processor a turn, server', figure: perTurn('server'), unit: 'µs', threshold: null },
    { label: 'processor a turn, PostgreSQL', figure: perTurn('database'), unit: 'µs', threshold: null },
    { label: 'processor a turn, stand-ins and load', figure: perTurn('outside'), unit: 'µs', threshold: null },
    { label: 'server, resident at most under load', figure: peak / 1024 ** 2, unit: 'MiB', threshold: 350 },
    ...(values.statuses ? [statusFigure(result.statusesTaken)] : []),
    ...(result.strangers === null ? [] : [strangersFigure(result.strangers)]),
    {
      label: 'refused, not answered or answered twice',
      figure: result.heldBack + result.refused + result.unanswered + result.twice,
      unit: '',
      threshold: 0,
    },
  ]
}

function statusFigure(figure: number): Figure {
  return { label: 'status webhooks taken, of those sent', figure, unit: '×', threshold: null, atLeast: 1 }
}

/** With customers of the history, not one turn may be in a conversation that this run began. */
function strangersFigure(figure: number): Figure {
  return { label: 'conversations that the history did not have', figure, unit: '', threshold: 0 }
}

interface Loaded extends LoadResult {
  statusesTaken: number
  /** Conversations that began meanwhile; null: everybody is new. */
  strangers: number | null
}

interface Returning {
  dataDir: string
  workspaceId: string
  channelId: string
}

async function runLoad(
  outside: Outside,
  { target }: BenchShop,
  wish: { first: number; customers: number; perSecond: number | null; modelLatencyMs: number; duration: number },
  returning: Returning | null,
): Promise<Loaded> {
  const { first: firstCustomer, customers, perSecond, modelLatencyMs, duration } = wish
  // In an open loop a thousand more may write, where everybody else still waits.
  if (returning)
    await onDatabase(returning, (database) => adoptCustomers(database, { ...returning, firstCustomer, customers: customers + 1_000 }))
  const began = new Date()
  const { results, counts } = await outside.run({
    modelLatencyMs,
    statuses: values.statuses,
    loads: [{ target, customers, perSecond, warmupSeconds: 2, seconds: duration, firstCustomer, modelLatencyMs }],
  })
  if (!results[0]) throw new Error('The load brought no result')
  const strangers = returning && (await onDatabase(returning, (database) => countSince(database, returning, began)))
  return { ...results[0], statusesTaken: counts.statusesTaken / counts.statuses, strangers }
}

async function onDatabase<T>({ dataDir }: Returning, work: (database: pg.Client) => Promise<T>): Promise<T> {
  const database = new pg.Client(embeddedConnection(dataDir))
  await database.connect()
  return work(database).finally(() => database.end())
}

async function countSince(database: pg.Client, { workspaceId, channelId }: Returning, began: Date): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    'select count(*)::int as count from conversations where workspace_id = $1 and channel_id = $2 and created_at >= $3',
    [workspaceId, channelId, began],
  )
  return rows[0]?.count ?? Number.NaN
}

function latencies(label: string, result: LoadResult, [ackP50, ackP99, ownP50, ownP99]: readonly (number | null)[]): Figure[] {
  const of = (name: string, figure: number, threshold: number | null | undefined): Figure => ({
    label: `${label}: ${name}`,
    figure,
    unit: 'ms',
    threshold: threshold ?? null,
  })
  return [
    of('acknowledgement p50', result.ackMs.p50, ackP50),
    of('acknowledgement p99', result.ackMs.p99, ackP99),
    of('own overhead of a reply p50', result.overheadMs.p50, ownP50),
    of('own overhead of a reply p99', result.overheadMs.p99, ownP99),
    {
      label: `${label}: not answered or twice`,
      figure: result.heldBack + result.refused + result.unanswered + result.twice,
      unit: '',
      threshold: 0,
    },
  ]
}
