import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { forkOutside } from './rig/fork-outside.ts'
import type { LoadOptions } from './rig/load.ts'
import { report } from './rig/report.ts'
import { type BenchShop, setUpShop } from './rig/set-up-shop.ts'
import { owner, startParley } from './rig/start-parley.ts'

/*
 * One workspace's storm is not another's delay:  node bench/fairness.ts [--workspaces 10] [--capacity 600] [--seconds 15]
 * Each workspace's fair share is capacity / workspaces. All bring half of it; then one brings ten times its share.
 */
const { values } = parseArgs({
  options: {
    workspaces: { type: 'string', default: '10' },
    capacity: { type: 'string', default: '600' },
    seconds: { type: 'string', default: '15' },
  },
})
const count = Number(values.workspaces)
const share = Number(values.capacity) / count
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
  // Warm plans and caches.
  await outside.run({ loads: shops.map((shop, index) => loadOf(shop, index, 900_000, share / 2, 4)) })
  const calm = await outside.run({ loads: shops.map((shop, index) => loadOf(shop, index, 100_000, share / 2, seconds)) })
  const storm = await outside.run({
    loads: shops.map((shop, index) => loadOf(shop, index, 500_000, index === 0 ? share * 10 : share / 2, seconds)),
  })
  const p95 = (results: typeof calm.results): number => median(results.slice(1).map((result) => result.overheadMs.p95))
  const others = storm.results.slice(1)
  report('fairness', [
    { label: `${count} workspaces at ${share / 2}/s: reply p95`, figure: p95(calm.results), unit: 'ms', threshold: null },
    { label: `beside one at ${share * 10}/s: reply p95 of the others`, figure: p95(storm.results), unit: 'ms', threshold: null },
    { label: 'the others, with and without the storm', figure: p95(storm.results) / p95(calm.results), unit: '×', threshold: 1.3 },
    { label: 'the storm: taken', figure: (storm.results[0]?.acknowledged ?? 0) / (seconds + 2), unit: '/s', threshold: null },
    { label: 'the storm: told to come again (503)', figure: (storm.results[0]?.refused ?? 0) / (seconds + 2), unit: '/s', threshold: null },
    {
      label: 'the others: refused, unanswered or twice',
      figure: others.reduce((sum, r) => sum + r.refused + r.unanswered + r.twice, 0),
      unit: '',
      threshold: 0,
    },
  ])
} finally {
  outside.stop()
  await parley.stop()
}

function loadOf({ target }: BenchShop, index: number, first: number, perSecond: number, duration: number): LoadOptions {
  return { target, customers: 1_000, perSecond, warmupSeconds: 2, seconds: duration, firstCustomer: first + index * 10_000 }
}

function makeWorkspace({ email, password }: { email: string; password: string }, name: string): void {
  const cli = path.join(import.meta.dirname, '..', 'server', 'cli.ts')
  execFileSync(process.execPath, [cli, 'owner', 'create', '--email', email, '--password', password, '--workspace', name], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: parley.dataDir, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN
}
