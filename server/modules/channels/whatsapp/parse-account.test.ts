import { expect, test } from 'vitest'
import { parseWhatsApp } from './parse.ts'
import { readAccountChange } from './parse-account.ts'
import { connection, envelope, escapedJson, now, signed } from './whatsapp-fixtures.ts'

const about = { message_template_id: 1689556908129832, message_template_name: 'order', message_template_language: 'en' }

test.each([
  ['message_template_status_update', { event: 'APPROVED', ...about, reason: 'NONE' }, 'message_template_status_update:APPROVED'],
  [
    'message_template_quality_update',
    { previous_quality_score: 'GREEN', new_quality_score: 'RED', ...about },
    'message_template_quality_update',
  ],
  ['template_category_update', { ...about, new_category: 'UTILITY', correct_category: 'MARKETING' }, 'template_category_update'],
  ['message_template_components_update', { ...about, message_template_element: 'Hi' }, 'message_template_components_update'],
  ['message_template_mood_update', { ...about, mood: 'sunny' }, 'message_template_mood_update'],
])('meta 3.4: %s is a reason to ask for that template', (field, value, name) => {
  expect(parseWhatsApp(signed(escapedJson(envelope({ field, value }))), connection, now)).toMatchObject([
    { kind: 'account', name, template: { externalId: '1689556908129832', rejectionDetail: null } },
  ])
})

test('the reviewer’s words are kept, an id that JSON cannot hold is not guessed at', () => {
  const value = {
    event: 'REJECTED',
    message_template_id: 2 ** 60,
    rejection_info: { reason: 'It advertises.', recommendation: 'Choose marketing.' },
  }
  expect(readAccountChange('message_template_status_update', value).template).toEqual({
    externalId: null,
    rejectionDetail: 'It advertises. Choose marketing.',
  })
})

test('what is not about templates asks for none', () => {
  expect(readAccountChange('account_update', { event: 'VERIFIED_ACCOUNT' })).toEqual({ name: 'account_update:VERIFIED_ACCOUNT' })
})
