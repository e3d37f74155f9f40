import { describe, expect, test } from 'vitest'
import type { Template } from '../../../lib/contract.ts'
import { contactValues, prefill } from './contact-values.ts'
import { formatRuns } from './format-runs.ts'
import { asTemplateName, draftOf, newCode, newDraft, newTemplateOf, nextVariable, patchBetween, withCategory } from './template-draft.ts'
import { emptyValues, isComplete, isSendable, templateMessage } from './template-message.ts'

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
  const filled = { ...emptyValues(), body: { 1: ' Kerry \n Kettle ', 2: '7', 3: 'gone' } }

  test('carries each variable of its text, in one line', () => {
    const variables = { 1: 'Kerry Kettle', 2: '7' }
    expect(templateMessage(template, filled)).toEqual({ template: { name: 'order_ready', language: 'en', variables } })
    expect(isComplete(template, filled)).toBe(true)
    expect(isComplete(template, { ...filled, body: { 1: 'Kerry', 2: '  ' } })).toBe(false)
  })

  test('carries what its header and its buttons wait for, and nothing for the others', () => {
    const full: Template = {
      ...template,
      header: { format: 'text', text: 'Order {{1}}', examples: {} },
      buttons: [
        { kind: 'quick-reply', title: 'Thanks' },
        { kind: 'link', title: 'Track', url: 'https://shop.example/{{1}}' },
        { kind: 'link', title: 'Shop', url: 'https://shop.example' },
        { kind: 'copy-code', example: 'A' },
        { kind: 'other', title: 'Form', type: 'flow' },
      ],
    }
    const values = { ...filled, header: { 1: '7' }, buttons: { 1: ' 7?a=b ', 3: 'SAVE10' } }
    expect(isComplete(full, { ...values, header: {} })).toBe(false)
    expect(isComplete(full, { ...values, buttons: { 1: '7' } })).toBe(false)
    expect(isComplete(full, values)).toBe(true)
    expect(templateMessage(full, values).template).toMatchObject({
      header: { kind: 'text', variables: { 1: '7' } },
      buttons: [
        { kind: 'url', index: 1, suffix: '7?a=b' },
        { kind: 'copy-code', index: 3, code: 'SAVE10' },
        { kind: 'flow', index: 4 },
      ],
    })
  })

  test('takes a file or a place above its text', () => {
    const file = { fileId: '0190a000-0000-7000-8000-00000000000f', name: 'bill.pdf' }
    const withFile: Template = { ...template, header: { format: 'document' } }
    expect(isComplete(withFile, filled)).toBe(false)
    expect(templateMessage(withFile, { ...filled, file })).toMatchObject({
      attachments: [{ fileId: file.fileId }],
      template: { header: { kind: 'document', name: 'bill.pdf' } },
    })
    const withPlace: Template = { ...template, header: { format: 'location' } }
    const place = { latitude: '43,24', longitude: '76.89', name: ' Panfilov Park ', address: '' }
    expect(isComplete(withPlace, { ...filled, place: { ...place, longitude: '181' } })).toBe(false)
    expect(isComplete(withPlace, { ...filled, place: { ...place, latitude: ' ' } })).toBe(false)
    expect(templateMessage(withPlace, { ...filled, place }).template?.header).toEqual({
      kind: 'location',
      latitude: 43.24,
      longitude: 76.89,
      name: 'Panfilov Park',
    })
  })

  test('a one-time code is the one in the text; what only the provider can fill in is not offered', () => {
    const code: Template = {
      ...template,
      body: { text: '{{1}} is your code.', examples: {} },
      buttons: [{ kind: 'other', title: 'Copy', type: 'otp' }],
    }
    expect(templateMessage(code, filled).template?.buttons).toEqual([{ kind: 'url', index: 0, suffix: 'Kerry Kettle' }])
    const own: Template = { ...code, buttons: [{ kind: 'one-time-code', title: 'Copy' }] }
    const typed = (text: string) => ({ ...emptyValues(), body: { 1: text } })
    expect(templateMessage(own, typed(' 482 913 '))).toEqual({ template: { name: 'order_ready', language: 'en', code: '482913' } })
    expect(['482913', ' ', '1234567890123456'].map((text) => isComplete(own, typed(text)))).toEqual([true, false, false])
    expect(isSendable(code)).toBe(true)
    expect(isSendable({ buttons: [{ kind: 'other', title: 'View items', type: 'mpm' }] })).toBe(false)
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

  test('of one-time codes only their choices, and none of the words that were typed before', () => {
    const worded = { ...newDraft('en'), name: 'a', body: 'Hello there.' }
    const codes = { ...worded, ...withCategory(worded, 'authentication') }
    expect(newTemplateOf(codes)).toEqual({ name: 'a', language: 'en', category: 'authentication', code: newCode })
    expect(newTemplateOf({ ...codes, ...withCategory(codes, 'utility') })).toMatchObject({ body: { text: 'Hello there.' } })
    const made: Template = { ...template, category: 'authentication', code: newCode }
    expect(patchBetween(made, draftOf(made))).toEqual({})
    const shorter = { ...newCode, expiresInMinutes: 5 }
    expect(patchBetween(made, { ...draftOf(made), code: shorter })).toEqual({ code: shorter })
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
