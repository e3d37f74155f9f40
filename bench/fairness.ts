import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { forkOutside } from './rig/fork-outside.ts'
import { type LoadOptions, type LoadResult, spread } from './rig/load.ts'
import { report } from './rig/report.ts'
import { type BenchShop, setUpShop } from './rig/set-up-shop.ts'
import { owner, startParley } from './rig/start-parley.ts'

/*
 * One workspace's storm is not another's delay:  node bench/fairness.ts [--workspaces 10] [--seconds 15]
 * First all write as fast as they are answered: that is the capacity, and each workspace's fair share is capacity / workspaces. Then all bring half of
 * it, and then one brings ten times its share besides. What is told to come again is sent again, as a provider does.
 */
const { values } = parseArgs({
  options: {
    workspaces: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '15' },
  },
})
const count = Number(values.workspaces)
const seconds = Number(values.seconds)

const outside = await forkOutside()
const env = { META_GRAPH_URL: outside.graphUrl, OPENAI_BASE_URL: outside.modelUrl, OPENAI_API_KEY: 'sk-bench', AI_MODEL: 'bench' }
const parley = await startParley({ env })
try {
  const shops: BenchShop[] = []
  for (let number = 0; number < count; number += 1) {
    const account = number === 0 ? owner : { email: `owner${number}@example.test`, password: owner.password }
    if (number > 0) makeWorkspace(account, `Bench ${number}`)
    shops.push(await setUpShop(parley, account))
  }
  // Warm plans and caches, then full speed.
  await outside.run({ loads: shops.map((shop, index) => loadOf(shop, index, 900_000, null, 4)) })
  const full = await outside.run({ loads: shops.map((shop, index) => loadOf(shop, index, 700_000, null, 5)) })
  const capacity = full.results.reduce((sum, result) => sum + result.repliesPerSecond, 0)
  const share = capacity / count
  const calm = await outside.run({ loads: shops.map((shop, index) => loadOf(shop, index, 100_000, share / 2, seconds)) })
  const storm = await outside.run({
    loads: shops.map((shop, index) => loadOf(shop, index, 500_000, index === 0 ? share * 10 : share / 2, seconds)),
  })
  const [without, beside] = [othersOf(calm.results), othersOf(storm.results)]
  const others = storm.results.slice(1)
  const stormy = storm.results[0]
  report('fairness', [
    { label: `capacity, ${count} workspaces at full speed`, figure: capacity, unit: '/s', threshold: null },
    { label: 'each at half its share: reply p95, all together', figure: without.pooled, unit: 'ms', threshold: null },
    { label: 'each at half its share: reply p95, the worst', figure: without.worst, unit: 'ms', threshold: null },
    { label: 'beside one at ten shares: p95 of the others', figure: beside.pooled, unit: 'ms', threshold: null },
    { label: 'beside one at ten shares: p95 of the worst of them', figure: beside.worst, unit: 'ms', threshold: null },
    { label: 'the others, with and without the storm', figure: beside.pooled / without.pooled, unit: '×', threshold: 1.3 },
    // A workspace has some hundred replies: the worst of nine is a matter of chance up to there, and of the storm beyond.
    { label: 'the worst of them with it, all without it', figure: beside.worst / without.pooled, unit: '×', threshold: 2 },
    { label: 'the storm: brought', figure: (stormy?.sent ?? 0) / (seconds + 2), unit: '/s', threshold: null },
    { label: 'the storm: taken in the end', figure: stormy?.acknowledged ?? 0, unit: '', threshold: null },
    { label: 'the storm: told to come again (503)', figure: stormy?.heldBack ?? 0, unit: '', threshold: null },
    { label: 'the storm: given up after four attempts', figure: stormy?.refused ?? 0, unit: '', threshold: null },
    {
      label: 'the others: held, refused, unanswered or twice',
      figure: others.reduce((sum, r) => sum + r.heldBack + r.refused + r.unanswered + r.twice, 0),
      unit: '',
      threshold: 0,
    },
  ])
} finally {
  outside.stop()
  await parley.stop()
}

function loadOf({ target }: BenchShop, index: number, first: number, perSecond: number | null, duration: number): LoadOptions {
  return {
    target,
    customers: perSecond === null ? 400 / count : 1_000,
    perSecond,
    warmupSeconds: 2,
    seconds: duration,
    firstCustomer: first + index * 10_000,
  }
}

function makeWorkspace({ email, password }: { email: string; password: string }, name: string): void {
  const cli = path.join(import.meta.dirname, '..', 'server', 'cli.ts')
  execFileSync(process.execPath, [cli, 'owner', 'create', '--email', email, '--password', password, '--workspace', name], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: parley.dataDir, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/** 95th percentile of all replies of the calm workspaces together, and of the one that waits longest. */
function othersOf(results: readonly LoadResult[]): { pooled: number; worst: number } {
  const others = results.slice(1)
  return {
    pooled: spread(others.flatMap((result) => result.overheads)).p95,
    worst: Math.max(...others.map((result) => result.overheadMs.p95)),
  }
}
