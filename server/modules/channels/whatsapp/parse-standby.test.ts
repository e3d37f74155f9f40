import { describe, expect, test } from 'vitest'
import type { InboundEvent } from '../inbound-event.ts'
import { createWhatsAppAdapter } from './create-whatsapp-adapter.ts'
import { readAccountChange } from './parse-account.ts'
import { connection, envelope, escapedJson, fixedClock, messagesChange, signed, textMessage } from './whatsapp-fixtures.ts'

const adapter = createWhatsAppAdapter({ fetch, fetchMedia: fetch, clock: fixedClock })
const metadata = { display_phone_number: '77010000000', phone_number_id: connection.settings.phoneNumberId }
const parse = (field: string, value: object, on = connection): InboundEvent[] =>
  adapter.parse(signed(escapedJson(envelope({ field, value: { messaging_product: 'whatsapp', metadata, ...value } }))), on)

function restored(event: InboundEvent | undefined): InboundEvent[] {
  const body = adapter.restore?.(event?.kind ?? '', event?.raw, connection)
  if (!body) throw new Error('cannot be restored')
  return adapter.parse(signed(body), connection)
}

describe('while Meta’s own agent answers on the number', () => {
  const people = [{ profile: { name: 'Kerry' }, wa_id: '77001112233' }]

  test('what customers say is kept, answered by nobody, and comes back from the journal as just that', () => {
    const [event] = parse('standby', { contacts: people, messages: [textMessage('s1', 'Do you deliver?')] })
    expect(event).toMatchObject({
      kind: 'message',
      externalId: 'wamid.s1',
      historical: true,
      standby: true,
      sender: { externalId: '77001112233', name: 'Kerry' },
      content: { type: 'text', text: 'Do you deliver?' },
    })
    expect(restored(event)).toMatchObject([{ kind: 'message', eventId: event?.eventId, historical: true, standby: true }])
  })

  test('what that agent says takes nothing over, and statuses move on', () => {
    const said = { ...textMessage('s2', 'Yes, daily.'), from: '77010000000', to: '77001112233' }
    const [echo] = parse('standby', { message_echoes: [said] })
    expect(echo).toMatchObject({ kind: 'echo', historical: true, recipient: { externalId: '77001112233' } })
    expect(restored(echo)).toMatchObject([{ kind: 'echo', eventId: echo?.eventId, historical: true }])
    const statuses = [{ id: 'wamid.o', status: 'read', timestamp: '1793300000', recipient_id: '77001112233' }]
    expect(parse('standby', { statuses })).toMatchObject([{ kind: 'status', status: 'read' }])
    expect(parse('standby', {})).toMatchObject([{ kind: 'ignored', name: 'standby' }])
  })
})

describe('calls', () => {
  const call = { id: 'wacid.1', from: '77001112233', to: '77010000000', timestamp: '1793300000', direction: 'USER_INITIATED' }

  test('a customer’s call is a line of theirs', () => {
    const [event] = parse('calls', { calls: [{ ...call, event: 'connect', session: { sdp_type: 'offer', sdp: 'v=0' } }] })
    expect(event).toMatchObject({
      kind: 'message',
      eventId: 'call:wacid.1:connect',
      externalId: 'wacid.1',
      sender: { externalId: '77001112233', phone: '+77001112233' },
      content: { type: 'call' },
    })
    expect(restored(event)).toEqual([event])
  })

  test('its end, and a call of ours, are no line', () => {
    expect(parse('calls', { calls: [{ ...call, event: 'terminate', status: 'COMPLETED' }] })).toMatchObject([{ kind: 'ignored' }])
    expect(parse('calls', { calls: [{ ...call, event: 'connect', direction: 'BUSINESS_INITIATED' }] })).toMatchObject([{ kind: 'ignored' }])
    const statuses = [{ id: 'wacid.1', type: 'call', status: 'RINGING', timestamp: '1793300000' }]
    expect(parse('calls', { statuses })).toMatchObject([{ kind: 'ignored', name: 'status-RINGING' }])
  })
})

describe('what a status says besides', () => {
  const status = (more: object, contacts?: object[]) =>
    parse('messages', {
      statuses: [{ id: 'wamid.o', timestamp: '1793300000', status: 'sent', ...more }],
      ...(contacts ? { contacts } : {}),
    })

  test('under which other ids the person is known', () => {
    const both = { recipient_id: '5511987654321', recipient_user_id: 'BR.1' }
    expect(status(both)[0]).toMatchObject({ recipient: { externalId: '5511987654321', alternateIds: ['BR.1'] } })
    expect(status(both, [{ wa_id: '551187654321', user_id: 'BR.1' }])[0]).toMatchObject({
      recipient: { alternateIds: ['551187654321', 'BR.1'] },
    })
  })

  test('nothing where there is one id, of a group, or where the contact is somebody else’s', () => {
    for (const one of [
      status({ recipient_id: '77001112233' }),
      status({ recipient_id: '123', recipient_user_id: 'US.1', recipient_type: 'group' }),
      status({ recipient_user_id: 'US.1' }, [{ wa_id: '77009998877' }]),
    ])
      expect(one[0]).not.toHaveProperty('recipient')
  })

  test('that a voice message was listened to', () => {
    expect(status({ status: 'played' })).toMatchObject([{ status: 'read', played: true }])
    expect(status({ status: 'read' })[0]).not.toHaveProperty('played')
  })

  test.each([
    [131042, { concern: { name: 'Payment', detail: expect.stringContaining('payment method') } }],
    [131031, { status: 'error', reason: expect.stringContaining('restricted') }],
  ])('that it failed because of the account (%i) is news of the account', (code, news) => {
    expect(status({ status: 'failed', errors: [{ code, title: 'x' }] })).toMatchObject([
      { kind: 'status', status: 'failed' },
      { kind: 'account', ...news },
    ])
  })

  test('that it failed because of the person is not', () => {
    expect(status({ status: 'failed', errors: [{ code: 131026, title: 'x' }] })).toHaveLength(1)
  })
})

test.each([
  ['phone_number_quality_update', { event: 'FLAGGED' }, { look: true }],
  ['phone_number_name_update', { decision: 'APPROVED' }, { look: true }],
  [
    'account_update',
    { event: 'ACCOUNT_VIOLATION', violation_info: { violation_type: 'SCAM' } },
    { concern: { detail: expect.stringContaining('(scam)') } },
  ],
  ['account_alerts', { alert_info: { alert_severity: 'CRITICAL', alert_description: 'Low quality' } }, { concern: { name: 'Alert' } }],
])('%s is heard at once', (field, value, expected) => {
  expect(readAccountChange(field, value)).toMatchObject(expected)
})

test('an alert that asks nothing of anybody stands with nothing', () => {
  expect(readAccountChange('account_alerts', { alert_info: { alert_severity: 'INFORMATIONAL' } })).not.toHaveProperty('concern')
})

test('a number that is on a phone as well is learned to be one, and paced as such', () => {
  const state = { state_sync: [{ type: 'contact', action: 'add' }] }
  expect(parse('smb_app_state_sync', state)).toMatchObject([{ kind: 'account', details: { isOnPhone: true } }])
  const on = { ...connection, settings: { ...connection.settings, isOnPhone: true } }
  expect(parse('smb_app_state_sync', state, on)).toMatchObject([{ kind: 'ignored' }])
  expect([adapter.paceOf?.(connection).perSecond, adapter.paceOf?.(on).perSecond]).toEqual([80, 20])
})

test('a card keeps who somebody works for, where, and where they are on the web; a place its page', () => {
  const card = {
    name: { formatted_name: 'Ann Lee' },
    org: { company: 'Mugs', department: 'Sales', title: 'Manager' },
    addresses: [{ street: 'Abay 1', city: 'Almaty', country: 'Kazakhstan' }],
    urls: [{ url: 'https://mugs.example' }, { url: 'javascript:alert(1)' }],
    birthday: '1990-05-31',
    phones: [],
  }
  const from = { from: '77001112233', timestamp: '1793300000' }
  const place = { latitude: 43.2, longitude: 76.9, url: 'https://shop.example/visit' }
  const [cards, location] = adapter.parse(
    signed(
      escapedJson(
        envelope(
          messagesChange({
            messages: [
              { ...from, id: 'wamid.c', type: 'contacts', contacts: [card] },
              { ...from, id: 'wamid.l', type: 'location', location: place },
            ],
          }),
        ),
      ),
    ),
    connection,
  )
  expect(cards).toMatchObject({
    content: {
      contactCards: [
        {
          name: 'Ann Lee',
          organization: 'Mugs, Sales, Manager',
          addresses: ['Abay 1, Almaty, Kazakhstan'],
          urls: ['https://mugs.example'],
          birthday: '1990-05-31',
        },
      ],
    },
  })
  expect(location).toMatchObject({ content: { location: { url: 'https://shop.example/visit' } } })
})
