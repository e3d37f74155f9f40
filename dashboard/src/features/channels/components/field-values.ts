import type { ChannelType } from '../../../lib/contract.ts'

export type ChannelField = ChannelType['configFields'][number]
/** What the form holds: text as typed, whatever the field's kind. */
export type FieldValues = Record<string, string>

/** The form's text as the API takes it; what was left empty is left out, or, in a change, emptied. */
export function readFieldValues(fields: readonly ChannelField[], values: FieldValues, isChange = false): Record<string, unknown> {
  const read: Record<string, unknown> = {}
  for (const { name, kind } of fields) {
    const value = (values[name] ?? '').trim()
    if (kind === 'lines')
      read[name] = value
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean)
    else if (value) read[name] = value
    else if (isChange) read[name] = null
  }
  return read
}

/** Only what was changed: what is left as it was is not sent, so that nothing is set again, or taken away, which nobody meant. */
export function changedFields(fields: readonly ChannelField[], before: FieldValues, values: FieldValues): ChannelField[] {
  return fields.filter(({ name }) => (values[name] ?? '').trim() !== (before[name] ?? '').trim())
}

export function showFieldValues(fields: readonly ChannelField[], config: Record<string, unknown>): FieldValues {
  return Object.fromEntries(
    fields.map(({ name }) => {
      const value = config[name]
      return [name, Array.isArray(value) ? value.join('\n') : value === null || value === undefined ? '' : String(value)]
    }),
  )
}
