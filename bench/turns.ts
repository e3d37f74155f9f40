import { bareRate } from './rig/bare-rate.ts'
import { forkOutside } from './rig/fork-outside.ts'
import { postmasterOf, treeOf, usageOf } from './rig/processes.ts'
import { setUpShop } from './rig/set-up-shop.ts'
import { startParley } from './rig/start-parley.ts'

const outside = await forkOutside()
const parley = await startParley({
  env: {
    META_GRAPH_URL: outside.graphUrl,
    OPENAI_BASE_URL: outside.modelUrl,
    OPENAI_API_KEY: 'sk-bench',
    AI_MODEL: 'bench',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'info',
  },
  nodeArgs: process.env.NODE_ARGS?.split(' ') ?? [],
})
const shop = await setUpShop(parley)
if (process.env.BENCH_SQL) {
  const { default: pg } = await import('pg')
  const { embeddedConnection } = await import('./rig/bare-rate.ts')
  const c = new pg.Client(embeddedConnection(parley.dataDir))
  await c.connect()
  await c.query(process.env.BENCH_SQL)
  await c.end()
}
const seconds = Number(process.env.SECONDS_ ?? 10)
const cpu = () => ({
  p: usageOf([parley.pid]).cpuSeconds,
  d: usageOf(treeOf(postmasterOf(parley.dataDir))).cpuSeconds,
  o: usageOf([outside.pid]).cpuSeconds,
})
const a = cpu()
const { results } = await outside.run({
  loads: [
    {
      target: shop.target,
      customers: Number(process.env.CUSTOMERS ?? 400),
      perSecond: process.env.RATE ? Number(process.env.RATE) : null,
      warmupSeconds: 3,
      seconds,
    },
  ],
})
const b = cpu()
const r = results[0]!
console.log(JSON.stringify(r))
const per = (x: number) => Math.round((x / r.replied) * 1e6)
console.log('cpu us/turn: parley', per(b.p - a.p), 'postgres', per(b.d - a.d), 'outside', per(b.o - a.o))
const bare = await bareRate(parley.dataDir)
console.log('t0')
console.log('bare', bare, 'ratio', (results[0]?.repliesPerSecond ?? 0) / bare)
await parley.stop()
outside.stop()
