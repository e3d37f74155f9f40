import { expect, test } from 'vitest'
import { type ChannelField, changedFields, readFieldValues, showFieldValues } from './field-values.ts'

const field = (name: string, kind: 'text' | 'lines'): ChannelField => ({
  name,
  kind,
  label: name,
  required: false,
  secret: false,
  help: null,
  placeholder: null,
})
const fields = [field('pageId', 'text'), field('questions', 'lines'), field('menu', 'lines')]

test('only what was changed is sent: an empty list that was empty before takes nothing away', () => {
  const before = showFieldValues(fields, { pageId: '1001', menu: ['Shop'] })
  const send = (values: Record<string, string>) => readFieldValues(changedFields(fields, before, values), values, true)
  expect(send({ ...before })).toEqual({})
  expect(send({ ...before, pageId: '1002' })).toEqual({ pageId: '1002' })
  expect(send({ ...before, questions: 'One?\n\nTwo?' })).toEqual({ questions: ['One?', 'Two?'] })
  expect(send({ ...before, menu: '', pageId: ' ' })).toEqual({ menu: [], pageId: null })
})
