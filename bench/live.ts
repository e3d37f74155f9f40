import { fork } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import type { FromListeners, StreamPlan, ToListeners } from './live/listeners.ts'
import { makeWorld, type Place, password } from './live/make-world.ts'
import type { Expected, Heard } from './live/weigh-heard.ts'
import { at } from './reads/cases.ts'
import { embeddedConnection } from './rig/bare-rate.ts'
import { connectTo } from './rig/lean-http.ts'
import { residentBytes, usageOf } from './rig/processes.ts'
import { type Figure, report } from './rig/report.ts'
import { startStandIns } from './rig/stand-ins.ts'
import { startParley } from './rig/start-parley.ts'

/*
 * How soon open windows hear of a message, and what each costs:
 *   node bench/live.ts [--streams 2000] [--visitors 0.4] [--seconds 20] [--runs spread:50,spread:200,one:50]
 * `spread`: over 50 workspaces; `one`: all dashboards in one. Measured from before the POST that brings the message until each stream has it.
 */
const { values } = parseArgs({
  options: {
    streams: { type: 'string', default: '2000' },
    visitors: { type: 'string', default: '0.4' },
    seconds: { type: 'string', default: '20' },
    runs: { type: 'string', default: 'spread:50,spread:200,one:50' },
  },
})
const streams = Number(values.streams)
const seconds = Number(values.seconds)
const visitorCount = Math.round(streams * Number(values.visitors))
let messages = 0
const workspaces = Math.min(50, Math.ceil(streams / 8))

/** A message: dashboards of its place hear of it by its id, and the one visitor whom it is for by its text. */
interface Sent {
  id: string
  text: string | null
  left: number
  place: Place
}

interface Visitor {
  token: string
  address: string
  place: Place
  conversationId: string
}

const graph = await startStandIns()
const standIns = { META_GRAPH_URL: `http://127.0.0.1:${graph.graphPort}`, ALLOW_PRIVATE_HOSTS: `127.0.0.1:${graph.graphPort}` }
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'parley-bench-live-'))
try {
  for (const run of values.runs.split(','))
    await measure(run, await makeWorld(path.join(dataDir, run.replace(':', '-')), workspaces, standIns))
} finally {
  await rm(dataDir, { recursive: true, force: true })
}
process.exit()

async function measure(run: string, places: Place[]): Promise<void> {
  const [layout = 'spread', rate = '50'] = run.split(':')
  const folder = path.join(dataDir, run.replace(':', '-'))
  const parley = await startParley({ dataDir: folder, env: { ...standIns, TRUST_PROXY: 'true' } })
  // Plain JSON knows no infinity, which is how long a dead stream takes.
  const listeners = fork(path.join(import.meta.dirname, 'live', 'listeners.ts'), { serialization: 'advanced' })
  try {
    const shops = layout === 'one' ? places.slice(0, 1) : places
    const visitors = await makeVisitors(parley.url, folder, shops)
    const { pid } = parley
    // What the server grows by when it begins to work is not the connections'.
    await talk(parley.url, folder, shops, visitors, Number(rate), 5)
    await sleep(3_000)
    const before = residentBytes(pid) / 1024
    const plans = await makePlans(parley.url, shops, visitors)
    await ask(listeners, { type: 'open', port: Number(new URL(parley.url).port), plans }, 'opened')
    await sleep(5_000)
    const opened = residentBytes(pid) / 1024
    await talk(parley.url, folder, shops, visitors, Number(rate), 3)
    tell(listeners, { type: 'forget' })
    const cpuBefore = usageOf([pid]).cpuSeconds
    const sent = await talk(parley.url, folder, shops, visitors, Number(rate), seconds)
    const cpu = (usageOf([pid]).cpuSeconds - cpuBefore) / seconds
    await sleep(2_000)
    const open = streamsOf(shops, plans.length - visitors.length)
    const heard = await ask(
      listeners,
      {
        type: 'report',
        dashboard: sent.map(({ id, left, place }) => [id, left, open.get(place) ?? 0]),
        visitor: sent.flatMap(({ text, left }): Expected[] => (text === null ? [] : [[text, left, 1]])),
      },
      'report',
    )
    const after = residentBytes(pid) / 1024
    report(`live ${run}, ${plans.length} streams, ${rate} messages/s`, [
      { label: 'server, of one processor', figure: cpu * 100, unit: '%', threshold: null },
      ...spread('dashboards', heard.dashboard),
      ...spread('visitors', heard.visitor),
      { label: 'streams that ended before the end', figure: heard.closedEarly, unit: '', threshold: 0 },
      { label: 'a connection, opened', figure: (opened - before) / plans.length, unit: 'KiB', threshold: 40 },
      { label: 'a connection, after the talk', figure: (after - before) / plans.length, unit: 'KiB', threshold: 40 },
    ])
  } finally {
    tell(listeners, { type: 'close' })
    await parley.stop()
  }
}

async function makeVisitors(url: string, dataDir: string, places: readonly Place[]): Promise<Visitor[]> {
  const visitors: Visitor[] = []
  const make = async (number: number): Promise<void> => {
    const place = places[number % places.length] as Place
    const address = `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`
    const { token } = await post<{ token: string }>(url, '/widget/v1/session', { 'x-forwarded-for': address }, { key: place.widgetKey })
    const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': address }
    const first = await post<{ id: string }>(url, '/widget/v1/messages', headers, { clientId: `first-message-${number}`, text: 'hello' })
    visitors.push({ token, address, place, conversationId: first.id })
  }
  for (let start = 0; start < visitorCount; start += 10)
    for (const made of await Promise.allSettled(
      Array.from({ length: Math.min(10, visitorCount - start) }, (_, index) => make(start + index)),
    ))
      if (made.status === 'rejected') throw made.reason
  const conversations = await conversationsOf(
    dataDir,
    visitors.map(({ conversationId }) => conversationId),
  )
  return visitors.map((visitor) => ({ ...visitor, conversationId: conversations.get(visitor.conversationId) ?? '' }))
}

/** By a message of theirs. Asking the API for eight hundred at once would be against its limits. */
async function conversationsOf(dataDir: string, messageIds: readonly string[]): Promise<Map<string, string>> {
  const client = new pg.Client(embeddedConnection(dataDir))
  await client.connect()
  const { rows } = await client.query<{ id: string; conversation_id: string }>(
    'select id, conversation_id from messages where id = any ($1)',
    [messageIds],
  )
  await client.end()
  return new Map(rows.map(({ id, conversation_id }) => [id, conversation_id]))
}

/** Which place a dashboard of this number is open in. */
function placeOf(places: readonly Place[], number: number): Place {
  return places[number % places.length] as Place
}

/** How many dashboards each place has open: each of them has to hear of every message there. */
function streamsOf(places: readonly Place[], dashboards: number): Map<Place, number> {
  const open = new Map<Place, number>()
  for (let number = 0; number < dashboards; number += 1) {
    const place = placeOf(places, number)
    open.set(place, (open.get(place) ?? 0) + 1)
  }
  return open
}

/** Half of the dashboards by a person's session, half by a program's key. */
async function makePlans(url: string, places: readonly Place[], visitors: readonly Visitor[]): Promise<StreamPlan[]> {
  const cookies = new Map<string, string>()
  for (const { email } of places) cookies.set(email, await signIn(url, email))
  const dashboards = Array.from({ length: streams - visitors.length }, (_, number): StreamPlan => {
    const { email, apiKey } = placeOf(places, number)
    const bySession = number % 2 === 0
    return {
      path: '/api/v1/live',
      kind: 'dashboard',
      headers: bySession ? { cookie: cookies.get(email) ?? '' } : { authorization: `Bearer ${apiKey}` },
    }
  })
  return [
    ...dashboards,
    ...visitors.map(
      ({ token, address }): StreamPlan => ({
        path: '/widget/v1/stream',
        kind: 'visitor',
        headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': address },
      }),
    ),
  ]
}

async function signIn(url: string, email: string): Promise<string> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: url,
      'x-forwarded-for': `10.9.${email.length}.${Math.floor(Math.random() * 255)}`,
    },
    body: JSON.stringify({ email, password }),
  })
  if (!answer.ok) throw new Error(`sign-in answered ${answer.status}: ${await answer.text()}`)
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ')
}

/**
 * An open loop: messages leave by the clock, whatever the server does. Nine of ten are customers', by webhooks; one is the team's to a visitor of
 * the website. @returns what each will be heard by, where, and when it left
 */
async function talk(
  url: string,
  dataDir: string,
  places: readonly Place[],
  visitors: readonly Visitor[],
  rate: number,
  forSeconds: number,
): Promise<Sent[]> {
  const sent: Sent[] = []
  const byCustomer = new Map<string, Omit<Sent, 'id'>>()
  const under: Promise<void>[] = []
  const failures: unknown[] = []
  const client = connectTo(Number(new URL(url).port))
  const began = performance.now()
  for (let number = 0; number < rate * forSeconds; number += 1) {
    const wait = began + (number * 1000) / rate - performance.now()
    if (wait > 1) await sleep(wait)
    const left = performance.timeOrigin + performance.now()
    if (number % 10 === 9) {
      const { place, conversationId } = visitors[(number * 7) % visitors.length] as Visitor
      const text = `answer-${messages++}`
      const headers = { authorization: `Bearer ${place.apiKey}` }
      const answered = post<{ id: string }>(url, `/api/v1/conversations/${conversationId}/messages`, headers, { text })
      under.push(
        answered.then(
          ({ id }) => void sent.push({ id, text, left, place }),
          (error: unknown) => void failures.push(error),
        ),
      )
    } else {
      const place = placeOf(places, number)
      const { webhook } = place
      const id = `wamid.IN${messages++}`
      const body = webhookBody(webhook, number % 997, id)
      const signature = createHmac('sha256', webhook.appSecret).update(body).digest('hex')
      byCustomer.set(id, { text: null, left, place })
      under.push(
        client.post(webhook.path, `x-hub-signature-256: sha256=${signature}\r\n`, body).then((status) => {
          if (status !== 200) failures.push(new Error(`A webhook was answered ${status}`))
        }),
      )
    }
  }
  await Promise.all(under)
  client.close()
  if (failures.length > 0) throw new Error(`${failures.length} messages were not taken`, { cause: failures[0] })
  return [...sent, ...(await ourIds(dataDir, byCustomer))]
}

function webhookBody({ phoneNumberId, businessAccountId }: Place['webhook'], customer: number, id: string): string {
  const phone = `1555${String(customer).padStart(7, '0')}`
  const seconds = Math.floor(Date.now() / 1000)
  return `{"object":"whatsapp_business_account","entry":[{"id":"${businessAccountId}","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550000000","phone_number_id":"${phoneNumberId}"},"contacts":[{"profile":{"name":"Customer ${customer}"},"wa_id":"${phone}"}],"messages":[{"from":"${phone}","id":"${id}","timestamp":"${seconds}","type":"text","text":{"body":"Where is my order?"}}]}}]}]}`
}

/** Dashboards hear of a message by our id. */
async function ourIds(dataDir: string, sent: ReadonlyMap<string, Omit<Sent, 'id'>>): Promise<Sent[]> {
  const client = new pg.Client(embeddedConnection(dataDir))
  await client.connect()
  const { rows } = await client.query<{ id: string; external_id: string }>(
    'select message_id as id, external_id from message_keys where external_id = any ($1)',
    [[...sent.keys()]],
  )
  await client.end()
  if (rows.length !== sent.size) throw new Error(`Of ${sent.size} messages that were taken only ${rows.length} are recorded`)
  return rows.flatMap(({ id, external_id }) => {
    const known = sent.get(external_id)
    return known ? [{ ...known, id }] : []
  })
}

async function post<T>(url: string, to: string, headers: Record<string, string>, body: object): Promise<T> {
  const answer = await fetch(`${url}${to}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${to} answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as T
}

function tell(listeners: ReturnType<typeof fork>, message: ToListeners): void {
  if (listeners.connected) listeners.send(message)
}

function ask<Type extends FromListeners['type']>(
  listeners: ReturnType<typeof fork>,
  message: ToListeners,
  answer: Type,
): Promise<Extract<FromListeners, { type: Type }>> {
  return new Promise((resolve, reject) => {
    const hear = (said: FromListeners): void => {
      if (said.type !== answer) return
      listeners.off('message', hear)
      resolve(said as Extract<FromListeners, { type: Type }>)
    }
    listeners.on('message', hear)
    listeners.once('exit', (code) => reject(new Error(`The listeners ended with ${code}`)))
    tell(listeners, message)
  })
}

function spread(who: string, { latencies, missed, byOthers }: Heard): Figure[] {
  return [
    { label: `${who}, times heard`, figure: latencies.length - missed, unit: '', threshold: null },
    { label: `${who}, to be heard and not heard`, figure: missed, unit: '', threshold: 0 },
    { label: `${who}, that heard what was for others`, figure: byOthers, unit: '', threshold: 0 },
    { label: `${who}, p50`, figure: at(latencies, 0.5), unit: 'ms', threshold: null },
    { label: `${who}, p99`, figure: at(latencies, 0.99), unit: 'ms', threshold: 80 },
  ]
}
