import { NumberInput, Stack, Switch, Textarea } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Section } from '../../../../components/section.tsx'
import { newWeek, WeekHours } from '../../../../components/week-hours.tsx'
import type { OpeningHoursSettings } from '../../../../lib/contract.ts'
import { useHasMail } from '../../../accounts/api/session.ts'
import type { WidgetSectionProps } from './widget-settings.tsx'

const languages = { en: 'English', ru: 'Русский', kk: 'Қазақша', fa: 'فارسی' } as const

export function HoursSection({ settings: { hours }, onChange }: WidgetSectionProps) {
  const { t } = useTranslation()
  const hasMail = useHasMail()
  const change = (patch: Partial<OpeningHoursSettings>) => hours && onChange({ hours: { ...hours, ...patch } })
  return (
    <Section title={t('widget.hours')} text={t('widget.hoursText')}>
      <Stack gap="sm">
        <Switch
          label={t('widget.hoursSet')}
          checked={hours !== null}
          onChange={({ currentTarget }) =>
            onChange({ hours: currentTarget.checked ? { ...newWeek(), away: {}, asksEmail: true, mailAfterMinutes: 10 } : null })
          }
          data-testid="widget-hours-set"
        />
        {hours && (
          <>
            <WeekHours week={hours} onChange={change} />
            {Object.entries(languages).map(([language, name]) => (
              <Textarea
                key={language}
                label={t('widget.awayIn', { language: name })}
                value={hours.away[language as keyof typeof languages] ?? ''}
                onChange={({ currentTarget }) => change({ away: { ...hours.away, [language]: currentTarget.value } })}
                placeholder={t('widget.awayDefault')}
                autosize
                maxLength={500}
                dir="auto"
                lang={language}
              />
            ))}
            <Switch
              label={t('widget.asksEmail')}
              description={`${t('widget.asksEmailHint')} ${t(hasMail ? 'widget.answersByMail' : 'mail.off')}`}
              checked={hours.asksEmail}
              onChange={({ currentTarget }) => change({ asksEmail: currentTarget.checked })}
            />
            {hours.asksEmail && hasMail && (
              <NumberInput
                label={t('widget.mailAfter')}
                value={hours.mailAfterMinutes}
                onChange={(minutes) => typeof minutes === 'number' && change({ mailAfterMinutes: minutes })}
                min={1}
                max={1440}
                clampBehavior="strict"
                allowDecimal={false}
                w={220}
                data-testid="widget-mail-after"
              />
            )}
          </>
        )}
      </Stack>
    </Section>
  )
}
