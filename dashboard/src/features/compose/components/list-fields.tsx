import { Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { messageLimits } from '../../../../../contract/message-limits.ts'
import { emptyRow, type SectionDraft } from '../api/draft.ts'
import { AddButton } from './add-button.tsx'
import classes from './compose.module.css'
import { CountedInput } from './counted-input.tsx'
import { type FieldProps, withItem, withoutItem } from './field-props.ts'
import { RemoveButton } from './remove-button.tsx'

/** Rows in one or several sections, behind one button. */
export function ListFields({ draft, capabilities, onChange }: FieldProps) {
  const { t } = useTranslation()
  const { sections, listButton } = draft
  const most = capabilities.list?.maxRows
  return (
    <Stack gap="sm">
      {capabilities.list && (
        <CountedInput
          label={t('compose.listButton')}
          value={listButton}
          onChange={(changed) => onChange({ listButton: changed })}
          maxLength={messageLimits.title}
          required
          testId="compose-list-button"
        />
      )}
      {most !== undefined && (
        <Text fz="sm" c="dimmed">
          {t('compose.mostRows', { max: most })}
        </Text>
      )}
      {sections.map((section, index) => (
        <SectionFields
          // biome-ignore lint/suspicious/noArrayIndexKey: sections have no id, and their place is what they are
          key={index}
          section={section}
          index={index}
          isOnly={sections.length === 1}
          shown={capabilities.list?.maxTitleLength ?? capabilities.buttons?.maxTitleLength}
          onChange={(changed) => onChange({ sections: withItem(sections, index, changed) })}
          onRemove={() => onChange({ sections: withoutItem(sections, index) })}
        />
      ))}
      {sections.length < messageLimits.sections && (
        <AddButton
          label={t('compose.addSection')}
          onAdd={() => onChange({ sections: [...sections, { title: '', rows: [emptyRow] }] })}
          testId="compose-add-section"
        />
      )}
    </Stack>
  )
}

interface SectionFieldsProps {
  section: SectionDraft
  index: number
  isOnly: boolean
  shown: number | undefined
  onChange: (section: SectionDraft) => void
  onRemove: () => void
}

function SectionFields({ section, index, isOnly, shown, onChange, onRemove }: SectionFieldsProps) {
  const { t } = useTranslation()
  const { title, rows } = section
  const name = t('compose.section', { number: index + 1 })
  return (
    <div className={classes.repeated}>
      {!isOnly && (
        <div className={classes.line}>
          <CountedInput
            label={name}
            value={title}
            onChange={(changed) => onChange({ ...section, title: changed })}
            maxLength={messageLimits.title}
            testId={`compose-section-${index}`}
          />
          <RemoveButton what={name} onRemove={onRemove} />
        </div>
      )}
      {rows.map((row, place) => {
        const label = t('compose.row', { number: place + 1 })
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no id, and their place is what they are
          <div key={place} className={classes.line}>
            <Group gap="xs" grow wrap="nowrap" align="flex-end">
              <CountedInput
                label={label}
                value={row.title}
                onChange={(changed) => onChange({ ...section, rows: withItem(rows, place, { ...row, title: changed }) })}
                maxLength={messageLimits.title}
                shown={shown}
                required={index === 0 && place === 0}
                testId={`compose-row-${index}-${place}`}
              />
              <CountedInput
                label={t('compose.rowDescription')}
                value={row.description}
                onChange={(changed) => onChange({ ...section, rows: withItem(rows, place, { ...row, description: changed }) })}
                maxLength={messageLimits.rowDescription}
                description={t('common.optional')}
                testId={`compose-row-description-${index}-${place}`}
              />
            </Group>
            {rows.length > 1 && <RemoveButton what={label} onRemove={() => onChange({ ...section, rows: withoutItem(rows, place) })} />}
          </div>
        )
      })}
      {rows.length < messageLimits.rowsOfSection && (
        <AddButton
          label={t('compose.addRow')}
          onAdd={() => onChange({ ...section, rows: [...rows, emptyRow] })}
          testId={`compose-add-row-${index}`}
        />
      )}
    </div>
  )
}
