import { describe, expect, test } from 'vitest'
import { type InsertKind, insertKinds } from '../../../../../contract/compose-kinds.ts'
import { newMessageSchema } from '../../../../../contract/new-message.ts'
import { composeMessage, isEmail, webAddress } from './compose-message.ts'
import { type Draft, emptyField, newCard, newDraft } from './draft.ts'

const empty = newDraft('', { choose: 'Choose', submit: 'Send' })
const filled: Draft = {
  ...empty,
  text: ' Which one? ',
  header: 'Order 7',
  buttons: ['Red', ' ', 'Blue'],
  sections: [
    { title: 'Kettles', rows: [{ title: 'Red one', description: 'Made in\nAlmaty' }] },
    { title: 'Nothing here', rows: [{ title: '', description: '' }] },
  ],
  linkTitle: 'Shop',
  linkUrl: 'shop.example/kettles',
  place: { latitude: '43,238', longitude: '76.889', name: 'Shop', address: '' },
  person: { name: 'Ann', phones: ['+7 700 111 22 33', ''], emails: ['ann@shop.example'] },
  cards: [
    {
      ...newCard(),
      title: 'Kettle',
      picture: { fileId: '01993b5e-7c10-7000-8000-00000000000c', name: 'kettle.png' },
      buttons: [
        { title: 'Buy', url: '' },
        { title: 'Look', url: 'https://shop.example/kettle' },
      ],
    },
  ],
  formName: 'Order',
  fields: [
    { ...emptyField, label: 'Your name?', required: true },
    { ...emptyField, label: 'Your name', type: 'choice', options: 'Ann\nBob' },
  ],
  flowId: '123',
  flowButton: 'Book',
  catalogId: '9',
  productIds: 'mug\n\ncup',
}

test.each(insertKinds)('%s: what is composed is what the API takes', (kind) => {
  const body = composeMessage(kind, filled)
  expect(body).not.toBeNull()
  expect(newMessageSchema.safeParse(body)).toMatchObject({ success: true, data: body })
})

test.each(insertKinds)('%s: nothing is sent of an empty form', (kind) => {
  expect(composeMessage(kind, empty)).toBeNull()
})

describe('what was left empty is left away', () => {
  const interactive = (kind: InsertKind) => composeMessage(kind, filled)?.interactive
  test('buttons', () => {
    expect(interactive('buttons')).toEqual({
      kind: 'buttons',
      header: 'Order 7',
      buttons: [
        { id: 'choice-1', title: 'Red' },
        { id: 'choice-2', title: 'Blue' },
      ],
    })
  })
  test('a list', () => {
    expect(interactive('list')).toMatchObject({
      button: 'Choose',
      sections: [{ title: 'Kettles', rows: [{ id: 'row-1', title: 'Red one', description: 'Made in Almaty' }] }],
    })
  })
  test('a person', () => {
    expect(composeMessage('contact-cards', filled)).toEqual({
      text: 'Which one?',
      contactCards: [{ name: 'Ann', phones: ['+7 700 111 22 33'], emails: ['ann@shop.example'] }],
    })
  })
})

test('a card brings its picture along, and a button without an address answers', () => {
  expect(composeMessage('cards', filled)).toMatchObject({
    attachments: [{ fileId: '01993b5e-7c10-7000-8000-00000000000c' }],
    interactive: {
      cards: [
        {
          buttons: [
            { id: 'card-1-1', title: 'Buy' },
            { title: 'Look', url: 'https://shop.example/kettle' },
          ],
        },
      ],
    },
  })
  expect(
    composeMessage('cards', { ...filled, cards: [{ ...newCard(), title: 'A', buttons: [{ title: 'Look', url: 'nowhere' }] }] }),
  ).toBeNull()
})

test('two questions that read the same have two names', () => {
  const form = composeMessage('form', filled)?.interactive
  expect(form?.kind === 'form' && form.fields.map(({ name }) => name)).toEqual(['Your name', 'Your name 2'])
})

test('addresses and e-mails', () => {
  expect([webAddress('shop.example'), webAddress('http://shop.example/a?b=c')]).toEqual([
    'https://shop.example',
    'http://shop.example/a?b=c',
  ])
  expect(['', 'shop', 'javascript:alert(1)', 'file:///etc/passwd', 'https://a b.example'].map(webAddress)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ])
  expect(['ann@shop.example', 'ann.lee+1@shop.co.kz'].map(isEmail)).toEqual([true, true])
  expect(['ann', 'ann@shop', '.ann@shop.example', 'ann@@shop.example'].map(isEmail)).toEqual([false, false, false, false])
})
