import { ColorInput, PasswordInput, Select, Textarea, TextInput } from '@mantine/core'
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import type { ChannelType } from '../../../lib/contract.ts'

export type ChannelField = ChannelType['configFields'][number]
/** What the form holds: text as typed, whatever the field's kind. */
export type FieldValues = Record<string, string>

interface ChannelFieldsProps {
  fields: readonly ChannelField[]
  values: FieldValues
  errors: Record<string, string>
  /** Present values are kept where a field is left empty. */
  isChange?: boolean
  onChange: (name: string, value: string) => void
}

/** The form of a kind of channel, drawn from what its adapter declares. */
export function ChannelFields({ fields, values, errors, isChange = false, onChange }: ChannelFieldsProps) {
  const { t } = useTranslation()
  return fields.map((field) => {
    const { label, help } = wordsOf(field)
    const isKept = isChange && field.secret
    const shared = {
      label,
      description: isKept ? t('channels.credentialsKept') : help,
      placeholder: field.placeholder ?? '',
      value: values[field.name] ?? '',
      error: errors[field.name] ?? errors[`config.${field.name}`] ?? errors[`credentials.${field.name}`],
      required: field.required && !isKept,
      'data-testid': `channel-field-${field.name}`,
    }
    if (field.secret) {
      return (
        <PasswordInput
          key={field.name}
          {...shared}
          dir="ltr"
          autoComplete="off"
          onChange={({ currentTarget }) => onChange(field.name, currentTarget.value)}
        />
      )
    }
    switch (field.kind) {
      case 'lines':
        return (
          <Textarea
            key={field.name}
            {...shared}
            dir="ltr"
            autosize
            minRows={2}
            maxRows={8}
            onChange={({ currentTarget }) => onChange(field.name, currentTarget.value)}
          />
        )
      case 'choice':
        return (
          <Select
            key={field.name}
            {...shared}
            value={values[field.name] || null}
            data={field.options ?? []}
            clearable={!field.required}
            clearButtonProps={{ 'aria-label': t('action.clear') }}
            onChange={(value) => onChange(field.name, value ?? '')}
          />
        )
      case 'color':
        return (
          <ColorInput
            key={field.name}
            {...shared}
            format="hex"
            onChange={(value) => onChange(field.name, value)}
            eyeDropperButtonProps={{ 'aria-label': label }}
          />
        )
      default:
        return (
          <TextInput key={field.name} {...shared} dir="auto" onChange={({ currentTarget }) => onChange(field.name, currentTarget.value)} />
        )
    }
  })
}

/** Adapters speak English; the fields that the dashboard knows are said in the person's language. */
function wordsOf(field: ChannelField): { label: string; help: string | null } {
  const say = (key: string, otherwise: string | null) => (i18next.exists(key) ? String(i18next.t(key as 'field.color.label')) : otherwise)
  return { label: say(`field.${field.name}.label`, field.label) ?? field.label, help: say(`field.${field.name}.help`, field.help) }
}

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

export function showFieldValues(fields: readonly ChannelField[], config: Record<string, unknown>): FieldValues {
  return Object.fromEntries(
    fields.map(({ name }) => {
      const value = config[name]
      return [name, Array.isArray(value) ? value.join('\n') : value === null || value === undefined ? '' : String(value)]
    }),
  )
}
