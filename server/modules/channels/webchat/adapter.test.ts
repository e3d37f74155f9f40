import { describe, expect, test } from 'vitest'
import { channelContract, contractChecks } from '../channel-contract.ts'
import { createWebchatAdapter, type WebchatAdapter } from './adapter.ts'
import { fixtures } from './webchat-fixtures.ts'

const make = (): WebchatAdapter => createWebchatAdapter({ clock: { now: () => new Date(0) }, showTyping: () => {} })

channelContract('Website chat', make, fixtures)

const good = make()
const broken: [name: string, check: keyof typeof contractChecks, adapter: WebchatAdapter][] = [
  ['takes words from outside', 'verify', { ...good, verify: () => ({ kind: 'accepted' }) }],
  [
    'leaves out what it cannot read',
    'parse',
    { ...good, parse: (request, on) => good.parse(request, on).filter((event) => event.kind !== 'poison') },
  ],
  [
    'names a message anew each time',
    'parse',
    {
      ...good,
      parse: (request, on) => good.parse(request, on).map((event) => ({ ...event, eventId: `${event.eventId}${Math.random()}` })),
    },
  ],
  [
    'forgets the files',
    'render',
    { ...good, render: (message, on) => good.render(message, on).map(({ body: { fileIds: _, ...body }, ...call }) => ({ ...call, body })) },
  ],
  ['shows the team no places', 'show', { ...good, show: (call) => ({ ...good.show(call), location: null }) }],
]

describe('the contract catches an adapter that', () => {
  test.each(broken)('%s', (_name, check, adapter) => {
    expect(contractChecks[check](adapter, fixtures)).not.toEqual([])
  })
})

test('sending gives the message its own id back, each time the same', async () => {
  const [call] = good.render(
    {
      id: '01993b5e-7c10-7000-8000-00000000000b',
      recipient: { externalId: 'visitor:x', phone: null },
      text: 'Hello',
      media: [],
      interactive: null,
      location: null,
      template: null,
      replyToExternalId: null,
      byHuman: true,
    },
    fixtures.connection,
  )
  const none = () => Promise.reject(new Error('no file is opened'))
  const files = { open: none, link: none }
  const receipts = call && (await Promise.all([good.send(call, fixtures.connection, files), good.send(call, fixtures.connection, files)]))
  expect(receipts?.map((receipt) => receipt.externalId)).toEqual(Array(2).fill('01993b5e-7c10-7000-8000-00000000000b'))
})

test('what the journal keeps of an event can be read again', () => {
  const [event] = good.parse(
    fixtures.sign(Buffer.from(JSON.stringify({ events: [fixtures.textPiece('1', 'Hello')] })), fixtures.connection),
    fixtures.connection,
  )
  const body = good.restore?.('message', event?.raw, fixtures.connection)
  expect(good.parse(fixtures.sign(body ?? Buffer.alloc(0), fixtures.connection), fixtures.connection)).toEqual([event])
})
