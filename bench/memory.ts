import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { at } from './reads/cases.ts'
import { forkOutside } from './rig/fork-outside.ts'
import { residentBytes } from './rig/processes.ts'
import { report } from './rig/report.ts'
import { setUpShop } from './rig/set-up-shop.ts'
import { startParley } from './rig/start-parley.ts'

/*
 * Whether memory stays where it is:  node bench/memory.ts [--minutes 30] [--rate 100]
 * Customers write all the time, three thousand new ones each minute; the resident memory of the server is looked at every second.
 */
const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' }, rate: { type: 'string', default: '100' } } })
const minutes = Number(values.minutes)
const perSecond = Number(values.rate)
const roundSeconds = 60
const warmUpMinutes = 2

const outside = await forkOutside()
const parley = await startParley({
  env: { META_GRAPH_URL: outside.graphUrl, OPENAI_BASE_URL: outside.modelUrl, OPENAI_API_KEY: 'sk-bench', AI_MODEL: 'bench' },
})
const samples: number[] = []
try {
  const { target } = await setUpShop(parley)
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
    { label: 'median of the first third', figure: first, unit: 'MiB', threshold: null },
    { label: 'median of the last third', figure: last, unit: 'MiB', threshold: null },
    { label: 'last third, of the first', figure: last / first, unit: '×', threshold: 1.1 },
    { label: 'not answered or twice', figure: unanswered, unit: '', threshold: 0 },
  ])
} finally {
  outside.stop()
  await parley.stop()
}
