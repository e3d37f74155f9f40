import { describe, expect, test } from 'vitest'
import type { ChannelAdapter } from '../../adapter.ts'
import { channelContract, contractChecks } from '../../channel-contract.ts'
import { createInstagramAdapter } from '../../instagram/create-instagram-adapter.ts'
import { fixtures as instagram } from '../../instagram/instagram-fixtures.ts'
import type { InstagramCredentials, InstagramSettings } from '../../instagram/settings.ts'
import { createMessengerAdapter } from '../../messenger/create-messenger-adapter.ts'
import { fixtures as messenger } from '../../messenger/messenger-fixtures.ts'
import type { MessengerCredentials, MessengerSettings } from '../../messenger/settings.ts'
import { fixedClock } from '../../whatsapp/whatsapp-fixtures.ts'

const makeMessenger = () => createMessengerAdapter({ fetch, fetchMedia: fetch, clock: fixedClock })
const makeInstagram = () => createInstagramAdapter({ fetch, fetchMedia: fetch, clock: fixedClock })

channelContract('Messenger', makeMessenger, messenger)
channelContract('Instagram', makeInstagram, instagram)

/** Adapters broken on purpose: each must be caught by the check that is there for it. */
type Broken<S, C> = [name: string, check: keyof typeof contractChecks, adapter: ChannelAdapter<S, C>]

function twins<S, C>(good: ChannelAdapter<S, C>): Broken<S, C>[] {
  return [
    [
      'accepts what anybody signed',
      'verify',
      {
        ...good,
        verify: (request) =>
          request.headers['x-hub-signature-256'] ? { kind: 'accepted' } : { kind: 'refused', status: 401, reason: 'none' },
      },
    ],
    [
      'takes its own echoes for customers',
      'parse',
      {
        ...good,
        parse: (request, on) =>
          good.parse(request, on).map((event) => (event.kind === 'echo' ? { ...event, kind: 'message', sender: event.recipient } : event)),
      },
    ],
    [
      'keeps what is said to other accounts',
      'parse',
      {
        ...good,
        parse: (request, on) =>
          good
            .parse(
              {
                ...request,
                body: Buffer.from(
                  request.body
                    .toString()
                    .replaceAll('"99"', '"1001"')
                    .replaceAll('"recipient":{"id":"1001"}', '"recipient":{"id":"17841400000000001"}'),
                ),
              },
              on,
            )
            .filter((event) => event.kind !== 'ignored'),
      },
    ],
    [
      'drops attachments that it does not know',
      'parse',
      {
        ...good,
        parse: (request, on) => good.parse(request, on).filter((event) => event.kind !== 'message' || event.content.type !== 'unsupported'),
      },
    ],
    [
      'counts characters where bytes count',
      'render',
      { ...good, render: (message, on) => good.render(message, on).map((call) => withText(call, 'я'.repeat(2001))) },
    ],
    [
      'leaves places away',
      'render',
      { ...good, render: (message, on) => good.render({ ...message, location: null, text: message.text ?? 'x' }, on) },
    ],
    ['shows the team no choices', 'show', { ...good, show: (call) => ({ ...good.show(call), buttons: [] }) }],
    ['tries everything again', 'explain', { ...good, explain: (error) => ({ ...good.explain(error), retryable: true }) }],
  ]
}

function withText<Call extends { body: Record<string, unknown> }>(call: Call, text: string): Call {
  const message = call.body.message as Record<string, unknown>
  return 'text' in message ? { ...call, body: { ...call.body, message: { ...message, text } } } : call
}

describe('the contract catches', () => {
  test.each(twins<MessengerSettings, MessengerCredentials>(makeMessenger()))('a Messenger adapter that %s', (_name, check, adapter) => {
    expect(contractChecks[check](adapter, messenger)).not.toEqual([])
  })
  test.each(twins<InstagramSettings, InstagramCredentials>(makeInstagram()))('an Instagram adapter that %s', (_name, check, adapter) => {
    expect(contractChecks[check](adapter, instagram)).not.toEqual([])
  })
})
