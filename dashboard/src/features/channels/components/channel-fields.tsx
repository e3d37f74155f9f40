import { ActionIcon, ColorInput, CopyButton, PasswordInput, Select, Textarea, TextInput } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import type { ChannelField, FieldValues } from './field-values.ts'

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
      error: errors[field.name] ?? errorBelow(errors, `config.${field.name}`) ?? errorBelow(errors, `credentials.${field.name}`),
      required: field.required && !isKept,
      'data-testid': `channel-field-${field.name}`,
    }
    // Of our own making, and needed elsewhere: it is seen and copied, until it is stored.
    if (field.ours && !field.asked && !isChange) {
      return (
        <TextInput
          key={field.name}
          {...shared}
          dir="ltr"
          autoComplete="off"
          onChange={({ currentTarget }) => onChange(field.name, currentTarget.value)}
          rightSection={<CopyValue label={label} value={shared.value} />}
        />
      )
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
            // The first is what holds while nothing is chosen.
            value={values[field.name] || field.options?.[0] || null}
            data={field.options?.map((option) => ({ value: option, label: wordOfOption(field.name, option) })) ?? []}
            allowDeselect={false}
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

function CopyValue({ label, value }: { label: string; value: string }) {
  const { t } = useTranslation()
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <ActionIcon variant="subtle" onClick={copy} aria-label={`${t('action.copy')}: ${label}`}>
          {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
        </ActionIcon>
      )}
    </CopyButton>
  )
}

/** A list has its faults at its entries: `config.menu.0`. */
function errorBelow(errors: Record<string, string>, path: string): string | undefined {
  return errors[path] ?? Object.entries(errors).find(([at]) => at.startsWith(`${path}.`))?.[1]
}

function wordOfOption(field: string, option: string): string {
  const key = `field.${field}.options.${option}`
  return i18next.exists(key) ? String(i18next.t(key as 'field.theme.options.auto')) : option
}

/** Adapters speak English; the fields that the dashboard knows are said in the person's language. */
export function wordsOf(field: Pick<ChannelField, 'name' | 'label' | 'help'>): { label: string; help: string | null } {
  const say = (key: string, otherwise: string | null) => (i18next.exists(key) ? String(i18next.t(key as 'field.color.label')) : otherwise)
  return { label: say(`field.${field.name}.label`, field.label) ?? field.label, help: say(`field.${field.name}.help`, field.help) }
}
