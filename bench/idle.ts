import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { at } from './reads/cases.ts'
import { postmasterOf, residentBytes, treeOf, usageOf } from './rig/processes.ts'
import { report } from './rig/report.ts'
import { startParley } from './rig/start-parley.ts'

/*
 * What an installation costs while nobody writes:  node bench/idle.ts [--seconds 60] [--settle 40]
 * `--settle`: how long after the start (server/commands/give-back-memory.ts).
 */
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, settle: { type: 'string', default: '40' } } })
const seconds = Number(values.seconds)
const parley = await startParley()
try {
  const database = treeOf(postmasterOf(parley.dataDir))
  const atStart = residentBytes(parley.pid)
  await sleep(Number(values.settle) * 1000)
  const before = { server: usageOf([parley.pid]), database: usageOf(database) }
  const samples: number[] = []
  for (let second = 0; second < seconds; second += 1) {
    await sleep(1_000)
    samples.push(residentBytes(parley.pid))
  }
  const after = { server: usageOf([parley.pid]), database: usageOf(treeOf(postmasterOf(parley.dataDir))) }
  const share = (who: 'server' | 'database'): number => ((after[who].cpuSeconds - before[who].cpuSeconds) / seconds) * 100
  report('idle', [
    { label: 'server, resident, when ready', figure: atStart / 1024 ** 2, unit: 'MiB', threshold: null },
    { label: `server, resident, after ${values.settle} s`, figure: at(samples, 0.5) / 1024 ** 2, unit: 'MiB', threshold: 160 },
    { label: 'server, of one processor', figure: share('server'), unit: '%', threshold: 1 },
    {
      label: 'PostgreSQL, its own and its share of what is shared',
      figure: after.database.memoryBytes / 1024 ** 2,
      unit: 'MiB',
      threshold: null,
    },
    { label: 'PostgreSQL, of one processor', figure: share('database'), unit: '%', threshold: null },
  ])
} finally {
  await parley.stop()
}
