import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Alarm, AlarmName, Operations } from '../../../contract/operations.ts'
import { buildApp } from '../../app.ts'
import { modules } from '../../modules.ts'
import { createDeps } from '../../open-deps.ts'
import { runModules } from '../../run-modules.ts'
import { eventually } from '../../testing/eventually.ts'
import { freePort } from '../../testing/parley-process.ts'
import { readMetrics } from '../../testing/read-metrics.ts'
import { shopNumber, type TestShop, testShop, verifyToken } from '../../testing/test-shop.ts'
import { ownerPassword, type TestCaller, testCaller, testWorkspace } from '../../testing/test-workspace.ts'

let shop: TestShop
let stranger: TestCaller & { email: string }
let operator: string
let phones = 0
const log: string[] = []

beforeAll(async () => {
  // The provider's stand-in checks that it reaches us before it connects a channel.
  const port = await freePort()
  shop = await testShop({ config: { port, publicUrl: `http://127.0.0.1:${port}` } })
  shop.openai.script(() => ({ text: 'Yes, the red one is in stock.' }))
  stranger = await testWorkspace(shop.app, 'Amber Lamps')
  // The first account of an installation runs it.
  operator = await signIn(shop.owner.email)
  const { info, warn, error } = shop.app.deps.log
  for (const [name, say] of Object.entries({ info, warn, error })) {
    Object.assign(shop.app.deps.log, {
      [name]: (fields: { alarm?: string }, message: string) => {
        if (fields.alarm) log.push(`${message}: ${fields.alarm}`)
        return say.call(shop.app.deps.log, fields, message)
      },
    })
  }
}, 60_000)
afterAll(() => shop.close())

async function signIn(email: string): Promise<string> {
  const answer = await shop.app.server.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    payload: { email, password: ownerPassword },
  })
  return [answer.headers['set-cookie']]
    .flat()
    .map((line) => line?.split(';')[0])
    .join('; ')
}

async function look(cookie = operator): Promise<Operations> {
  const answer = await shop.app.server.inject({ url: '/api/v1/operations', headers: { cookie } })
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body}`)
  return answer.json()
}

async function lookAtOwn(caller: TestCaller): Promise<Operations> {
  const answer = await caller.call('GET', '/api/v1/operations/workspace')
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body as Operations
}

function newCustomer() {
  phones += 1
  return shop.whatsapp.customer({ phone: `+1555200${String(phones).padStart(4, '0')}`, name: `Customer ${phones}` })
}

async function alarmsOf(look: () => Promise<Operations>): Promise<AlarmName[]> {
  return (await look()).alarms.map((alarm) => alarm.name)
}

describe('a message goes through', () => {
  test('metrics move, without an id or a name in any label', async () => {
    const customer = newCustomer()
    customer.send({ type: 'text', text: 'Is the red one in stock?' })
    await customer.waitForMessage()
    const metrics = await eventually(async () => {
      const read = await readMetrics(shop.app.url)
      expect(read.get('parley_turn_results_total{result="answered"}')).toBe(1)
      return read
    })
    for (const name of [
      'parley_turn_seconds_count',
      'parley_reply_overhead_seconds_count',
      'parley_acknowledgement_seconds_count{channel="whatsapp"}',
      'parley_model_call_seconds_count{provider="openai-compatible",operation="chat",outcome="answered"}',
      'parley_provider_send_seconds_count{channel="whatsapp",outcome="sent"}',
      'parley_batch_items_count{batch="record"}',
      'parley_batch_items_count{batch="finish"}',
      'parley_batch_items_count{batch="sent"}',
    ]) {
      expect([name, metrics.get(name)]).toEqual([name, expect.any(Number)])
      expect([name, (metrics.get(name) ?? 0) >= 1]).toEqual([name, true])
    }
    // The model answers at once, so all but a moment of the reply is our own.
    expect(metrics.get('parley_reply_overhead_seconds_sum')).toBeLessThan(2)
    expect([...metrics.keys()].filter((line) => line.includes(shop.owner.workspaceId) || line.includes(shop.channelId))).toEqual([])
    expect([...metrics.keys()].filter((line) => /Customer|Amber|Shop/.test(line))).toEqual([])
  })

  test('every metric of ours is documented', async () => {
    const documented = readFileSync(path.join(import.meta.dirname, '..', '..', '..', 'docs', 'operations.md'), 'utf8')
    const families = shop.app.deps.metrics.registry.getMetricsAsArray().map(({ name }) => name)
    expect(families.length).toBeGreaterThan(30)
    expect(families.filter((name) => name.startsWith('parley_') && !documented.includes(`\`${name}`))).toEqual([])
  })

  test('the page of operators shows it, and what runs', async () => {
    const seen = await eventually(async () => {
      const answer = await look()
      expect(answer.installation?.workspaces.map((row) => row.workspace.id)).toEqual([shop.owner.workspaceId])
      return answer
    }, 45_000)
    expect(seen.installation?.processes).toMatchObject([{ alive: true, pid: process.pid }])
    expect(seen.installation?.workspaceCount).toBe(2)
    expect(seen.now.channels).toMatchObject({ connected: 1, error: 0 })
    expect(seen.now.turnsPerSecond).toBeGreaterThan(0)
    expect(seen.series).toHaveLength(120)
    expect(seen.alarms).toEqual([])
    expect(seen.installation?.workspaces[0]).toMatchObject({ turnsPerMinute: 0.2, failures: 0 })
    expect(seen.installation?.database.bytes).toBeGreaterThan(1e6)
  }, 60_000)

  test('charts show it once the interval is over', async () => {
    await eventually(async () => expect((await look()).series.some((point) => point.turnsPerSecond > 0)).toBe(true), 50_000)
  }, 60_000)
})

describe('who sees what', () => {
  test('a workspace sees its own numbers and nothing of the installation or of others', async () => {
    const [own, others] = [await lookAtOwn(shop.owner), await lookAtOwn(stranger)]
    expect(own.now.channels.connected).toBe(1)
    expect(own.installation).toBeNull()
    expect(others.now).toMatchObject({ channels: { connected: 0 }, turnsPerSecond: 0, waiting: 0 })
    const told = JSON.stringify(others)
    for (const secret of [shop.owner.workspaceId, shop.channelId, 'Shop', shop.owner.email]) expect(told).not.toContain(secret)
  })

  test('an owner who does not run the installation is refused the whole, an agent also the own part', async () => {
    const cookie = await signIn(stranger.email)
    const refused = await shop.app.server.inject({ url: '/api/v1/operations', headers: { cookie } })
    expect([refused.statusCode, (refused.json() as { type: string }).type]).toEqual([403, expect.stringContaining('operators-only')])
    const me = await shop.app.server.inject({ url: '/api/v1/me', headers: { cookie } })
    expect(me.json()).toMatchObject({ isOperator: false })
    expect((await shop.app.server.inject({ url: '/api/v1/me', headers: { cookie: operator } })).json()).toMatchObject({ isOperator: true })
    expect((await shop.owner.call('GET', '/api/v1/operations')).status).toBe(403)
    const agent = await testCaller(shop.app, shop.owner.workspaceId, 'agent')
    expect((await agent.call('GET', '/api/v1/operations/workspace')).status).toBe(403)
  })
})

describe('alarms against reality', () => {
  test('a token that the provider refuses raises one that ends when it is renewed', async () => {
    shop.whatsapp.breakToken(shopNumber.phoneNumberId, 463)
    newCustomer().send({ type: 'text', text: 'Hello?' })
    const alarm = await eventually(async () => {
      const found = (await look()).alarms.find(({ name }) => name === 'channel-refused')
      expect(found).toBeDefined()
      return found as Alarm
    }, 20_000)
    expect(alarm).toMatchObject({ severity: 'warning', link: '/channels', workspaceCount: 1, workspaces: [{ id: shop.owner.workspaceId }] })
    // Each view keeps what it read for some seconds.
    const own = await eventually(async () => {
      const seen = await lookAtOwn(shop.owner)
      expect(seen.channels).toHaveLength(1)
      return seen
    }, 20_000)
    const [whole, others] = [await look(), await lookAtOwn(stranger)]
    // The operator is told of a channel of some workspace, not how it is called there.
    expect(whole.channels).toMatchObject([{ trouble: 'refused', type: 'whatsapp', id: null, name: null, reason: null }])
    expect(own.channels).toMatchObject([{ trouble: 'refused', id: shop.channelId, name: 'Shop', workspace: null }])
    expect([others.channels, others.alarms]).toEqual([[], []])
    expect((await readMetrics(shop.app.url)).get('parley_alarm{name="channel-refused",severity="warning"}')).toBe(1)

    // The page finds an alarm at each look; the log learns of one at the next sample.
    await eventually(async () => expect(log).toContain('alarm began: channel-refused'), 20_000)
    shop.whatsapp.breakToken(shopNumber.phoneNumberId, null)
    const { accessToken, appSecret } = shopNumber
    await shop.ask('PATCH', `/api/v1/channels/${shop.channelId}`, { credentials: { accessToken, appSecret, verifyToken } })
    await eventually(async () => expect(await alarmsOf(look)).not.toContain('channel-refused'), 20_000)
    await eventually(async () => {
      expect(log).toContain('alarm ended: channel-refused')
      expect(log.filter((line) => line === 'alarm began: channel-refused')).toHaveLength(1)
    }, 20_000)
  }, 90_000)

  test('a provider that fails opens the circuit, and it closes by itself', async () => {
    shop.whatsapp.faults.add({ kind: 'status', status: 500, match: { method: 'POST', path: '/messages$' } })
    for (let count = 0; count < 12; count += 1) newCustomer().send({ type: 'text', text: 'Hello?' })
    await eventually(async () => expect(await alarmsOf(look)).toContain('channel-circuit-open'), 30_000)
    expect((await lookAtOwn(shop.owner)).channels).toMatchObject([{ trouble: 'circuit-open' }])
    shop.whatsapp.faults.clear()
    await eventually(async () => expect(await alarmsOf(look)).not.toContain('channel-circuit-open'), 60_000)
    const metrics = await readMetrics(shop.app.url)
    expect(metrics.get('parley_provider_send_seconds_count{channel="whatsapp",outcome="provider"}')).toBeGreaterThanOrEqual(10)
  }, 100_000)

  test('a provider that asks for patience is shown as such, and is no alarm', async () => {
    shop.whatsapp.faults.add({ kind: 'status', status: 429, retryAfter: 8, times: 1, match: { method: 'POST', path: '/messages$' } })
    newCustomer().send({ type: 'text', text: 'Hello?' })
    await eventually(async () => expect((await lookAtOwn(shop.owner)).channels).toMatchObject([{ trouble: 'rate-limited' }]), 15_000)
    expect(await alarmsOf(look)).toEqual([])
    expect((await readMetrics(shop.app.url)).get('parley_channels_in_trouble{trouble="rate-limited"}')).toBe(1)
    await eventually(async () => expect((await lookAtOwn(shop.owner)).channels).toEqual([]), 30_000)
  }, 60_000)

  test('a model that fails is said where it fails, with its kind of failure in the metrics', async () => {
    // More than the answers of the tests before, which count for five minutes.
    shop.openai.faults.add({ kind: 'status', status: 401 })
    for (let count = 0; count < 25; count += 1) newCustomer().send({ type: 'text', text: 'Hello?' })
    await eventually(async () => expect(await alarmsOf(() => lookAtOwn(shop.owner))).toContain('model-failing'), 60_000)
    expect(await alarmsOf(() => lookAtOwn(stranger))).toEqual([])
    const failed = 'parley_model_call_seconds_count{provider="openai-compatible",operation="chat",outcome="unauthorized"}'
    expect((await readMetrics(shop.app.url)).get(failed)).toBeGreaterThanOrEqual(6)
    shop.openai.faults.clear()
  }, 90_000)
})

describe('several processes on one database', () => {
  test('only one of them tells of the queues, so that a sum is right; when it ends the next one does', async () => {
    const { deps, close } = await createDeps(shop.app.deps.config, shop.app.deps.log, shop.app.database.owner)
    const server = await buildApp(deps)
    const running = await runModules(deps, modules)
    const url = await server.listen({ host: '127.0.0.1', port: 0 })
    try {
      await eventually(async () => expect((await look()).installation?.processes.filter((one) => one.alive)).toHaveLength(2), 20_000)
      const [first, second] = await eventually(async () => {
        const both = [await readMetrics(shop.app.url), await readMetrics(url)] as const
        expect(both[1].has('parley_processes{role="worker"}')).toBe(false)
        return both
      }, 20_000)
      expect(first.get('parley_processes{role="worker"}')).toBe(2)
      const shared = [...first.keys()].filter((name) =>
        /^parley_(mailbox|outbox|jobs_waiting|jobs_oldest|event_queue|channels|database_bytes|alarm)/.test(name),
      )
      expect(shared.length).toBeGreaterThan(20)
      expect(shared.filter((name) => second.has(name))).toEqual([])
    } finally {
      await server.close()
      await running.stop()
      await close()
    }
    await eventually(async () => expect((await readMetrics(shop.app.url)).get('parley_processes{role="worker"}')).toBe(1), 20_000)
  }, 90_000)
})
