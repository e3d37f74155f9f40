import { describe, expect, test } from 'vitest'
import type { InboundEvent } from '../inbound-event.ts'
import { createWhatsAppAdapter } from './create-whatsapp-adapter.ts'
import { connection, envelope, escapedJson, fixedClock, messagesChange, signed } from './whatsapp-fixtures.ts'

const adapter = createWhatsAppAdapter({ fetch, fetchMedia: fetch, clock: fixedClock })
const parse = (...changes: unknown[]): InboundEvent[] => adapter.parse(signed(escapedJson(envelope(...changes))), connection)
const from = { from: '77001112233', timestamp: '1793300000' }
const metadata = { display_phone_number: '77010000000', phone_number_id: connection.settings.phoneNumberId }

/** …/whatsapp/webhooks/overview and the changelog up to 2026-08. */
const fields = [
  'account_alerts',
  'account_review_update',
  'account_update',
  'automatic_events',
  'business_capability_update',
  'calls',
  'flows',
  'group_lifecycle_update',
  'history',
  'message_template_components_update',
  'message_template_quality_update',
  'message_template_status_update',
  'messages',
  'partner_solutions',
  'payment_configuration_update',
  'phone_number_name_update',
  'phone_number_quality_update',
  'security',
  'smb_app_state_sync',
  'standby',
  'template_category_update',
  'a_field_of_next_year',
]

test.each(fields)('meta 1.7: the field %s is taken, answers nobody, and stays in the journal with what it said', (field) => {
  const value = { metadata, user_preferences: [{ wa_id: '77001112233', category: 'marketing_messages', value: 'stop' }] }
  const events = parse({ field, value })
  expect(events.map(({ kind }) => kind)).toEqual([expect.stringMatching(/^(account|ignored)$/)])
  expect(events[0]?.raw).toMatchObject({ field, value })
})

describe('meta 1.4: what makes an event the same one again', () => {
  const idOf = (status: object) => parse(messagesChange({ statuses: [{ id: 'wamid.o', timestamp: '1793300000', ...status }] }))[0]?.eventId

  test('of a status: the message, the state, and who of a group', () => {
    const ids = [
      { status: 'sent' },
      { status: 'delivered' },
      { status: 'delivered', recipient_participant_id: '77005556677' },
      { status: 'delivered', recipient_participant_user_id: 'KZ.7' },
      { status: 'delivered', id: 'wamid.p' },
    ].map(idOf)
    expect(new Set(ids).size).toBe(ids.length)
    expect(idOf({ status: 'sent', timestamp: '1793300099', conversation: { id: 'another each time' } })).toBe(ids[0])
  })

  test('times are seconds, as text or as a number', () => {
    for (const timestamp of ['1793300000', 1_793_300_000])
      expect(
        parse(messagesChange({ messages: [{ ...from, timestamp, id: 'wamid.1', type: 'text', text: { body: 'Hi' } }] })),
      ).toMatchObject([{ at: 1_793_300_000_000 }])
  })
})

describe('meta 2.2: edits', () => {
  const edit = (message: object) =>
    parse(messagesChange({ messages: [{ ...from, id: 'wamid.e', type: 'edit', edit: { original_message_id: 'wamid.x', message } }] }))

  test('of a text and of the words below a picture', () => {
    expect(edit({ type: 'text', text: { body: 'now?' } })).toMatchObject([{ kind: 'edit', targetExternalId: 'wamid.x', text: 'now?' }])
    const image = { id: '7', mime_type: 'image/jpeg', caption: 'the red one' }
    expect(edit({ context: { id: 'wamid.q' }, type: 'image', image })).toMatchObject([{ kind: 'edit', text: 'the red one' }])
  })

  test('where they are not switched on they say that something was edited', () => {
    const message = { ...from, id: 'wamid.u', type: 'unsupported', errors: [{ code: 131051 }], unsupported: { type: 'edit' } }
    expect(parse(messagesChange({ messages: [message] }))).toMatchObject([{ kind: 'message', content: { unsupported: 'edit' } }])
  })
})

describe('meta 2.4: who had the new ids before', () => {
  const change = (system: object, ids: object = from) =>
    parse(
      messagesChange({ messages: [{ timestamp: '1793300000', ...ids, id: 'wamid.s', type: 'system', system: { body: 'x', ...system } }] }),
    )[0]

  test('a number can have been somebody else’s, an id never was', () => {
    const number = { type: 'user_changed_number', wa_id: '77009998877', user_id: 'KZ.NEW', previous_user_id: 'KZ.OLD' }
    expect(change(number)).toMatchObject({ previousIds: ['77001112233', 'KZ.OLD'], joins: { reusable: ['77009998877'] } })
    const userId = { type: 'user_changed_user_id', user_id: 'KZ.NEW', previous_user_id: 'KZ.OLD', previous_parent_user_id: 'KZ.ENT.1' }
    expect(change(userId, {})).toMatchObject({ previousIds: ['KZ.OLD', 'KZ.ENT.1'], joins: { reusable: [] } })
  })

  test('before August 2026 only the sender tells what the number was', () => {
    expect(change({ type: 'user_changed_number', wa_id: '77009998877', user_id: 'KZ.NEW' })).toMatchObject({ previousIds: ['77001112233'] })
  })

  test('another device has no new ids', () => {
    const device = { type: 'customer_identity_changed', customer: '77001112233', identity: { hash: 'c5fd8b8a' } }
    expect(change(device)).not.toHaveProperty('joins')
  })
})

test('meta 3.1: the state of a call is no message’s', () => {
  const status = { id: 'wacid.1', type: 'call', status: 'RINGING', timestamp: '1793300000' }
  expect(parse(messagesChange({ statuses: [status, { ...status, status: 'sent' }] })).map(({ kind }) => kind)).toEqual([
    'ignored',
    'ignored',
  ])
})

test('meta 3.7: what the business edits or takes back on its own phone changes what it said there', () => {
  const own = { from: '77010000000', to: '77001112233', timestamp: '1793300000' }
  const message_echoes = [
    {
      ...own,
      id: 'wamid.1',
      type: 'edit',
      edit: { original_message_id: 'wamid.x', message: { type: 'text', text: { body: 'At nine.' } } },
    },
    { ...own, id: 'wamid.2', type: 'revoke', revoke: { original_message_id: 'wamid.y' } },
  ]
  expect(parse({ field: 'smb_message_echoes', value: { metadata, message_echoes } })).toMatchObject([
    { kind: 'edit', targetExternalId: 'wamid.x', text: 'At nine.', sender: { externalId: '77001112233' } },
    { kind: 'delete', targetExternalId: 'wamid.y', sender: { externalId: '77001112233' } },
  ])
})
