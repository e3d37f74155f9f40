import { Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { messageLimits } from '../../../../../contract/message-limits.ts'
import { webAddress } from '../api/compose-message.ts'
import { CountedInput } from './counted-input.tsx'
import type { FieldProps } from './field-props.ts'

/** A button that leads to a page. */
export function LinkFields({ draft, onChange }: FieldProps) {
  const { t } = useTranslation()
  return (
    <Stack gap="xs">
      <CountedInput
        label={t('templates.buttonTitle')}
        value={draft.linkTitle}
        onChange={(linkTitle) => onChange({ linkTitle })}
        maxLength={messageLimits.title}
        required
        testId="compose-link-title"
      />
      <CountedInput
        label={t('templates.buttonUrl')}
        value={draft.linkUrl}
        onChange={(linkUrl) => onChange({ linkUrl })}
        maxLength={messageLimits.url}
        error={draft.linkUrl.trim() !== '' && !webAddress(draft.linkUrl) ? t('compose.addressWrong') : null}
        required
        dir="ltr"
        testId="compose-link-url"
      />
    </Stack>
  )
}
