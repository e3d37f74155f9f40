import { expect, test } from 'vitest'
import type { WidgetMessage, WidgetNewMessage } from '../../../contract/widget.ts'
import { RequestError } from './api.ts'
import { createOutbox, type OutboxOptions, type OutgoingMessage } from './outbox.ts'

type Reply = 'ok' | RequestError

function outboxWith(replies: Reply[], more: Partial<OutboxOptions> = {}) {
  const requests: WidgetNewMessage[] = []
  const waits: number[] = []
  let kept: OutgoingMessage[] = []
  const outbox = createOutbox({
    isReady: () => true,
    send: async (message) => {
      requests.push(message)
      const reply = replies.shift() ?? 'ok'
      if (reply !== 'ok') throw reply
      return { clientId: message.clientId } as WidgetMessage
    },
    onChange: () => {},
    onSent: () => {},
    onUnauthorized: async () => true,
    wait: async (ms) => void waits.push(ms),
    store: {
      load: () => kept,
      save: (waiting) => {
        kept = [...waiting]
      },
    },
    ...more,
  })
  const add = (clientId: string) =>
    outbox.add({ clientId, text: clientId, files: [], reply: null, form: null, greetingId: null, createdAt: '' })
  const settled = () => expect.poll(() => outbox.waiting().filter(({ state }) => state !== 'failed')).toEqual([])
  return { outbox, add, settled, requests, waits, kept: () => kept, ids: () => requests.map(({ clientId }) => clientId) }
}

test('messages go out one after the other, in the order they were written', async () => {
  const { add, settled, ids } = outboxWith([])
  for (const id of ['a', 'b', 'c']) add(id)
  await settled()
  expect(ids()).toEqual(['a', 'b', 'c'])
})

test('what the server did not take is tried again under the same id, before anything later', async () => {
  const { add, settled, ids, waits } = outboxWith([new RequestError(0), new RequestError(503), new RequestError(429, 3000)])
  add('a')
  add('b')
  await settled()
  expect(ids()).toEqual(['a', 'a', 'a', 'a', 'b'])
  expect(waits).toEqual([1000, 2000, 3000])
})

test('what the server refuses is marked, holds up nothing, and can be tried by hand', async () => {
  const { outbox, add, settled, ids } = outboxWith([new RequestError(422)])
  add('a')
  add('b')
  await settled()
  expect(outbox.waiting().map(({ clientId, state }) => [clientId, state])).toEqual([['a', 'failed']])
  outbox.retry('a')
  await settled()
  expect(outbox.waiting()).toEqual([])
  expect(ids()).toEqual(['a', 'b', 'a'])
})

test('a token that ran out is renewed and the message sent', async () => {
  const { add, settled, ids } = outboxWith([new RequestError(401)])
  add('a')
  await settled()
  expect(ids()).toEqual(['a', 'a'])
})

test('what waits outlives the page, and what the server shows already goes', async () => {
  let ready = false
  const { outbox, add, kept, ids, settled } = outboxWith([], { isReady: () => ready })
  add('a')
  add('b')
  expect(kept().map(({ clientId }) => clientId)).toEqual(['a', 'b'])
  expect(ids()).toEqual([])
  outbox.confirm('a')
  ready = true
  await outbox.flush()
  await settled()
  expect(ids()).toEqual(['b'])
  expect(kept()).toEqual([])
})
