import { expect, test } from 'vitest'
import { formAnswers } from './form-answers.ts'

test('names for programs become questions, choices a line, and what lies within says where', () => {
  expect(
    formAnswers({
      flow_token: 'ours',
      screen_0_Your_name_1: 'Aruzhan',
      deliveryDate: '2026-12-01',
      toppings: ['cheese', 'olives'],
      newsletter: false,
      note: '',
      values: { in_pin_code: 560001, floor_number: '3' },
    }),
  ).toEqual([
    { question: 'Your name', answer: 'Aruzhan' },
    { question: 'Delivery Date', answer: '2026-12-01' },
    { question: 'Toppings', answer: 'cheese, olives' },
    { question: 'Newsletter', answer: '✗' },
    { question: 'Values · In pin code', answer: '560001' },
    { question: 'Values · Floor number', answer: '3' },
  ])
})

test('a name of nothing but marks stays as it is, and no depth is lost', () => {
  expect(formAnswers({ __: 'x', list: [{ a: 1 }] })).toEqual([
    { question: '__', answer: 'x' },
    { question: 'List', answer: '{"a":1}' },
  ])
})
