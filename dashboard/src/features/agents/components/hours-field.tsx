import { Stack, Switch, Textarea } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Section } from '../../../components/section.tsx'
import { newWeek, WeekHours } from '../../../components/week-hours.tsx'
import type { AgentSettings } from '../../../lib/contract.ts'
import { textOrNull } from '../api/agent-form.ts'

type Hours = NonNullable<AgentSettings['workingHours']>

export function HoursField({ settings, onChange }: { settings: AgentSettings; onChange: (patch: Partial<AgentSettings>) => void }) {
  const { t } = useTranslation()
  const hours = settings.workingHours
  const change = (patch: Partial<Hours>) => hours && onChange({ workingHours: { ...hours, ...patch } })
  return (
    <Section title={t('agents.hours')}>
      <Stack gap="sm">
        <Switch
          label={t('agents.hoursAlways')}
          checked={hours === null}
          onChange={({ currentTarget }) => onChange({ workingHours: currentTarget.checked ? null : { ...newWeek(), awayText: null } })}
        />
        {hours && (
          <>
            <WeekHours week={hours} onChange={change} />
            <Textarea
              label={t('agents.awayText')}
              value={hours.awayText ?? ''}
              onChange={({ currentTarget }) => change({ awayText: textOrNull(currentTarget.value) })}
              autosize
              maxLength={1000}
              dir="auto"
            />
          </>
        )}
      </Stack>
    </Section>
  )
}
