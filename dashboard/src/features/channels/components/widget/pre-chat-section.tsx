import { ActionIcon, Button, Group, Stack, Switch, Text, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Section } from '../../../../components/section.tsx'
import type { PreChatField } from '../../../../lib/contract.ts'
import { attributeOf } from '../../api/widget-settings.ts'
import type { WidgetSectionProps } from './widget-settings.tsx'

const kinds = ['name', 'email', 'phone'] as const
const mostFields = 10

export function PreChatSection({ settings: { preChat }, errors, onChange }: WidgetSectionProps) {
  const { t } = useTranslation()
  const { fields } = preChat
  const setFields = (next: PreChatField[]) => onChange({ preChat: { ...preChat, fields: next } })
  const setField = (index: number, field: PreChatField) => setFields(fields.with(index, field))
  const free = kinds.filter((kind) => !fields.some((field) => field.kind === kind))
  return (
    <Section title={t('widget.preChat')} text={t('widget.preChatText')}>
      <Stack gap="sm">
        {fields.map((field, index) => (
          <FieldRow
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are told apart by their place, as the API's errors are
            key={index}
            field={field}
            error={errors[`config.preChat.fields.${index}.label`] ?? errors[`config.preChat.fields.${index}.attribute`]}
            onChange={(next) => setField(index, next)}
            onRemove={() => setFields(fields.filter((_, other) => other !== index))}
          />
        ))}
        {errors['config.preChat.fields'] && (
          <Text fz="sm" c="var(--p-red-text)">
            {errors['config.preChat.fields']}
          </Text>
        )}
        {fields.length < mostFields && (
          <Group gap="xs">
            {free.map((kind) => (
              <Add key={kind} label={t(`widget.field.${kind}`)} onClick={() => setFields([...fields, { kind, required: false }])} />
            ))}
            <Add
              label={t('widget.field.question')}
              onClick={() => setFields([...fields, { kind: 'question', label: '', attribute: '', required: false }])}
            />
          </Group>
        )}
        {fields.length > 0 && (
          <TextInput
            label={t('widget.preChatIntro')}
            value={preChat.intro}
            onChange={({ currentTarget }) => onChange({ preChat: { ...preChat, intro: currentTarget.value } })}
            maxLength={300}
            dir="auto"
          />
        )}
      </Stack>
    </Section>
  )
}

function Add({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button variant="default" size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={onClick}>
      {label}
    </Button>
  )
}

interface FieldRowProps {
  field: PreChatField
  error: string | undefined
  onChange: (field: PreChatField) => void
  onRemove: () => void
}

function FieldRow({ field, error, onChange, onRemove }: FieldRowProps) {
  const { t } = useTranslation()
  const name = field.kind === 'question' ? field.label || t('widget.field.question') : t(`widget.field.${field.kind}`)
  return (
    <Group gap="sm" wrap="nowrap" align="center">
      {field.kind === 'question' ? (
        <TextInput
          flex={1}
          aria-label={t('widget.field.question')}
          placeholder={t('widget.questionExample')}
          value={field.label}
          onChange={({ currentTarget: { value } }) => onChange({ ...field, label: value, attribute: attributeOf(value) })}
          error={error}
          required
          maxLength={120}
          dir="auto"
        />
      ) : (
        <Text flex={1}>{name}</Text>
      )}
      <Switch
        label={t('widget.required')}
        aria-label={`${t('widget.required')}: ${name}`}
        checked={field.required}
        onChange={({ currentTarget }) => onChange({ ...field, required: currentTarget.checked })}
      />
      <ActionIcon variant="subtle" color="gray" onClick={onRemove} aria-label={`${t('action.delete')}: ${name}`}>
        <IconTrash size={17} />
      </ActionIcon>
    </Group>
  )
}
