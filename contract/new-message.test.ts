import { describe, expect, test } from 'vitest'
import { newMessageSchema } from './new-message.ts'

const id = '01993b5e-7c10-7000-8000-00000000000c'
const accepts = (body: unknown) => newMessageSchema.safeParse(body).success

describe('shapes that were there before stay valid', () => {
  test.each([
    { text: 'Hi', replyToId: id, private: true },
    { attachments: [{ fileId: id }] },
    { attachments: [{ fileId: id }, { url: 'https://shop.example/price.pdf', kind: 'document', name: 'Price list.pdf' }] },
    { interactive: { kind: 'buttons', buttons: [{ id: 'y', title: 'Yes' }] } },
    { interactive: { kind: 'list', button: 'Open', sections: [{ rows: [{ id: 'r', title: 'Row' }] }] } },
    { interactive: { kind: 'link', title: 'Shop', url: 'https://shop.example' } },
    { interactive: { kind: 'products', catalogId: null, productIds: ['mug'] } },
    {
      interactive: {
        kind: 'actions',
        buttons: [
          { title: 'Pay', url: 'https://shop.example' },
          { title: 'Call', phone: '+77010000000' },
        ],
      },
    },
    {
      interactive: { kind: 'receipt', orderNumber: '7', recipientName: 'Ann', currency: 'USD', paymentMethod: 'Cash', total: '9.50' },
    },
    { interactive: { kind: 'flow', name: 'Booking', response: { size: 'L' } } },
    { interactive: { kind: 'reply', id: 'y', title: 'Yes' } },
    { template: { name: 'order_ready', language: 'en' } },
    { template: { name: 'order_ready', language: 'en', variables: { 1: 'Ann' } } },
    { location: { latitude: 1, longitude: 2 } },
  ])('%j', (body) => expect(accepts(body)).toBe(true))
})

describe('what makes no sense is refused', () => {
  test.each([
    ['nothing', {}],
    ['a question without words', { interactive: { kind: 'location-request' } }],
    ['a button for no form', { text: 'Please', interactive: { kind: 'flow', button: 'Book' } }],
    ['a form that nothing opens', { text: 'Please', interactive: { kind: 'flow', flowId: '1' } }],
    ['a header that waits for a file', { template: { name: 'a', language: 'en', header: { kind: 'image' } } }],
    [
      'an address that is none of the web',
      { template: { name: 'a', language: 'en', header: { kind: 'image', url: 'file:///etc/passwd' } } },
    ],
    ['an eleventh button', { template: { name: 'a', language: 'en', buttons: [{ kind: 'url', index: 10, suffix: 'a' }] } }],
    ['an address of a file that is none of the web', { attachments: [{ url: 'file:///etc/passwd', kind: 'document' }] }],
    ['an address that does not say what is there', { attachments: [{ url: 'https://shop.example/price.pdf' }] }],
    [
      'a header whose file is only an address among the attachments',
      {
        template: { name: 'a', language: 'en', header: { kind: 'image' } },
        attachments: [{ url: 'https://shop.example/a.png', kind: 'image' }],
      },
    ],
    ['four things to do', { interactive: { kind: 'actions', buttons: Array.from({ length: 4 }, () => ({ id: 'y', title: 'Yes' })) } }],
    ['a call to no number', { interactive: { kind: 'actions', buttons: [{ title: 'Call', phone: '8 701' }] } }],
    [
      'a total that is no amount',
      { interactive: { kind: 'receipt', orderNumber: '7', recipientName: 'Ann', currency: 'USD', paymentMethod: 'Cash', total: '$9' } },
    ],
    ['a reaction with words', { text: 'Nice', reaction: { messageId: id, emoji: '👍' } }],
    ['a card without a name', { contactCards: [{ name: '', phones: ['1'], emails: [] }] }],
  ])('%s', (_name, body) => expect(accepts(body)).toBe(false))
})

test('a header’s file may come along or stand at an address', () => {
  const template = (header: object) => ({ name: 'a', language: 'en', header })
  expect(accepts({ template: template({ kind: 'image' }), attachments: [{ fileId: id }] })).toBe(true)
  expect(accepts({ template: template({ kind: 'document', url: 'https://shop.example/a.pdf', name: 'a.pdf' }) })).toBe(true)
  expect(accepts({ template: template({ kind: 'location', latitude: 1, longitude: 2 }) })).toBe(true)
  expect(accepts({ reaction: { messageId: id, emoji: null }, private: false })).toBe(true)
})
