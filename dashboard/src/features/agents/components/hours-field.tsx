import { Group, Select, Stack, Switch, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Section } from '../../../components/section.tsx'
import type { AgentSettings } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { textOrNull } from '../api/agent-form.ts'
import classes from './editor.module.css'

type Hours = NonNullable<AgentSettings['workingHours']>
const workday = { from: '09:00', to: '18:00' }

function newHours(): Hours {
  const days = Array.from({ length: 7 }, (_, day) => (day < 5 ? [workday] : []))
  return { timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, days, awayText: null }
}

export function HoursField({ settings, onChange }: { settings: AgentSettings; onChange: (patch: Partial<AgentSettings>) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const hours = settings.workingHours
  const change = (patch: Partial<Hours>) => hours && onChange({ workingHours: { ...hours, ...patch } })
  const changeDay = (day: number, spans: Hours['days'][number]) => hours && change({ days: hours.days.with(day, spans) })
  return (
    <Section title={t('agents.hours')}>
      <Stack gap="sm">
        <Switch
          label={t('agents.hoursAlways')}
          checked={hours === null}
          onChange={({ currentTarget }) => onChange({ workingHours: currentTarget.checked ? null : newHours() })}
        />
        {hours && (
          <>
            <Select
              label={t('agents.timeZone')}
              data={Intl.supportedValuesOf('timeZone')}
              value={hours.timeZone}
              onChange={(timeZone) => timeZone && change({ timeZone })}
              searchable
              limit={60}
              allowDeselect={false}
              maw={320}
            />
            <div className={classes.hours}>
              {hours.days.map((spans, day) => {
                const name = format.weekday(day)
                const span = spans[0]
                return (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a week's days keep their places
                  <DayRow key={day} name={name} span={span} onChange={(next) => changeDay(day, next ? [next, ...spans.slice(1)] : [])} />
                )
              })}
            </div>
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

type Span = Hours['days'][number][number]

function DayRow({ name, span, onChange }: { name: string; span: Span | undefined; onChange: (span: Span | null) => void }) {
  const { t } = useTranslation()
  return (
    <>
      <span>{name}</span>
      <Switch
        checked={Boolean(span)}
        onChange={({ currentTarget }) => onChange(currentTarget.checked ? workday : null)}
        aria-label={name}
      />
      {span ? (
        <Group gap={6} wrap="nowrap" dir="ltr" justify="flex-start">
          <TextInput
            type="time"
            value={span.from}
            onChange={({ currentTarget }) => onChange({ ...span, from: currentTarget.value })}
            aria-label={`${name}: ${t('agents.from')}`}
          />
          –
          <TextInput
            type="time"
            value={span.to}
            onChange={({ currentTarget }) => onChange({ ...span, to: currentTarget.value })}
            aria-label={`${name}: ${t('agents.to')}`}
          />
        </Group>
      ) : (
        <span style={{ color: 'var(--p-muted)' }}>{t('agents.closed')}</span>
      )}
    </>
  )
}
