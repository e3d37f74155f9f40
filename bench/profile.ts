import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { type CpuProfile, flameGraph } from './rig/flame-graph.ts'
import { forkOutside } from './rig/fork-outside.ts'
import { setUpShop } from './rig/set-up-shop.ts'
import { startParley } from './rig/start-parley.ts'

/*
 * Where the server's time goes during complete turns, as a flame graph:  node bench/profile.ts [--rate 100] [--seconds 20] [--out docs/profiles/turns.svg]
 * Without `--rate`: as fast as it goes.
 */
const { values } = parseArgs({
  options: {
    rate: { type: 'string' },
    seconds: { type: 'string', default: '20' },
    out: { type: 'string', default: path.join(import.meta.dirname, '..', 'docs', 'profiles', 'turns.svg') },
  },
})
const perSecond = values.rate === undefined ? null : Number(values.rate)
const seconds = Number(values.seconds)
const folder = await mkdtemp(path.join(os.tmpdir(), 'parley-profile-'))
const outside = await forkOutside()
const parley = await startParley({
  env: { META_GRAPH_URL: outside.graphUrl, OPENAI_BASE_URL: outside.modelUrl, OPENAI_API_KEY: 'sk-bench', AI_MODEL: 'bench' },
  nodeArgs: ['--cpu-prof', `--cpu-prof-dir=${folder}`],
})
try {
  const { target } = await setUpShop(parley)
  const { results } = await outside.run({
    modelLatencyMs: 0,
    loads: [
      { target, customers: perSecond ? 3_000 : 400, perSecond, warmupSeconds: 2, seconds, firstCustomer: 100_000, modelLatencyMs: 0 },
    ],
  })
  const rate = results[0]?.repliesPerSecond ?? 0
  // It writes its profile as it ends.
  await parley.stop()
  const [file] = await readdir(folder)
  if (!file) throw new Error('The server wrote no profile')
  const profile = lastPart(JSON.parse(await readFile(path.join(folder, file), 'utf8')), seconds * 1e6)
  await writeFile(values.out, flameGraph(profile, `Parley's server, ${rate.toFixed(0)} complete turns a second`))
  console.log(`${rate.toFixed(0)} turns a second (a profiled server is slower). ${values.out}`)
} finally {
  outside.stop()
  if (parley.child.exitCode === null) await parley.stop()
  await rm(folder, { recursive: true, force: true })
}

/** Without the start and the setting up: what was sampled in the last `us` microseconds before the load ended. */
function lastPart(profile: CpuProfile, us: number): CpuProfile {
  let from = profile.samples.length
  for (let left = us; from > 0 && left > 0; from -= 1) left -= profile.timeDeltas[from - 1] ?? 0
  return { ...profile, samples: profile.samples.slice(from), timeDeltas: profile.timeDeltas.slice(from) }
}
