import { describe, expect, test } from 'vitest'
import type { Template } from '../../../lib/contract.ts'
import { contactValues, prefill } from './contact-values.ts'
import { formatRuns } from './format-runs.ts'
import { asTemplateName, draftOf, newDraft, newTemplateOf, nextVariable, patchBetween } from './template-draft.ts'
import { isComplete, needsOf, templateMessage } from './template-message.ts'

const template: Template = {
  id: '0190a000-0000-7000-8000-000000000001',
  channelId: '0190a000-0000-7000-8000-000000000002',
  externalId: '1',
  name: 'order_ready',
  language: 'en',
  category: 'utility',
  status: 'approved',
  quality: null,
  rejection: null,
  parameterFormat: 'positional',
  header: null,
  body: { text: 'Hello {{1}}, order {{2}} is ready.', examples: { 1: 'Kerry', 2: '7' } },
  footer: null,
  buttons: [{ kind: 'quick-reply', title: 'Thanks' }],
  editable: true,
  createdAt: '2026-11-01T08:00:00.000Z',
  updatedAt: '2026-11-01T08:00:00.000Z',
}
const contact = { name: 'Kerry Kettle', phone: '+15550001', email: null, attributes: { order_number: 7, City: 'Almaty', tags: ['a'] } }

describe('what variables are filled with to begin with', () => {
  const values = contactValues(contact)

  test('only what can stand in a message is offered', () => {
    expect(values.map(({ name, value }) => `${name}=${value}`)).toEqual([
      'name=Kerry Kettle',
      'phone=+15550001',
      'order_number=7',
      'City=Almaty',
    ])
    expect(contactValues(undefined)).toEqual([])
  })

  test('a variable gets the field or attribute that it is called like', () => {
    const names = ['customer_name', 'first_name', 'phone_number', 'email', 'orderNumber', 'city', 'discount']
    expect(prefill('', names, values)).toEqual({
      customer_name: 'Kerry Kettle',
      first_name: 'Kerry',
      phone_number: '+15550001',
      orderNumber: '7',
      city: 'Almaty',
    })
  })

  test.each([
    ['Hello {{1}}, order {{2}} is ready.', { 1: 'Kerry Kettle' }],
    ['Здравствуйте, {{1}}! Заказ {{2}} готов.', { 1: 'Kerry Kettle' }],
    ['سلام {{1}}، سفارش {{2}} آماده است.', { 1: 'Kerry Kettle' }],
    ['Your order {{1}} is ready for {{2}}.', {}],
    ['It is ready. Dear {{1}}, come.', {}],
  ])('a numbered one gets the name where it is greeted: %s', (text, expected) => {
    expect(prefill(text, ['1', '2'], values)).toEqual(expected)
  })
})

describe('a template on its way out', () => {
  test('carries each variable of its text, in one line', () => {
    const values = { 1: ' Kerry \n Kettle ', 2: '7', 3: 'gone' }
    expect(templateMessage(template, values)).toEqual({
      template: { name: 'order_ready', language: 'en', variables: { 1: 'Kerry Kettle', 2: '7' } },
    })
    expect(isComplete(template, values)).toBe(true)
    expect(isComplete(template, { 1: 'Kerry', 2: '  ' })).toBe(false)
  })

  test('tells what else it needs', () => {
    expect(needsOf(template)).toEqual([])
    expect(
      needsOf({
        header: { format: 'text', text: 'Order', examples: {} },
        buttons: [{ kind: 'link', title: 'A', url: 'https://a.example' }],
      }),
    ).toEqual([])
    expect(needsOf({ header: { format: 'text', text: 'Order {{1}}', examples: {} }, buttons: [] })).toEqual(['header-variable'])
    expect(needsOf({ header: { format: 'video' }, buttons: [{ kind: 'link', title: 'A', url: 'https://a.example/{{1}}' }] })).toEqual([
      'header-file',
      'button-value',
    ])
    expect(needsOf({ header: { format: 'location' }, buttons: [{ kind: 'copy-code', example: 'A' }] })).toEqual([
      'header-place',
      'button-value',
    ])
  })
})

describe('the form', () => {
  test('sends what was filled in, without examples of variables that are gone', () => {
    const draft = { ...newDraft('en'), name: 'a', body: 'Hello {{1}}, come by.', bodyExamples: { 1: 'Kerry', 2: 'gone' }, footer: ' ' }
    expect(newTemplateOf(draft)).toEqual({
      name: 'a',
      language: 'en',
      category: 'utility',
      parameterFormat: 'positional',
      header: null,
      body: { text: 'Hello {{1}}, come by.', examples: { 1: 'Kerry' } },
      footer: null,
      buttons: [],
    })
  })

  test('of a change only what differs', () => {
    expect(patchBetween(template, draftOf(template))).toEqual({})
    expect(patchBetween(template, { ...draftOf(template), footer: 'Bye', category: 'marketing' })).toEqual({
      footer: 'Bye',
      category: 'marketing',
    })
  })

  test('finds the next variable, and a name out of what was typed', () => {
    expect(nextVariable('{{1}} and {{3}}', 'positional')).toBe('2')
    expect(nextVariable('{{value_1}}', 'named')).toBe('value_2')
    expect(asTemplateName('Order ready - now!')).toBe('order_ready_now')
  })
})

test.each([
  ['plain', [{ text: 'plain', mark: null }]],
  [
    'a *b c* d',
    [
      { text: 'a ', mark: null },
      { text: 'b c', mark: 'bold' },
      { text: ' d', mark: null },
    ],
  ],
  [
    '_i_, ~s~ ```m```',
    [
      { text: 'i', mark: 'italic' },
      { text: ', ', mark: null },
      { text: 's', mark: 'strike' },
      { text: ' ', mark: null },
      { text: 'm', mark: 'mono' },
    ],
  ],
  ['order_id_1 and 2*3*4', [{ text: 'order_id_1 and 2*3*4', mark: null }]],
  ['* no *', [{ text: '* no *', mark: null }]],
])('type changes where chat apps change it: %s', (text, runs) => {
  expect(formatRuns(text)).toEqual(runs)
})
