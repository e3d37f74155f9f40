import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { type AgentWorld, agentWorld, said, textOfOutcome } from './testing/agent-world.ts'
import { usageOf } from './usage.ts'

let world: AgentWorld
beforeAll(async () => {
  world = await agentWorld()
})
afterAll(() => world.close())
beforeEach(() => {
  world.model.reset()
  world.model.faults.clear()
  world.model.script(undefined)
  world.model.setLatency(0)
})

const shop = 'We are a tea shop in Almaty. We are open from 9:00 to 21:00 every day. Delivery in the city costs 1500 tenge.'

test('F74: two programs that talk to each other are parted within six turns', async () => {
  const talk = newId()
  const notice = 'Thank you for your message! We are closed and will answer tomorrow. Ticket 4711.'
  const history: ReturnType<typeof said>[] = []
  let answered = 0
  for (let turn = 0; turn < 10; turn += 1) {
    const question = said(notice.replace('4711', String(4711 + turn)))
    world.model.script([{ text: `Of course, take your time (${turn}).` }])
    const outcome = await world.ask([question], { history, conversationId: talk })
    if (outcome.kind !== 'reply') {
      expect(outcome).toMatchObject({ kind: 'handover', reason: 'over-limit', replies: [] })
      break
    }
    answered += 1
    history.push(question, said(textOfOutcome(outcome), 'agent'))
  }
  expect(answered).toBeGreaterThan(1)
  expect(answered).toBeLessThanOrEqual(6)
})

test('F74: an agent of this kind on the other side is noticed too, a quick customer is not', async () => {
  const parties: [string[], string[]] = [[], []]
  let exchanged = 0
  let words = 'Hello!'
  for (let turn = 0; turn < 20; turn += 1) {
    const side = turn % 2
    const heard = parties[side] ?? []
    heard.push(words)
    world.model.script([{ text: `How nice, tell me more about number ${turn}, please.` }])
    const history = heard.slice(0, -1).flatMap((text, index) => [said(text), said(`answer ${index}`, 'agent')])
    const outcome = await world.ask(words, { history, conversation: { disclosedAt: heard.length === 1 ? null : new Date() } })
    if (outcome.kind !== 'reply') break
    words = textOfOutcome(outcome)
    exchanged += 1
  }
  expect(exchanged).toBeLessThanOrEqual(12)

  world.model.script(() => ({ text: 'Yes.' }))
  const quick = Array.from({ length: 30 }, (_, index) => [
    said(`Hello, question k0a1b2cx12x${index} about my order, please.`),
    said(`Echo: question ${index}`, 'agent'),
  ]).flat()
  expect(await world.ask('Hello, question k0a1b2cx12x31 about my order, please.', { history: quick })).toMatchObject({ kind: 'reply' })
})

test('F75: budgets stop before the cost arises', async () => {
  const limits = { maxTurnsPerDay: 2, maxTokensPerDay: 1000 }
  const conversationId = newId()
  const kinds: string[] = []
  for (let turn = 0; turn < 3; turn += 1)
    kinds.push(
      (await world.ask('When are you open?', { settings: { instructions: shop, limits: { maxTurnsPerDay: 2 } }, conversationId })).kind,
    )
  expect(kinds).toEqual(['reply', 'reply', 'handover'])

  const agentId = newId()
  const long = { instructions: `${shop} ${'Very long story. '.repeat(400)}`, limits: { ...limits, maxTurnsPerDay: 100 } }
  expect(await world.ask('When are you open?', { settings: long, agentId })).toMatchObject({ kind: 'reply' })
  const calls = world.model.stats().chat
  expect(await world.ask('When are you open?', { settings: long, agentId })).toMatchObject({ kind: 'handover', reason: 'over-limit' })
  expect(world.model.stats().chat).toBe(calls)
})

test('usage survives the process, for the next one to count on', async () => {
  const agentId = newId()
  await world.ask('When are you open?', { settings: { instructions: shop }, agentId })
  await usageOf(world.deps.db).flush()
  const rows = await world.deps.db.withWorkspace(world.workspaceId, (tx) =>
    tx.selectFrom('agent_usage').selectAll().where('agent_id', '=', agentId).execute(),
  )
  expect(rows).toMatchObject([{ turns: 1 }])
  expect(rows[0]?.input_tokens).toBeGreaterThan(100)
})
