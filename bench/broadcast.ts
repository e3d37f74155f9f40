import { parseArgs } from 'node:util'
import pg from 'pg'
import { embeddedConnection } from './rig/bare-rate.ts'
import { forkOutside } from './rig/fork-outside.ts'
import { report } from './rig/report.ts'
import { setUpShop } from './rig/set-up-shop.ts'
import { startParley } from './rig/start-parley.ts'

/*
 * A hundred thousand broadcasts queued at once, beside live chat on the same number:  node bench/broadcast.ts [--queued 100000] [--live 20] [--seconds 30]
 * The stand-in takes 80 messages a second of a number, as WhatsApp does, and refuses the rest.
 */
const { values } = parseArgs({
  options: {
    queued: { type: 'string', default: '100000' },
    live: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '30' },
  },
})
const seconds = Number(values.seconds)
const perSecond = Number(values.live)
const sendLimitPerSecond = 80

// People who wrote today, and a message to each, as a broadcast leaves them.
const queueStatement = `
  with channel as (select workspace_id, id from channels where id = $1),
  person as (
    select channel.workspace_id, channel.id as channel_id, i, make_id(i, '1') as contact_id, make_id(i, '2') as conversation_id, make_id(i, '3') as message_id
    from channel, generate_series(1, $2::int) i
  ), contact as (
    insert into contacts (workspace_id, id, name) select workspace_id, contact_id, 'Reader ' || i from person
  ), conversation as (
    insert into conversations (workspace_id, id, channel_id, contact_id, recipient_id, last_inbound_at)
    select workspace_id, conversation_id, channel_id, contact_id, '1999' || lpad(i::text, 7, '0'), now() from person
  ), message as (
    insert into messages (workspace_id, id, conversation_id, channel_id, contact_id, direction, author_type, type, text, status, created_at)
    select workspace_id, message_id, conversation_id, channel_id, contact_id, 'outbound', 'system', 'text', 'Our autumn offers are here.', 'queued', now() from person
  )
  insert into outbox (workspace_id, message_id, conversation_id, channel_id, priority)
  select workspace_id, message_id, conversation_id, channel_id, 10 from person`
  // UUIDv7 of this moment, told apart by a number.
  .replaceAll(
    /make_id\(i, '(\d)'\)/g,
    "(lpad(to_hex((extract(epoch from now()) * 1000)::bigint), 12, '0') || '7$1008$1' || lpad(to_hex(i), 14, '0'))::uuid",
  )

const outside = await forkOutside()
const env = { META_GRAPH_URL: outside.graphUrl, OPENAI_BASE_URL: outside.modelUrl, OPENAI_API_KEY: 'sk-bench', AI_MODEL: 'bench' }
const parley = await startParley({ env })
const database = new pg.Client(embeddedConnection(parley.dataDir))
try {
  await database.connect()
  const shop = await setUpShop(parley)
  const live = (firstCustomer: number, duration: number) =>
    outside.run({
      sendLimitPerSecond,
      loads: [{ target: shop.target, customers: 2_000, perSecond, warmupSeconds: 2, seconds: duration, firstCustomer }],
    })
  await live(900_000, 4)
  const alone = await live(100_000, seconds)
  const began = performance.now()
  await database.query(queueStatement, [shop.channelId, Number(values.queued)])
  const queuedMs = performance.now() - began
  // The bucket is full at the beginning: what counts is the pace after it.
  const before = await live(200_000, 3)
  const fromAt = performance.now()
  const beside = await live(300_000, seconds)
  const paceOfBulk = (beside.counts.bulk - before.counts.bulk) / ((performance.now() - fromAt) / 1000)
  const [without, withBulk] = [alone.results[0], beside.results[0]]
  if (!without || !withBulk) throw new Error('The load brought no result')
  report('broadcast', [
    { label: `queueing ${values.queued}`, figure: queuedMs, unit: 'ms', threshold: null },
    { label: 'broadcasts that the provider took', figure: paceOfBulk, unit: '/s', threshold: null },
    {
      label: 'all messages of the number, of what it may send',
      figure: (paceOfBulk + perSecond) / sendLimitPerSecond,
      unit: '×',
      threshold: null,
      atLeast: 0.85,
    },
    { label: 'refused by the provider meanwhile', figure: beside.counts.refused - before.counts.refused, unit: '', threshold: null },
    { label: 'broadcasts that somebody got twice', figure: beside.counts.bulkTwice, unit: '', threshold: 0 },
    { label: 'live overhead p99, alone', figure: without.overheadMs.p99, unit: 'ms', threshold: null },
    { label: 'live overhead p99, beside', figure: withBulk.overheadMs.p99, unit: 'ms', threshold: null },
    { label: 'live overhead p99, beside and alone', figure: withBulk.overheadMs.p99 / without.overheadMs.p99, unit: '×', threshold: 1.5 },
    { label: 'live: unanswered or twice', figure: withBulk.unanswered + withBulk.twice, unit: '', threshold: 0 },
  ])
} finally {
  await database.end()
  outside.stop()
  await parley.stop()
}
