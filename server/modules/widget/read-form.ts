import type { ChatForm, FormField } from '../../../contract/rich-interactive.ts'
import type { FieldError } from '../../platform/errors.ts'
import { fail } from './errors.ts'

const formats: Partial<Record<FormField['type'], RegExp>> = {
  email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  phone: /^[+0-9][0-9 ()-]{2,39}$/,
  number: /^[+-]?\d{1,15}([.,]\d{1,10})?$/,
}

/**
 * What a visitor filled in, checked against the form that was really sent. Answers that nobody asked for are left away.
 * @throws AppError `details-invalid` naming each field
 */
export function readForm(form: ChatForm, values: Readonly<Record<string, string>>): Record<string, string> {
  const answers = form.fields.map((field) => ({ field, value: values[field.name]?.trim() ?? '' }))
  const faults = answers.flatMap(({ field, value }): FieldError[] => {
    const message = whatIsWrong(field, value)
    return message ? [{ path: `form.values.${field.name}`, message }] : []
  })
  if (faults.length > 0) throw fail('details-invalid', { errors: faults })
  return Object.fromEntries(answers.filter(({ value }) => value !== '').map(({ field, value }) => [field.name, value]))
}

function whatIsWrong({ type, options, required }: FormField, value: string): string | null {
  if (value === '') return required ? 'Please fill this in.' : null
  if (type === 'choice') return options?.includes(value) ? null : 'Not one of the options.'
  return formats[type]?.test(value) === false ? `Not a valid ${type}.` : null
}
