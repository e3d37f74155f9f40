import { Group, Select, Switch, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../lib/format.ts'
import classes from './week-hours.module.css'

interface Span {
  from: string
  to: string
}

/** Hours by the clock of a place, Monday first. */
export interface Week {
  timeZone: string
  days: Span[][]
}

const workday: Span = { from: '09:00', to: '18:00' }

export function newWeek(): Week {
  const days = Array.from({ length: 7 }, (_, day) => (day < 5 ? [workday] : []))
  return { timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, days }
}

export function WeekHours({ week, onChange }: { week: Week; onChange: (patch: Partial<Week>) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const changeDay = (day: number, spans: Span[]) => onChange({ days: week.days.with(day, spans) })
  return (
    <>
      <Select
        label={t('agents.timeZone')}
        data={Intl.supportedValuesOf('timeZone')}
        value={week.timeZone}
        onChange={(timeZone) => timeZone && onChange({ timeZone })}
        searchable
        limit={60}
        allowDeselect={false}
        maw={320}
      />
      <div className={classes.hours}>
        {week.days.map((spans, day) => (
          <DayRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a week's days keep their places
            key={day}
            name={format.weekday(day)}
            span={spans[0]}
            onChange={(next) => changeDay(day, next ? [next, ...spans.slice(1)] : [])}
          />
        ))}
      </div>
    </>
  )
}

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
        <Group className={classes.times ?? ''} gap={6} wrap="nowrap" dir="ltr" justify="flex-start">
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
        <span className={classes.times} style={{ color: 'var(--p-muted)' }}>
          {t('agents.closed')}
        </span>
      )}
    </>
  )
}
