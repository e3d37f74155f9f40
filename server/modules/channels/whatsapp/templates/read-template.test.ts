import { expect, test } from 'vitest'
import type { TemplateContent } from '../../../../../contract/templates.ts'
import { readTemplate } from './read-template.ts'
import { writeComponents } from './write-template.ts'

/** As the list answers: …/whatsapp/templates/template-management. */
const listed = {
  id: '1689556908129832',
  name: 'order_confirmation',
  language: 'en_US',
  status: 'APPROVED',
  category: 'UTILITY',
  quality_score: { score: 'YELLOW' },
  rejected_reason: 'NONE',
  parameter_format: 'POSITIONAL',
  components: [
    { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}', example: { header_text: ['#7'] } },
    { type: 'BODY', text: 'Thank you, {{1}}! It comes on {{2}}.', example: { body_text: [['Pablo', 'Friday']] } },
    { type: 'FOOTER', text: 'Shop' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: 'Stop' },
        { type: 'URL', text: 'Track', url: 'https://shop.example/{{1}}', example: ['https://shop.example/7'] },
        { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+15550051310' },
        { type: 'COPY_CODE', text: 'Copy offer code', example: ['SAVE10'] },
        { type: 'FLOW', text: 'Sign up', flow_id: '1' },
      ],
    },
  ],
}

test('a listed template in our words', () => {
  expect(readTemplate(listed)).toEqual({
    externalId: '1689556908129832',
    name: 'order_confirmation',
    language: 'en_US',
    category: 'utility',
    status: 'approved',
    quality: 'medium',
    rejection: null,
    parameterFormat: 'positional',
    header: { format: 'text', text: 'Order {{1}}', examples: { 1: '#7' } },
    body: { text: 'Thank you, {{1}}! It comes on {{2}}.', examples: { 1: 'Pablo', 2: 'Friday' } },
    footer: 'Shop',
    buttons: [
      { kind: 'quick-reply', title: 'Stop' },
      { kind: 'link', title: 'Track', url: 'https://shop.example/{{1}}', example: 'https://shop.example/7' },
      { kind: 'phone', title: 'Call', phone: '+15550051310' },
      { kind: 'copy-code', title: 'Copy offer code', example: 'SAVE10' },
      { kind: 'other', title: 'Sign up', type: 'flow' },
    ],
  })
})

test.each([
  [
    'named variables that do not say so',
    { parameter_format: undefined, components: [{ type: 'body', text: 'Hi {{first_name}}!' }] },
    { parameterFormat: 'named' },
  ],
  ['a state of tomorrow', { status: 'TELEPORTED' }, { status: 'unknown' }],
  ['a category of tomorrow', { category: 'COSMIC' }, { category: null }],
  ['one that is complained about', { status: 'FLAGGED', quality_score: { score: 'RED' } }, { status: 'approved', quality: 'low' }],
  ['a refusal', { status: 'REJECTED', rejected_reason: 'TAG_CONTENT_MISMATCH' }, { status: 'rejected', rejection: 'tag-mismatch' }],
  [
    'a picture above',
    { components: [{ type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4::aW'] } }] },
    { header: { format: 'image' }, body: null },
  ],
  ['parts that are none', { components: 'none', quality_score: 'GREEN' }, { body: null, buttons: [], quality: null }],
])('%s', (_name, change, expected) => {
  expect(readTemplate({ ...listed, ...change })).toMatchObject(expected)
})

test.each([
  ['deleted', { ...listed, status: 'PENDING_DELETION' }],
  ['without an id', { ...listed, id: null }],
  ['no object', 'template'],
])('one that is %s is none', (_name, value) => {
  expect(readTemplate(value)).toBeNull()
})

test('what is written is read back the same, by number and by name', () => {
  const content: TemplateContent = {
    header: { format: 'text', text: 'Order {{1}}', examples: { 1: '7' } },
    body: { text: 'It is {{2}} or {{1}} then.', examples: { 1: 'now', 2: 'later' } },
    footer: 'Bye',
    buttons: [
      { kind: 'link', title: 'Track', url: 'https://shop.example/{{1}}', example: 'https://shop.example/7' },
      { kind: 'phone', title: 'Call', phone: '+77010000000' },
    ],
  }
  const again = (given: TemplateContent, format: 'named' | 'positional') =>
    readTemplate({ ...listed, parameter_format: format.toUpperCase(), components: writeComponents(given, format) })
  expect(again(content, 'positional')).toMatchObject(content)
  const named: TemplateContent = {
    ...content,
    header: { format: 'text', text: 'Order {{number}}', examples: { number: '7' } },
    body: { text: 'It is {{when}} then.', examples: { when: 'now' } },
  }
  expect(again(named, 'named')).toMatchObject({ ...named, parameterFormat: 'named' })
})

/** As the list answers of an authentication template (…/authentication-templates/copy-code-button-authentication-templates). */
const listedCode = {
  ...listed,
  category: 'AUTHENTICATION',
  components: [
    {
      type: 'BODY',
      text: '*{{1}}* is your verification code. For your security, do not share this code.',
      add_security_recommendation: true,
      example: { body_text: [['123456']] },
    },
    { type: 'FOOTER', text: 'This code expires in 5 minutes.', code_expiration_minutes: 5 },
    {
      type: 'BUTTONS',
      buttons: [
        {
          type: 'URL',
          text: 'Copy code',
          url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code_expiration_minutes=5&code=otp{{1}}',
          example: ['https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code_expiration_minutes=5&code=otp123456'],
        },
      ],
    },
  ],
}

test('a template for one-time codes is known by its button, whichever way that is listed', () => {
  const code = { securityAdvice: true, expiresInMinutes: 5, buttonTitle: 'Copy code' }
  const buttons = [{ kind: 'one-time-code', title: 'Copy code' }]
  expect(readTemplate(listedCode)).toMatchObject({ category: 'authentication', footer: 'This code expires in 5 minutes.', buttons, code })
  const asOtp = { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE', text: 'Copy code' }] }
  const [body, footer] = listedCode.components
  expect(readTemplate({ ...listedCode, components: [body, footer, asOtp] })).toMatchObject({ buttons, code })
  const plainer = [{ type: 'BODY', text: '{{1}} is your code.' }, asOtp]
  expect(readTemplate({ ...listedCode, components: plainer })?.code).toEqual({
    securityAdvice: false,
    expiresInMinutes: null,
    buttonTitle: 'Copy code',
  })
})

test('one whose code goes to an app by itself is listed, but not made here', () => {
  const oneTap = { type: 'OTP', otp_type: 'ONE_TAP', text: 'Copy', autofill_text: 'Autofill', package_name: 'a.b', signature_hash: 'x' }
  const read = readTemplate({ ...listedCode, components: [...listedCode.components.slice(0, 2), { type: 'BUTTONS', buttons: [oneTap] }] })
  expect(read?.buttons).toEqual([{ kind: 'one-time-code', title: 'Copy' }])
  expect(read?.code).toBeUndefined()
  // Older ones have words and buttons of their own.
  expect(readTemplate({ ...listed, category: 'AUTHENTICATION' })?.code).toBeUndefined()
})

test('of one-time codes only the choices are written, as the published samples have them', () => {
  const empty = { header: null, body: null, footer: null, buttons: [] }
  const code = { securityAdvice: true, expiresInMinutes: 10, buttonTitle: 'Copy Code' }
  expect(writeComponents({ ...empty, code }, 'positional')).toEqual([
    { type: 'BODY', add_security_recommendation: true },
    { type: 'FOOTER', code_expiration_minutes: 10 },
    { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE', text: 'Copy Code' }] },
  ])
  // What was read of it before is Meta's, and is not sent back.
  const changed = { ...readTemplate(listedCode), code: { securityAdvice: false, expiresInMinutes: null, buttonTitle: null } }
  expect(writeComponents(changed as TemplateContent, 'positional')).toEqual([
    { type: 'BODY', add_security_recommendation: false },
    { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }] },
  ])
})

test('a header with a file is written with the handle of its example', () => {
  const header = { format: 'document' as const, exampleHandle: '4::YXBw' }
  expect(writeComponents({ header, body: { text: 'Your bill.', examples: {} }, footer: null, buttons: [] }, 'positional')[0]).toEqual({
    type: 'HEADER',
    format: 'DOCUMENT',
    example: { header_handle: ['4::YXBw'] },
  })
})
