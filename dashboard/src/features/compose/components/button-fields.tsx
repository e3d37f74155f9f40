import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { messageLimits } from '../../../../../contract/message-limits.ts'
import { AddButton } from './add-button.tsx'
import classes from './compose.module.css'
import { CountedInput } from './counted-input.tsx'
import { type FieldProps, withItem, withoutItem } from './field-props.ts'
import { RemoveButton } from './remove-button.tsx'

/** Choices to tap, each with its words. */
export function ButtonFields({ draft, capabilities, onChange }: FieldProps) {
  const { t } = useTranslation()
  const { buttons } = draft
  const most = capabilities.buttons?.max
  return (
    <Stack gap="xs">
      {most !== undefined && most < messageLimits.buttons && (
        <Text fz="sm" c="dimmed">
          {t('compose.mostButtons', { max: most })}
        </Text>
      )}
      {buttons.map((title, index) => {
        const label = t('compose.choice', { number: index + 1 })
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: buttons have no id, and their place is what they are
          <div key={index} className={classes.line}>
            <CountedInput
              label={label}
              value={title}
              onChange={(changed) => onChange({ buttons: withItem(buttons, index, changed) })}
              maxLength={messageLimits.title}
              shown={capabilities.buttons?.maxTitleLength}
              required={index === 0}
              testId={`compose-button-${index}`}
            />
            {buttons.length > 1 && <RemoveButton what={label} onRemove={() => onChange({ buttons: withoutItem(buttons, index) })} />}
          </div>
        )
      })}
      {buttons.length < messageLimits.buttons && (
        <AddButton label={t('compose.addChoice')} onAdd={() => onChange({ buttons: [...buttons, ''] })} testId="compose-add-button" />
      )}
    </Stack>
  )
}
