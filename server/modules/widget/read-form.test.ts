import { expect, test } from 'vitest'
import { formSchema } from '../../../contract/rich-interactive.ts'
import type { AppError } from '../../platform/errors.ts'
import { readForm } from './read-form.ts'

const form = formSchema.parse({
  kind: 'form',
  name: 'Returns',
  fields: [
    { name: 'Order', label: 'Which order?', required: true },
    { name: 'Why', label: 'Why?', type: 'choice', options: ['Broken', 'Too large'] },
    { name: 'Mail', label: 'Your address', type: 'email' },
    { name: 'Count', label: 'How many?', type: 'number' },
  ],
})

test('what was asked is taken, what was left empty or never asked is not', () => {
  const given = { Order: ' 17 ', Why: 'Broken', Mail: '', Count: '2,5', Colour: 'red' }
  expect(readForm(form, given)).toEqual({ Order: '17', Why: 'Broken', Count: '2,5' })
})

test('each fault is named', () => {
  try {
    readForm(form, { Order: ' ', Why: 'Ugly', Mail: 'nobody', Count: 'many' })
    expect.unreachable()
  } catch (error) {
    const { errors } = error as AppError
    expect(errors?.map(({ path }) => path)).toEqual(['form.values.Order', 'form.values.Why', 'form.values.Mail', 'form.values.Count'])
  }
})

test.each([
  ['a choice without options', { name: 'Why', label: 'Why?', type: 'choice' }],
  ['a name with signs', { name: '<b>', label: 'Why?' }],
])('%s is no field', (_name, field) => {
  expect(formSchema.safeParse({ kind: 'form', name: 'x', fields: [field] }).success).toBe(false)
})
