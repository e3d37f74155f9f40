import { Stack, Textarea } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { messageLimits } from '../../../../../contract/message-limits.ts'
import { CountedInput } from './counted-input.tsx'
import type { FieldProps } from './field-props.ts'

/** A form that was made at the provider, by its id there. */
export function FlowFields({ draft, onChange }: FieldProps) {
  const { t } = useTranslation()
  return (
    <Stack gap="xs">
      <CountedInput
        label={t('compose.flowId')}
        value={draft.flowId}
        onChange={(flowId) => onChange({ flowId })}
        maxLength={100}
        description={t('compose.flowIdHint')}
        required
        dir="ltr"
        testId="compose-flow-id"
      />
      <CountedInput
        label={t('templates.buttonTitle')}
        value={draft.flowButton}
        onChange={(flowButton) => onChange({ flowButton })}
        maxLength={messageLimits.title}
        required
        testId="compose-flow-button"
      />
    </Stack>
  )
}

/** Products of a catalogue at the provider, by the ids that the shop gave them. */
export function ProductFields({ draft, onChange }: FieldProps) {
  const { t } = useTranslation()
  return (
    <Stack gap="xs">
      <CountedInput
        label={t('compose.catalogId')}
        value={draft.catalogId}
        onChange={(catalogId) => onChange({ catalogId })}
        maxLength={100}
        required
        dir="ltr"
        testId="compose-catalog-id"
      />
      <Textarea
        label={t('compose.productIds')}
        description={t('compose.productIdsHint', { max: messageLimits.products })}
        value={draft.productIds}
        onChange={({ currentTarget }) => onChange({ productIds: currentTarget.value })}
        autosize
        minRows={2}
        maxRows={8}
        required
        dir="ltr"
        data-testid="compose-product-ids"
      />
    </Stack>
  )
}
