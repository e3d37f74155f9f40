import { Checkbox, Select, Stack, Textarea } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { messageLimits } from '../../../../../contract/message-limits.ts'
import { directionOfText } from '../../../lib/direction-of-text.ts'
import { emptyField, type FieldDraft, fieldTypes } from '../api/draft.ts'
import { AddButton } from './add-button.tsx'
import { CountedInput } from './counted-input.tsx'
import { type FieldProps, withItem, withoutItem } from './field-props.ts'
import { OneOfSeveral } from './one-of-several.tsx'

/** Questions that are filled in within the chat. */
export function FormFields({ draft, onChange }: FieldProps) {
  const { t } = useTranslation()
  const { fields } = draft
  return (
    <Stack gap="sm">
      <CountedInput
        label={t('compose.formName')}
        value={draft.formName}
        onChange={(formName) => onChange({ formName })}
        maxLength={messageLimits.title}
        required
        testId="compose-form-name"
      />
      {fields.map((field, index) => (
        <OneField
          // biome-ignore lint/suspicious/noArrayIndexKey: fields have no id, and their place is what they are
          key={index}
          field={field}
          index={index}
          isOnly={fields.length === 1}
          onChange={(changed) => onChange({ fields: withItem(fields, index, changed) })}
          onRemove={() => onChange({ fields: withoutItem(fields, index) })}
        />
      ))}
      {fields.length < messageLimits.fields && (
        <AddButton label={t('compose.addField')} onAdd={() => onChange({ fields: [...fields, emptyField] })} testId="compose-add-field" />
      )}
      <CountedInput
        label={t('compose.submitLabel')}
        value={draft.submit}
        onChange={(submit) => onChange({ submit })}
        maxLength={messageLimits.submit}
        testId="compose-form-submit"
      />
    </Stack>
  )
}

interface OneFieldProps {
  field: FieldDraft
  index: number
  isOnly: boolean
  onChange: (field: FieldDraft) => void
  onRemove: () => void
}

function OneField({ field, index, isOnly, onChange, onRemove }: OneFieldProps) {
  const { t } = useTranslation()
  const name = t('compose.field', { number: index + 1 })
  return (
    <OneOfSeveral name={name} isOnly={isOnly} onRemove={onRemove}>
      <CountedInput
        label={t('compose.question')}
        value={field.label}
        onChange={(label) => onChange({ ...field, label })}
        maxLength={messageLimits.fieldLabel}
        required
        testId={`compose-field-${index}`}
      />
      <Select
        label={t('compose.answer')}
        data={fieldTypes.map((type) => ({ value: type, label: t(`compose.fieldType.${type}`) }))}
        value={field.type}
        onChange={(value) => onChange({ ...field, type: fieldTypes.find((type) => type === value) ?? field.type })}
        allowDeselect={false}
        data-testid={`compose-field-type-${index}`}
      />
      {field.type === 'choice' && (
        <Textarea
          label={t('compose.options')}
          description={t('compose.optionsHint', { max: messageLimits.fieldOptions, length: messageLimits.title })}
          value={field.options}
          onChange={({ currentTarget }) => onChange({ ...field, options: currentTarget.value })}
          autosize
          minRows={2}
          maxRows={8}
          required
          dir={directionOfText(field.options)}
          data-testid={`compose-field-options-${index}`}
        />
      )}
      <Checkbox
        label={t('compose.required')}
        checked={field.required}
        onChange={({ currentTarget }) => onChange({ ...field, required: currentTarget.checked })}
      />
    </OneOfSeveral>
  )
}
