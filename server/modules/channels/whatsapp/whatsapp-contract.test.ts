import { describe, expect, test } from 'vitest'
import type { ChannelAdapter } from '../adapter.ts'
import { channelContract, contractChecks } from '../channel-contract.ts'
import { createWhatsAppAdapter } from './create-whatsapp-adapter.ts'
import type { WhatsAppCredentials, WhatsAppSettings } from './settings.ts'
import { fixedClock, fixtures, signed } from './whatsapp-fixtures.ts'

type Adapter = ChannelAdapter<WhatsAppSettings, WhatsAppCredentials>
const make = (): Adapter => createWhatsAppAdapter({ fetch, fetchMedia: fetch, clock: fixedClock })

channelContract('WhatsApp', make, fixtures)

const good = make()
let calls = 0

/** Adapters broken on purpose: each must be caught by the check that is there for it. */
const broken: [name: string, check: keyof typeof contractChecks, adapter: Adapter][] = [
  [
    'signs JSON that it has written anew',
    'verify',
    { ...good, verify: (request, on) => good.verify({ ...request, body: rewritten(request.body) }, on) },
  ],
  ['accepts everything', 'verify', { ...good, verify: () => ({ kind: 'accepted' }) }],
  [
    'compares only the beginning',
    'verify',
    {
      ...good,
      verify: (request, on) =>
        signed(request.body, on).headers['x-hub-signature-256']?.startsWith((request.headers['x-hub-signature-256'] ?? 'none').slice(0, 40))
          ? { kind: 'accepted' }
          : good.verify(request, on),
    },
  ],
  [
    'drops types that it does not know',
    'parse',
    {
      ...good,
      parse: (request, on) => good.parse(request, on).filter((event) => event.kind !== 'message' || event.content.type !== 'unsupported'),
    },
  ],
  [
    'throws at one bad entry',
    'parse',
    {
      ...good,
      parse: (request, on) => {
        const events = good.parse(request, on)
        if (events.some((event) => event.kind === 'poison')) throw new Error('bad entry')
        return events
      },
    },
  ],
  [
    'gives other event ids each time',
    'parse',
    { ...good, parse: (request, on) => good.parse(request, on).map((event) => ({ ...event, eventId: `${event.eventId}:${++calls}` })) },
  ],
  [
    'gives one event id to all',
    'parse',
    { ...good, parse: (request, on) => good.parse(request, on).map((event) => ({ ...event, eventId: 'same' })) },
  ],
  [
    'keeps what the database refuses',
    'parse',
    { ...good, parse: (request, on) => good.parse(request, on).map((event) => ({ ...event, raw: JSON.parse(request.body.toString()) })) },
  ],
  [
    'sends texts of any length',
    'render',
    {
      ...good,
      render: (message, on) =>
        good
          .render(message, on)
          .map((call) => ('text' in call.body ? { ...call, body: { ...call.body, text: { body: 'x'.repeat(5000) } } } : call)),
    },
  ],
  ['leaves files away', 'render', { ...good, render: (message, on) => good.render({ ...message, media: [] }, on) }],
  ['leaves all but the first part away', 'render', { ...good, render: (message, on) => good.render(message, on).slice(0, 1) }],
  [
    'leaves choices away that do not fit',
    'render',
    {
      ...good,
      render: (message, on) =>
        good.render(
          message.interactive?.kind === 'buttons'
            ? { ...message, interactive: { kind: 'buttons', buttons: message.interactive.buttons.slice(0, 3) } }
            : message,
          on,
        ),
    },
  ],
  [
    'leaves the lines around choices away',
    'render',
    {
      ...good,
      render: (message, on) =>
        good.render(
          message.interactive?.kind === 'buttons'
            ? { ...message, interactive: { ...message.interactive, header: null, footer: null } }
            : message,
          on,
        ),
    },
  ],
  [
    'leaves contact cards away',
    'render',
    { ...good, render: (message, on) => good.render({ ...message, text: message.text ?? '.', contactCards: [] }, on) },
  ],
  ['shows the team no choices', 'show', { ...good, show: (call) => ({ ...good.show(call), buttons: [], list: null }) }],
  ['shows the team words that are not sent', 'show', { ...good, show: (call) => ({ ...good.show(call), text: 'Hello' }) }],
  ['repeats words of unknown errors', 'explain', { ...good, explain: (error) => ({ ...good.explain(error), title: String(error) }) }],
  ['tries everything again', 'explain', { ...good, explain: (error) => ({ ...good.explain(error), retryable: true }) }],
]

describe('the contract catches an adapter that', () => {
  test.each(broken)('%s', (_name, check, adapter) => {
    expect(contractChecks[check](adapter, fixtures)).not.toEqual([])
  })
})

function rewritten(body: Buffer): Buffer {
  try {
    return Buffer.from(JSON.stringify(JSON.parse(body.toString())))
  } catch {
    return body
  }
}
