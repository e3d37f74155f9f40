import { Stack, Switch, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Section } from '../../../../components/section.tsx'
import type { WidgetSectionProps } from './widget-settings.tsx'

export function ConsentSection({ settings: { consent }, errors, onChange }: WidgetSectionProps) {
  const { t } = useTranslation()
  const change = (patch: Partial<typeof consent>) => onChange({ consent: { ...consent, ...patch } })
  return (
    <Section title={t('widget.consent')} text={t('widget.consentText')}>
      <Stack gap="sm">
        <Switch
          label={t('widget.consentRequired')}
          checked={consent.required}
          onChange={({ currentTarget }) => change({ required: currentTarget.checked })}
          data-testid="widget-consent-required"
        />
        {consent.required && (
          <>
            <Textarea
              label={t('widget.consentWording')}
              value={consent.text}
              onChange={({ currentTarget }) => change({ text: currentTarget.value })}
              error={errors['config.consent.text']}
              required
              autosize
              minRows={2}
              maxLength={1000}
              dir="auto"
              data-testid="widget-consent-text"
            />
            <TextInput
              label={t('widget.consentLink')}
              value={consent.link ?? ''}
              onChange={({ currentTarget }) => change({ link: currentTarget.value })}
              error={errors['config.consent.link']}
              placeholder="https://shop.example/privacy"
              dir="ltr"
            />
          </>
        )}
      </Stack>
    </Section>
  )
}
