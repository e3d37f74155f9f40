import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { at } from './reads/cases.ts'
import { forkOutside } from './rig/fork-outside.ts'
import type { Target } from './rig/load.ts'
import { residentBytes } from './rig/processes.ts'
import { report } from './rig/report.ts'
import { setUpShop } from './rig/set-up-shop.ts'
import { startParley } from './rig/start-parley.ts'

/*
 * Whether memory stays where it is near full load:  node bench/memory.ts [--minutes 30] [--part 0.8] [--rate N]
 * First it is measured how many turns a second this machine can do; then customers write at `--part` of it (or at `--rate` a second) all the time, three
 * thousand new ones each minute; the resident memory of the server is looked at every second.
 */
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, part: { type: 'string', default: '0.8' }, rate: { type: 'string' } },
})
const minutes = Number(values.minutes)
const roundSeconds = 60
const warmUpMinutes = 2

const outside = await forkOutside()
const parley = await startParley({
  env: { META_GRAPH_URL: outside.graphUrl, OPENAI_BASE_URL: outside.modelUrl, OPENAI_API_KEY: 'sk-bench', AI_MODEL: 'bench' },
})
const samples: number[] = []
try {
  const { target } = await setUpShop(parley)
  // Cold code is slower: the second measurement counts.
  await fullSpeed(target, 10, 20_000)
  const most = await fullSpeed(target, 20, 30_000)
  const perSecond = Math.max(1, Math.round(values.rate === undefined ? Number(values.part) * most : Number(values.rate)))
  console.log(`${most.toFixed(0)} turns a second at full speed; from now on ${perSecond}`)
  let unanswered = 0
  for (let minute = 0; minute < warmUpMinutes + minutes; minute += 1) {
    const load = outside.run({
      modelLatencyMs: 0,
      loads: [
        {
          target,
          customers: 3_000,
          perSecond,
          warmupSeconds: 0,
          seconds: roundSeconds,
          firstCustomer: 100_000 * (minute + 1),
          modelLatencyMs: 0,
        },
      ],
    })
    let over = false
    const done = load.then(() => {
      over = true
    })
    while (!over) {
      await Promise.race([sleep(1_000), done])
      if (minute >= warmUpMinutes) samples.push(residentBytes(parley.pid) / 1024 ** 2)
    }
    const { results } = await load
    unanswered += (results[0]?.unanswered ?? 0) + (results[0]?.twice ?? 0)
    console.log(`minute ${minute + 1}: ${(samples.at(-1) ?? residentBytes(parley.pid) / 1024 ** 2).toFixed(0)} MiB`)
  }
  const third = Math.floor(samples.length / 3)
  const [first, last] = [at(samples.slice(0, third), 0.5), at(samples.slice(-third), 0.5)]
  report('memory', [
    { label: `resident, most in ${minutes} minutes at ${perSecond}/s`, figure: Math.max(...samples), unit: 'MiB', threshold: 350 },
    { label: 'rate, of what the machine can do', figure: perSecond / most, unit: '×', threshold: null },
    { label: 'median of the first third', figure: first, unit: 'MiB', threshold: null },
    { label: 'median of the last third', figure: last, unit: 'MiB', threshold: null },
    { label: 'last third, of the first', figure: last / first, unit: '×', threshold: 1.1 },
    { label: 'not answered or twice', figure: unanswered, unit: '', threshold: 0 },
  ])
} finally {
  outside.stop()
  await parley.stop()
}

/** Turns a second with as many customers as keep it busy. */
async function fullSpeed(target: Target, runSeconds: number, firstCustomer: number): Promise<number> {
  const load = { target, customers: 400, perSecond: null, warmupSeconds: 2, seconds: runSeconds, firstCustomer, modelLatencyMs: 0 }
  const { results } = await outside.run({ modelLatencyMs: 0, loads: [load] })
  return results[0]?.repliesPerSecond ?? Number.NaN
}
