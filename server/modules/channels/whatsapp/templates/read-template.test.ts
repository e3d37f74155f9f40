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
