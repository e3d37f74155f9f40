import { describe, expect, test } from 'vitest'
import type { ChannelAdapter } from '../adapter.ts'
import { channelContract, contractChecks } from '../channel-contract.ts'
import { fixedClock } from '../whatsapp/whatsapp-fixtures.ts'
import { createTelegramAdapter } from './create-telegram-adapter.ts'
import type { TelegramCredentials, TelegramSettings } from './settings.ts'
import { fixtures, secretHeader } from './telegram-fixtures.ts'

type Adapter = ChannelAdapter<TelegramSettings, TelegramCredentials>
const make = (): Adapter => createTelegramAdapter({ fetch, fetchMedia: fetch, clock: fixedClock })

channelContract('Telegram', make, fixtures)

const good = make()

const broken: [name: string, check: keyof typeof contractChecks, adapter: Adapter][] = [
  [
    'asks only that a secret is there',
    'verify',
    {
      ...good,
      verify: (request) => (request.headers[secretHeader] ? { kind: 'accepted' } : { kind: 'refused', status: 401, reason: 'none' }),
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
    'takes groups for customers',
    'parse',
    {
      ...good,
      parse: (request, on) => good.parse({ ...request, body: Buffer.from(request.body.toString().replace('supergroup', 'private')) }, on),
    },
  ],
  [
    'sends captions of any length',
    'render',
    {
      ...good,
      render: (message, on) =>
        good.render(message, on).map((call) => (call.files ? { ...call, body: { ...call.body, caption: 'x'.repeat(2000) } } : call)),
    },
  ],
  [
    'hangs no buttons on its texts',
    'render',
    {
      ...good,
      render: (message, on) => good.render(message, on).map(({ body: { reply_markup: _, ...body }, ...call }) => ({ ...call, body })),
    },
  ],
  ['shows the team no files', 'show', { ...good, show: (call) => ({ ...good.show(call), files: [] }) }],
]

describe('the contract catches an adapter that', () => {
  test.each(broken)('%s', (_name, check, adapter) => {
    expect(contractChecks[check](adapter, fixtures)).not.toEqual([])
  })
})
