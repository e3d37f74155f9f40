import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import type { Message } from '../../../contract/messages.ts'
import { eventually } from '../../testing/eventually.ts'
import { shopNumber, type TestShop, testShop } from '../../testing/test-shop.ts'

let shop: TestShop
let phones = 0

beforeAll(async () => {
  shop = await testShop()
})
afterAll(() => shop.close())

function newCustomer(name = 'Kerry') {
  phones += 1
  return shop.whatsapp.customer({ phone: `+1555100${String(phones).padStart(4, '0')}`, name })
}

async function conversationOf(name: string): Promise<Conversation> {
  const { data } = await shop.ask<{ data: Conversation[] }>('GET', `/api/v1/conversations?q=${encodeURIComponent(name)}`)
  const found = data[0]
  if (!found) throw new Error(`no conversation with ${name}`)
  return found
}

async function threadOf(conversationId: string): Promise<Message[]> {
  return (await shop.ask<{ data: Message[] }>('GET', `/api/v1/conversations/${conversationId}/messages?limit=100`)).data
}

/** The model answers with what was asked, so that an answer can be told from another. */
function echo(): void {
  shop.openai.script((conversation) => ({ text: `You said: ${conversation.turns.findLast((turn) => turn.role === 'user')?.text ?? ''}` }))
}

describe('promise: one message, one answer', () => {
  it('meta 1.3: takes an event that comes a hundred times at once, and again later, as one message with one reply', async () => {
    echo()
    const customer = newCustomer('Hundred Times')
    shop.whatsapp.faults.add({ kind: 'duplicate', match: { path: '/webhooks/' }, times: 1, delayMs: 20 })
    await customer.send({ type: 'text', text: 'Is the red one in stock?' }).delivered
    await customer.waitForMessage()
    const delivery = shop.whatsapp.deliveries().at(-1)
    if (!delivery) throw new Error('nothing was delivered')
    await Promise.all(Array.from({ length: 100 }, () => repeatDelivery(delivery)))
    await new Promise((resolve) => setTimeout(resolve, 300))
    const thread = await threadOf((await conversationOf('Hundred Times')).id)
    expect(thread.filter((message) => message.direction === 'inbound')).toHaveLength(1)
    expect(customer.inbox).toHaveLength(1)
  })
})

describe('promise: order in a conversation', () => {
  it('answers a burst in one turn, after all of it', async () => {
    echo()
    const customer = newCustomer('Burst Writer')
    await shop.ask('PATCH', `/api/v1/agents/${shop.agentId}`, { replyDelayMs: 300 })
    customer.send({ type: 'text', text: 'one' })
    customer.send({ type: 'text', text: 'two' })
    customer.send({ type: 'text', text: 'three' })
    await customer.waitForMessage()
    await shop.ask('PATCH', `/api/v1/agents/${shop.agentId}`, { replyDelayMs: 0 })
    const thread = await threadOf((await conversationOf('Burst Writer')).id)
    expect(thread.map((message) => message.direction)).toEqual(['inbound', 'inbound', 'inbound', 'outbound'])
  })

  it('meta 1.4: shows messages by the provider’s time, whatever the order in which they came', async () => {
    const customer = newCustomer('Late Letter')
    await customer.send({ type: 'text', text: 'now' }).delivered
    const now = Math.floor(Date.now() / 1000)
    const waId = customer.person.waId
    await shop.whatsapp.deliverChanges([
      {
        field: 'messages',
        value: {
          messaging_product: 'whatsapp',
          metadata: { display_phone_number: '15550000000', phone_number_id: shopNumber.phoneNumberId },
          contacts: [{ profile: { name: 'Late Letter' }, wa_id: waId, user_id: customer.person.userId }],
          messages: [
            {
              from: waId,
              from_user_id: customer.person.userId,
              id: 'wamid.LATE',
              timestamp: String(now - 3600),
              type: 'text',
              text: { body: 'an hour ago' },
            },
          ],
        },
      },
    ])
    const thread = await threadOf((await conversationOf('Late Letter')).id)
    expect(thread.filter((message) => message.direction === 'inbound').map((message) => message.text)).toEqual(['an hour ago', 'now'])
  })

  it('thinks again when the customer writes while the model thinks', async () => {
    const customer = newCustomer('Second Thought')
    let calls = 0
    shop.openai.script(async (conversation) => {
      calls += 1
      if (calls === 1) {
        customer.send({ type: 'text', text: 'I mean the blue one' })
        await new Promise((resolve) => setTimeout(resolve, 400))
      }
      return {
        text: `Heard: ${conversation.turns
          .filter((turn) => turn.role === 'user')
          .map((turn) => turn.text)
          .join(' | ')}`,
      }
    })
    await customer.send({ type: 'text', text: 'Do you have the red one?' }).delivered
    const answer = await customer.waitForMessage()
    expect(answer.text).toContain('blue')
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(customer.inbox).toHaveLength(1)
  })
})

describe('promise: after a person takes over, the AI says nothing more', () => {
  it('throws away an answer that it was half-way through (F77)', async () => {
    const customer = newCustomer('Taken Over')
    let thinking = () => {}
    const started = new Promise<void>((resolve) => {
      thinking = resolve
    })
    shop.openai.script(async () => {
      thinking()
      await new Promise((resolve) => setTimeout(resolve, 500))
      return { text: 'too late' }
    })
    await customer.send({ type: 'text', text: 'Hello?' }).delivered
    await started
    const conversation = await conversationOf('Taken Over')
    const taken = await shop.ask<Conversation>('POST', `/api/v1/conversations/${conversation.id}/take`)
    expect(taken.handler).toBe('user')
    await new Promise((resolve) => setTimeout(resolve, 900))
    expect(customer.inbox).toEqual([])

    echo()
    await customer.send({ type: 'text', text: 'Still there?' }).delivered
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(customer.inbox).toEqual([])

    await shop.ask('POST', `/api/v1/conversations/${conversation.id}/messages`, { text: 'A person here.' })
    expect((await customer.waitForMessage()).text).toBe('A person here.')

    const released = await shop.ask<Conversation>('POST', `/api/v1/conversations/${conversation.id}/release`)
    expect(released.handler).toBe('agent')
    await customer.send({ type: 'text', text: 'And now?' }).delivered
    expect((await customer.waitForMessage()).text).toContain('And now?')
  })

  it('meta 3.7: is taken over by a reply that is typed in the provider’s own app (F28)', async () => {
    echo()
    const customer = newCustomer('Phone Owner')
    await customer.send({ type: 'text', text: 'hi' }).delivered
    await customer.waitForMessage()
    await shop.whatsapp.echo(customer, 'Answered from the phone')
    const conversation = await eventually(async () => {
      const found = await conversationOf('Phone Owner')
      expect(found.handler).toBe('user')
      return found
    })
    await customer.send({ type: 'text', text: 'thanks' }).delivered
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(customer.inbox.filter((message) => message.text.startsWith('You said: thanks'))).toEqual([])
    expect((await threadOf(conversation.id)).find((message) => message.text === 'Answered from the phone')?.author.type).toBe('user')
  })
})

describe('promise: what we sent is known', () => {
  it('follows a reply from queued to read', async () => {
    echo()
    const customer = newCustomer('Reader')
    await customer.send({ type: 'text', text: 'hi' }).delivered
    await customer.waitForMessage()
    customer.open()
    const { id } = await conversationOf('Reader')
    await eventually(async () => {
      const reply = (await threadOf(id)).at(-1)
      expect(reply).toMatchObject({ direction: 'outbound', status: 'read', error: null })
      expect(reply?.deliveredAt).not.toBeNull()
      expect(reply?.externalId).toMatch(/^wamid\./)
    })
  })

  it('meta 3.6: retries what may pass, and says in words why something cannot be sent', async () => {
    const customer = newCustomer('Unlucky')
    await customer.send({ type: 'text', text: 'hi' }).delivered
    const { id } = await conversationOf('Unlucky')
    shop.whatsapp.faults.add({ kind: 'status', status: 500, code: 131016, match: { path: '/messages$' }, times: 1 })
    const sent = await shop.ask<Message>('POST', `/api/v1/conversations/${id}/messages`, { text: 'second attempt' })
    await customer.waitForMessage((message) => message.text === 'second attempt', 8000)
    await eventually(async () => expect((await shop.ask<Message>('GET', `/api/v1/messages/${sent.id}`)).status).toMatch(/sent|delivered/))

    shop.whatsapp.faults.add({ kind: 'status', status: 400, code: 131026, match: { path: '/messages$' }, times: 1 })
    const refused = await shop.ask<Message>('POST', `/api/v1/conversations/${id}/messages`, { text: 'never arrives' })
    await eventually(async () => {
      const failed = await shop.ask<Message>('GET', `/api/v1/messages/${refused.id}`)
      expect(failed.status).toBe('failed')
      expect(failed.error).toMatchObject({ providerCode: '131026', retryable: false })
      expect(failed.error?.title.length).toBeGreaterThan(10)
    })
    await shop.ask('POST', `/api/v1/messages/${refused.id}/retry`)
    await customer.waitForMessage((message) => message.text === 'never arrives')
  })
})

describe('receiving', () => {
  it('meta 1.2: refuses a body whose signature is wrong, missing or over other bytes, and keeps nothing of it (F20)', async () => {
    const body = JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: shopNumber.businessAccountId,
          changes: [
            {
              field: 'messages',
              value: {
                messaging_product: 'whatsapp',
                metadata: { display_phone_number: '15550000000', phone_number_id: shopNumber.phoneNumberId },
                contacts: [{ profile: { name: 'Forger' }, wa_id: '15559999999', user_id: 'US.999' }],
                messages: [
                  {
                    from: '15559999999',
                    id: 'wamid.FORGED',
                    timestamp: String(Math.floor(Date.now() / 1000)),
                    type: 'text',
                    text: { body: 'é forged' },
                  },
                ],
              },
            },
          ],
        },
      ],
    })
    const overOtherBytes = createHmac('sha256', shopNumber.appSecret).update(body.replace('é', '\\u00e9')).digest('hex')
    const withOtherSecret = createHmac('sha256', 'another secret').update(body).digest('hex')
    for (const signature of [undefined, 'sha256=00', `sha256=${'0'.repeat(64)}`, `sha256=${overOtherBytes}`, `sha256=${withOtherSecret}`]) {
      const answer = await fetch(shop.webhookUrl, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...(signature && { 'x-hub-signature-256': signature }) },
      })
      expect([401, 403]).toContain(answer.status)
    }
    const { rows } = await shop.app.database.ownerPool.query(
      `select 1 from channel_events where body::text like '%FORGED%' union all select 1 from messages where external_id = 'wamid.FORGED'`,
    )
    expect(rows).toEqual([])
    const right = createHmac('sha256', shopNumber.appSecret).update(body).digest('hex')
    const accepted = await fetch(shop.webhookUrl, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${right}` },
    })
    expect(accepted.status).toBe(200)
  })

  it('keeps a poisonous entry in the journal and the rest of its body in the inbox (F27b)', async () => {
    echo()
    const customer = newCustomer('Next To Poison')
    const value = {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '15550000000', phone_number_id: '100200300' },
      contacts: [{ profile: { name: 'Next To Poison' }, wa_id: customer.person.waId, user_id: customer.person.userId }],
      messages: [
        {
          from: customer.person.waId,
          id: 'wamid.POISON',
          timestamp: 'yesterday',
          type: 'location',
          location: { latitude: 'north', longitude: {} },
        },
        {
          from: customer.person.waId,
          id: 'wamid.NUL',
          timestamp: String(Math.floor(Date.now() / 1000)),
          type: 'text',
          text: { body: 'nul \u0000 and half a pair \ud83d' },
        },
      ],
    }
    await shop.whatsapp.deliverChanges([{ field: 'messages', value }])
    const { id } = await eventually(() => conversationOf('Next To Poison'))
    expect((await threadOf(id)).some((message) => message.text?.startsWith('nul '))).toBe(true)
    const journal = await shop.ask<{ data: { status: string; externalId: string; error: string | null }[] }>(
      'GET',
      `/api/v1/channels/${shop.channelId}/events?limit=100`,
    )
    expect(journal.data.length).toBeGreaterThan(1)
    const heard = await shop.ask<{ lastEventAt: string | null }>('GET', `/api/v1/channels/${shop.channelId}`)
    expect(Math.abs(Date.now() - Date.parse(heard.lastEventAt ?? ''))).toBeLessThan(60_000)
  })

  it('never answers a contact who is blocked, opted out or restricted', async () => {
    echo()
    const customer = newCustomer('Restricted Person')
    await customer.send({ type: 'text', text: 'hello' }).delivered
    await customer.waitForMessage()
    const conversation = await conversationOf('Restricted Person')
    await shop.ask('PATCH', `/api/v1/contacts/${conversation.contactId}`, { restricted: true })
    const calls = shop.openai.stats().chat + shop.openai.stats().responses
    await customer.send({ type: 'text', text: 'and now?' }).delivered
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(customer.inbox).toHaveLength(1)
    expect(shop.openai.stats().chat + shop.openai.stats().responses).toBe(calls)
    expect((await threadOf(conversation.id)).at(-1)?.text).toBe('and now?')
  })
})

async function repeatDelivery({ url, body }: { url: string; body: Buffer }): Promise<void> {
  const signature = createHmac('sha256', shopNumber.appSecret).update(body).digest('hex')
  const answer = await fetch(url, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
  })
  expect(answer.status).toBe(200)
}
