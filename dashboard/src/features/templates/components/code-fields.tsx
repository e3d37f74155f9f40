import { NumberInput, Stack, Switch, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Section } from '../../../components/section.tsx'
import type { TemplateContent, TemplateRules } from '../../../lib/contract.ts'
import type { Draft } from '../api/template-draft.ts'

type Code = NonNullable<Draft['code']>

interface CodeFieldsProps {
  code: Code
  rules: TemplateRules
  errors: Readonly<Record<string, string>>
  isFixed: boolean
  onChange: (code: Code) => void
}

/** Of a template for one-time codes: the provider words it, in the template's language. */
export function CodeFields({ code, rules, errors, isFixed, onChange }: CodeFieldsProps) {
  const { t } = useTranslation()
  return (
    <Section title={t('templates.content')} text={t('templates.code.text')}>
      <Stack gap="sm">
        <Switch
          label={t('templates.code.advice')}
          checked={code.securityAdvice}
          onChange={({ currentTarget }) => onChange({ ...code, securityAdvice: currentTarget.checked })}
          disabled={isFixed}
          data-testid="template-code-advice"
        />
        <NumberInput
          label={t('templates.code.expires')}
          description={t('templates.code.expiresHint', { min: rules.minCodeMinutes, max: rules.maxCodeMinutes })}
          value={code.expiresInMinutes ?? ''}
          onChange={(value) => onChange({ ...code, expiresInMinutes: typeof value === 'number' ? value : null })}
          error={errors['code.expiresInMinutes'] ?? errors.code}
          min={rules.minCodeMinutes}
          max={rules.maxCodeMinutes}
          allowDecimal={false}
          disabled={isFixed}
          data-testid="template-code-expires"
        />
        <TextInput
          label={t('templates.buttonTitle')}
          description={t('templates.code.buttonHint')}
          value={code.buttonTitle ?? ''}
          onChange={({ currentTarget }) => onChange({ ...code, buttonTitle: currentTarget.value || null })}
          error={errors['code.buttonTitle']}
          maxLength={rules.maxButtonTitleLength}
          disabled={isFixed}
          dir="auto"
          data-testid="template-code-button"
        />
      </Stack>
    </Section>
  )
}

/** About what the provider will make of it: in the language of whoever looks, until its own words are known. */
export function useCodeContent(): (code: Code) => TemplateContent {
  const { t } = useTranslation()
  return ({ securityAdvice, expiresInMinutes, buttonTitle }) => ({
    header: null,
    body: {
      text: [t('templates.code.preview', { code: '*{{1}}*' }), securityAdvice ? t('templates.code.previewAdvice') : '']
        .filter(Boolean)
        .join(' '),
      examples: {},
    },
    footer: expiresInMinutes === null ? null : t('templates.code.previewExpires', { minutes: expiresInMinutes }),
    buttons: [{ kind: 'one-time-code', title: buttonTitle ?? '' }],
  })
}
