import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import { idFloor, newId } from '../../platform/ids.ts'
import { type TestShop, testShop } from '../../testing/test-shop.ts'
import { loadTurns } from './load-context.ts'

let shop: TestShop

beforeAll(async () => {
  shop = await testShop()
})
afterAll(() => shop.close())

it('answers a message that is recorded after one with a greater id, as two processes or two clocks may bring about', async () => {
  shop.openai.script((conversation) => ({ text: `You said: ${conversation.turns.findLast((turn) => turn.role === 'user')?.text ?? ''}` }))
  const customer = shop.whatsapp.customer({ phone: '+15551009999', name: 'Two Clocks' })
  await customer.send({ type: 'text', text: 'first' }).delivered
  await customer.waitForMessage((message) => JSON.stringify(message).includes('first'))
  const { data } = await shop.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations?q=Two%20Clocks')
  const conversationId = data[0]?.id ?? ''
  // What another machine recorded, whose clock is a minute ahead: a message of that time, dealt with by a turn.
  const ahead = idFloor(Date.now() + 60_000)
  await shop.app.deps.db.withWorkspace(shop.owner.workspaceId, async (tx) => {
    await sql`update conversations set last_message_id = ${ahead} where id = ${conversationId}`.execute(tx)
    await sql`update mailbox set last_in = ${ahead}, done_in = ${ahead} where conversation_id = ${conversationId}`.execute(tx)
  })
  await customer.send({ type: 'text', text: 'second' }).delivered
  await customer.waitForMessage((message) => JSON.stringify(message).includes('You said: second'))
  const { rows } = await shop.app.deps.db.withWorkspace(shop.owner.workspaceId, (tx) =>
    sql<{ id: string }>`select id from messages where conversation_id = ${conversationId} and text = 'second'`.execute(tx),
  )
  expect(rows[0]?.id.localeCompare(ahead)).toBe(1)
})

// Went wrong: of messages that came late only the conversation remembered none, and what another process had recorded before hid what was recorded after it.
it('answers a message that is recorded after one with a greater id, though both were written long ago', async () => {
  shop.openai.script((conversation) => ({ text: `You said: ${conversation.turns.findLast((turn) => turn.role === 'user')?.text ?? ''}` }))
  const customer = shop.whatsapp.customer({ phone: '+15551009995', name: 'Old Post' })
  await customer.send({ type: 'text', text: 'newest' }).delivered
  await customer.waitForMessage()
  const ago = (minutes: number) => Math.floor(Date.now() / 1000) - minutes * 60
  await customer.send({ type: 'text', text: 'old', timestamp: ago(30) }).delivered
  await customer.waitForMessage((message) => message.text === 'You said: old')
  const { data } = await shop.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations?q=Old%20Post')
  const conversationId = data[0]?.id ?? ''
  // As if another process had made that message's id, with a clock that is ahead.
  const ahead = idFloor(Date.now() + 60_000)
  await shop.app.deps.db.withWorkspace(shop.owner.workspaceId, async (tx) => {
    await sql`update conversations set newest_in = ${ahead} where id = ${conversationId}`.execute(tx)
    await sql`update mailbox set last_in = ${ahead}, done_in = ${ahead} where conversation_id = ${conversationId}`.execute(tx)
  })
  await customer.send({ type: 'text', text: 'older', timestamp: ago(40) }).delivered
  await customer.waitForMessage((message) => message.text === 'You said: older')
})

it('answers what its provider brought late, behind more messages than a turn reads', async () => {
  shop.openai.script((conversation) => ({
    text: `Heard: ${conversation.turns
      .filter((turn) => turn.role === 'user')
      .map((turn) => turn.text)
      .join(', ')}`,
  }))
  const customer = shop.whatsapp.customer({ phone: '+15551009998', name: 'Late Post' })
  await customer.send({ type: 'text', text: 'hello' }).delivered
  await customer.waitForMessage()
  const { data } = await shop.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations?q=Late%20Post')
  const { id: conversationId, channelId, contactId } = data[0] as Conversation
  await shop.app.deps.db.withWorkspace(shop.owner.workspaceId, async (tx) => {
    for (let number = 0; number < 45; number += 1)
      await sql`
        insert into messages (workspace_id, id, conversation_id, channel_id, contact_id, direction, author_type, type, text, status, created_at, sort_at)
        values (${shop.owner.workspaceId}, ${newId()}, ${conversationId}, ${channelId}, ${contactId}, 'outbound', 'agent', 'text', 'said', 'sent', now(), now() + interval '1 hour')`.execute(
        tx,
      )
    await sql`update mailbox set done_in = ${newId()}, last_in = done_in where conversation_id = ${conversationId}`.execute(tx)
  })
  await customer.send({ type: 'text', text: 'a late letter' }).delivered
  await customer.waitForMessage((message) => JSON.stringify(message).includes('a late letter'))
})

// Went wrong: the answer's own id, by the clock of the process that answers, became what later messages are compared with, and they hid behind what was done.
it('answers what follows an answer and a message of a person whose processes have late clocks', async () => {
  shop.openai.script((conversation) => ({ text: `You said: ${conversation.turns.findLast((turn) => turn.role === 'user')?.text ?? ''}` }))
  const customer = shop.whatsapp.customer({ phone: '+15551009997', name: 'Late Clocks' })
  await customer.send({ type: 'text', text: 'first' }).delivered
  await customer.waitForMessage()
  const { data } = await shop.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations?q=Late%20Clocks')
  const { id: conversationId, channelId, contactId } = data[0] as Conversation
  const { workspaceId } = shop.owner
  const early = idFloor(Date.now() + 600_000)
  await shop.app.deps.db.withWorkspace(workspaceId, async (tx) => {
    await sql`
      insert into messages (workspace_id, id, conversation_id, channel_id, contact_id, direction, author_type, type, text, status, created_at)
      values (${workspaceId}, ${early}, ${conversationId}, ${channelId}, ${contactId}, 'inbound', 'contact', 'text', 'early', 'received', now())`.execute(
      tx,
    )
    await sql`update conversations set last_message_id = ${early} where id = ${conversationId}`.execute(tx)
    await sql`update mailbox set last_in = ${early}, due_at = now() where conversation_id = ${conversationId}`.execute(tx)
  })
  await customer.waitForMessage((message) => message.text === 'You said: early')
  await customer.send({ type: 'text', text: 'after the answer' }).delivered
  await customer.waitForMessage((message) => message.text === 'You said: after the answer')

  const earlier = idFloor(Date.now() + 1_200_000)
  await shop.app.deps.db.withWorkspace(workspaceId, async (tx) => {
    await sql`update conversations set last_message_id = ${earlier} where id = ${conversationId}`.execute(tx)
    await sql`update mailbox set last_in = ${earlier}, done_in = ${earlier} where conversation_id = ${conversationId}`.execute(tx)
  })
  await shop.ask('POST', `/api/v1/conversations/${conversationId}/messages`, { text: 'A person here' })
  await shop.ask('POST', `/api/v1/conversations/${conversationId}/release`)
  await customer.send({ type: 'text', text: 'after the person' }).delivered
  await customer.waitForMessage((message) => message.text === 'You said: after the person')
})

// Went wrong: any two hundred were read, and all of them marked as done.
it('reads a flood from its oldest message on, part by part, and takes nothing for done that it has not read', async () => {
  const customer = shop.whatsapp.customer({ phone: '+15551009996', name: 'Great Flood' })
  await customer.send({ type: 'text', text: 'hello' }).delivered
  await customer.waitForMessage()
  const { data } = await shop.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations?q=Great%20Flood')
  const { id: conversationId, channelId, contactId } = data[0] as Conversation
  const { workspaceId } = shop.owner
  const done = newId()
  const ids = Array.from({ length: 450 }, () => newId())
  await shop.app.deps.db.withWorkspace(workspaceId, async (tx) => {
    // The last that was written came first, as far as the provider's time goes: rows are not found in the order of their ids.
    await sql`
      insert into messages (workspace_id, id, conversation_id, channel_id, contact_id, direction, author_type, type, text, status, created_at, sort_at)
      select ${workspaceId}, flood.id, ${conversationId}, ${channelId}, ${contactId}, 'inbound', 'contact', 'text', 'help', 'received', now(), now() - place * interval '1 second'
      from unnest(${ids}::uuid[]) with ordinality as flood(id, place)`.execute(tx)
    await sql`update mailbox set last_in = ${ids.at(-1)}, done_in = ${done}, due_at = 'infinity' where conversation_id = ${conversationId}`.execute(
      tx,
    )
  })
  const load = async (doneIn: string) => {
    const turns = await loadTurns(shop.app.deps.db.answerPool, [{ workspaceId, conversationId, doneIn }])
    const turn = turns.get(conversationId)
    return { read: turn?.unanswered.map((message) => message.id).sort(), lastIn: turn?.lastIn, isPart: turn?.isPart }
  }
  expect(await load(done)).toEqual({ read: ids.slice(0, 200), lastIn: ids[199], isPart: true })
  expect(await load(ids[199] as string)).toEqual({ read: ids.slice(200, 400), lastIn: ids[399], isPart: true })
  expect(await load(ids[399] as string)).toEqual({ read: ids.slice(400), lastIn: ids[449], isPart: false })
})

// Went wrong: with a provider whose clock is ahead of ours the answer stood before its question, and the model took the question for unanswered.
it('puts an answer behind its question, however far ahead the provider’s clock is', async () => {
  shop.openai.script(() => ({ text: 'The answer.' }))
  const customer = shop.whatsapp.customer({ phone: '+15551009994', name: 'Clock Ahead' })
  await customer.send({ type: 'text', text: 'The question?', timestamp: Math.floor(Date.now() / 1000) + 90 }).delivered
  await customer.waitForMessage()
  const { data } = await shop.ask<{ data: Conversation[] }>('GET', '/api/v1/conversations?q=Clock%20Ahead')
  const path = `/api/v1/conversations/${data[0]?.id}/messages`
  await shop.ask('POST', path, { text: 'A person adds something.' })
  const { data: messages } = await shop.ask<{ data: Message[] }>('GET', path)
  const texts = messages.map((message) => message.text).filter((text) => text !== null)
  expect(texts.toSorted()).toEqual(['A person adds something.', 'The answer.', 'The question?'])
  expect(texts.indexOf('The answer.') - texts.indexOf('The question?')).toBe(
    texts.indexOf('A person adds something.') - texts.indexOf('The answer.'),
  )
})
