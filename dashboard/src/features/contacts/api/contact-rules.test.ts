import { describe, expect, test } from 'vitest'
import type { Contact } from '../../../lib/contract.ts'
import { readAttribute, showAttribute } from './attribute-value.ts'
import { foreseeContact } from './foresee-contact.ts'
import { likelySearch, previewMerge } from './preview-merge.ts'

const person: Contact = {
  id: '0190a000-0000-7000-8000-000000000001',
  name: 'Aigerim',
  email: null,
  phone: '+77010000001',
  language: null,
  attributes: { city: 'Almaty', visits: 3 },
  identities: [{ channelType: 'webchat', channelId: null, externalId: 'v1', username: null, verified: true }],
  blocked: false,
  restricted: false,
  optedOut: true,
  createdAt: '2026-11-01T08:00:00.000Z',
  updatedAt: '2026-11-01T08:00:00.000Z',
}
const twin: Contact = {
  ...person,
  id: '0190a000-0000-7000-8000-000000000002',
  name: 'Aigerim S.',
  email: 'a@shop.example',
  phone: '+77010000001',
  attributes: { city: 'Astana', plan: 'gold' },
  identities: [{ channelType: 'email', channelId: null, externalId: 'a@shop.example', username: null, verified: false }],
  blocked: true,
  optedOut: false,
}

describe('a change that is shown before the server has answered', () => {
  test('keeps the attributes that it does not name, and removes those set to null', () => {
    const seen = foreseeContact(person, { blocked: true, attributes: { visits: 4, city: null, plan: 'gold' } })
    expect(seen).toMatchObject({ blocked: true, name: 'Aigerim', attributes: { visits: 4, plan: 'gold' } })
    expect(seen.attributes).not.toHaveProperty('city')
  })
  test('empties a field, and leaves one alone that is undefined', () => {
    expect(foreseeContact(person, { phone: null, name: undefined })).toMatchObject({ phone: null, name: 'Aigerim' })
  })
})

describe('an attribute', () => {
  test('stays of its kind as long as what was typed is of that kind', () => {
    expect(readAttribute(' 12 ', 3)).toBe(12)
    expect(readAttribute('twelve', 3)).toBe('twelve')
    expect(readAttribute('', 3)).toBe('')
    expect(readAttribute('false', true)).toBe(false)
    expect(readAttribute('12', 'eleven')).toBe('12')
  })
  test('that holds more than one value is shown as it is', () => {
    expect(showAttribute({ a: [1] })).toBe('{"a":[1]}')
  })
})

describe('the preview of a merge', () => {
  const preview = previewMerge(person, twin)
  test('keeps own values, fills gaps from the other, and says what is lost', () => {
    expect(preview.fields).toEqual([
      { name: 'name', value: 'Aigerim', dropped: 'Aigerim S.', from: 'kept' },
      { name: 'email', value: 'a@shop.example', dropped: null, from: 'other' },
      { name: 'phone', value: '+77010000001', dropped: null, from: 'kept' },
    ])
  })
  test('whoever refused contact in either stays refused', () => {
    expect(preview.limits).toEqual(['blocked', 'optedOut'])
  })
  test('counts what comes together', () => {
    expect(preview.identities).toHaveLength(2)
    expect(preview.attributes).toBe(3)
  })
  test('looks for twins by what tells people apart best', () => {
    expect(likelySearch(person)).toBe('+77010000001')
    expect(likelySearch(twin)).toBe('a@shop.example')
    expect(likelySearch({ name: null, email: null, phone: null })).toBe('')
  })
})
