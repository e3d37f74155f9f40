import { expect, test } from 'vitest'
import type { RawRequest } from '../adapter.ts'
import { parseWhatsApp } from './parse.ts'
import { restoreWhatsApp } from './restore.ts'
import { connection, envelope, escapedJson, now, signed } from './whatsapp-fixtures.ts'

const stop = {
  wa_id: '77001112233',
  user_id: 'KZ.1',
  detail: 'User requested to stop marketing messages',
  category: 'marketing_messages',
  value: 'stop',
  timestamp: 1793300000,
}
const metadata = { display_phone_number: '77010000000', phone_number_id: connection.settings.phoneNumberId }
const contacts = [{ profile: { name: 'Aruzhan' }, wa_id: '77001112233', user_id: 'KZ.1' }]
const told = (...preferences: unknown[]) => request({ messaging_product: 'whatsapp', metadata, contacts, user_preferences: preferences })
const request = (value: object): RawRequest => signed(escapedJson(envelope({ field: 'user_preferences', value })))
const parse = (body: RawRequest) => parseWhatsApp(body, connection, now)

test('stopping and resuming are the person’s word on marketing, with the time', () => {
  const [stopped, resumed] = parse(told(stop, { ...stop, value: 'resume', timestamp: 1793300060 }))
  expect(stopped).toMatchObject({
    kind: 'consent',
    purpose: 'marketing',
    given: false,
    at: 1793300000_000,
    sender: { externalId: '77001112233', alternateIds: ['KZ.1'], name: 'Aruzhan' },
  })
  expect(resumed).toMatchObject({ kind: 'consent', given: true, at: 1793300060_000 })
  expect(resumed?.eventId).not.toBe(stopped?.eventId)
  expect(parse(told({ ...stop, value: 'signup' }))).toMatchObject([{ kind: 'consent', given: true }])
})

test('who hides the number is known by the other id', () => {
  const { wa_id: _, ...hidden } = stop
  expect(parse(request({ metadata, user_preferences: [hidden] }))).toMatchObject([
    { kind: 'consent', sender: { externalId: 'KZ.1', phone: null } },
  ])
})

test.each([
  ['a category of tomorrow', { ...stop, category: 'carrier_pigeons' }, 'ignored'],
  ['a wish of tomorrow', { ...stop, value: 'sometimes' }, 'ignored'],
  ['a wish of nobody', { ...stop, wa_id: undefined, user_id: undefined }, 'poison'],
  ['no object', 7, 'poison'],
])('%s is kept in the journal and changes nothing', (_name, preference, kind) => {
  const { contacts: _contacts, ...rest } = { metadata, contacts, user_preferences: [preference, stop] }
  expect(parse(request(rest)).map((event) => event.kind)).toEqual([kind, 'consent'])
})

test('another number’s is none of ours', () => {
  const other = request({ metadata: { phone_number_id: '999' }, contacts, user_preferences: [stop] })
  expect(parse(other)).toMatchObject([{ kind: 'ignored', name: 'other-number' }])
})

test('from the journal it is read again as the same event, alone', () => {
  const [, second] = parse(told({ ...stop, value: 'resume' }, stop))
  if (!second) throw new Error('no event')
  const body = restoreWhatsApp('consent', JSON.parse(JSON.stringify(second.raw)), connection)
  if (!body) throw new Error('nothing to read again')
  expect(parse(signed(body))).toEqual([{ ...second, raw: expect.anything() }])
})
