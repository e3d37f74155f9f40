import { expect, test } from 'vitest'
import { answer } from './answer.ts'
import type { Conversation, OfferedTool, Turn } from './conversation.ts'

const turn = (role: Turn['role'], text: string, more: Partial<Turn> = {}): Turn => ({ role, text, images: [], calls: [], ...more })
const system = `Answer only from what stands between the business and knowledge tags. Today is 2026-11-22.
<business>
You are the assistant of Alma Pottery. Never promise discounts. Our shop is in Almaty, Abay street 5.
</business>
<knowledge>
<passage id="1" title="Delivery: times">
Parcels arrive within 2 to 4 working days.

Pickup is possible if weight < 5 kg.
</passage>
<passage id="2" title="FAQ">
Q: Can I pay by card?
A: Yes, we take cards and bank transfers.
</passage>
</knowledge>`
const handover: OfferedTool = {
  name: 'hand_over_to_person',
  description: 'Passes the conversation on',
  parameters: {
    type: 'object',
    properties: { reason: { type: 'string', description: 'One of: customer_asked, unknown, needs_decision' } },
    required: ['reason'],
  },
}
const search: OfferedTool = {
  name: 'search_knowledge',
  description: '',
  parameters: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
}

function ask(turns: Turn[], tools: OfferedTool[] = []): Conversation {
  return {
    api: 'responses',
    model: 'demo',
    turns: [turn('system', system), ...turns],
    tools,
    toolChoice: 'auto',
    format: undefined,
    maxTokens: undefined,
  }
}
const describe = async () => 'a red bowl'

test.each([
  ['How long until a parcel arrives?', 'Parcels arrive within 2 to 4 working days.'],
  ['can i pay by card', 'Yes, we take cards and bank transfers.'],
  ['Where is your shop?', 'Our shop is in Almaty, Abay street 5.'],
  ['Is pickup possible?', 'Pickup is possible if weight < 5 kg.'],
])('%s is answered from the passage that says it', async (question, expected) => {
  expect(await answer(ask([turn('user', question)]), describe)).toEqual({ text: expected })
})

test('orders in the business text are not repeated as facts', async () => {
  const { text } = await answer(ask([turn('user', 'Do you promise discounts?')]), describe)
  expect(text).toBe('I am sorry, I do not know that.')
})

test('several messages in a row are one question, and the last answer is not asked again', async () => {
  const turns = [
    turn('user', 'can i pay by card'),
    turn('assistant', 'Yes.'),
    turn('user', 'and how long'),
    turn('user', 'until the parcel arrives?'),
  ]
  expect((await answer(ask(turns), describe)).text).toBe('Parcels arrive within 2 to 4 working days.')
})

test('the reason of a handover is one of those that the tool names', async () => {
  const reason = async (question: string) => (await answer(ask([turn('user', question)], [handover]), describe)).toolCalls?.[0]?.arguments
  expect(await reason('I want to talk to a human')).toEqual({ reason: 'customer_asked' })
  expect(await reason('Do you repair bicycles?')).toEqual({ reason: 'unknown' })
})

test('searches first, then hands over when the search found nothing either', async () => {
  const question = turn('user', 'Do you repair bicycles?')
  const call = { id: 'c1', name: 'search_knowledge', arguments: '{}' }
  expect((await answer(ask([question], [handover, search]), describe)).toolCalls?.[0]?.name).toBe('search_knowledge')
  const result = turn('tool', 'No passage found.', { callId: 'c1', toolName: 'search_knowledge' })
  expect(
    (await answer(ask([question, turn('assistant', '', { calls: [call] }), result], [handover, search]), describe)).toolCalls?.[0]?.name,
  ).toBe('hand_over_to_person')
  const found = turn('tool', '<passage id="1" title="Repairs">\nWe repair bicycles on Fridays.\n</passage>', {
    callId: 'c1',
    toolName: 'search_knowledge',
  })
  expect((await answer(ask([question, turn('assistant', '', { calls: [call] }), found], [handover, search]), describe)).text).toBe(
    'We repair bicycles on Fridays.',
  )
})

test('not knowing is said in the words that the instructions prescribe', async () => {
  const rules = turn('system', 'If you do not know the answer, reply with "Ask us at the counter."')
  expect((await answer(ask([rules, turn('user', 'Do you repair bicycles?')]), describe)).text).toBe('Ask us at the counter.')
})
