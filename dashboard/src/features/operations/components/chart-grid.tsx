import { useTranslation } from 'react-i18next'
import type { Operations, OperationsPoint } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { ChartCard, type ChartSeries } from './chart-card.tsx'
import classes from './operations.module.css'

const teal = 'var(--p-accent)'
const amber = 'var(--op-amber)'
const red = 'var(--op-red)'
type LatencyName = 'overhead' | 'acknowledge' | 'model' | 'send'

/** The last hour: what is done, what waits, how long it takes, what fails. */
export function ChartGrid({ data }: { data: Operations }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { series, now } = data
  const points = (read: (point: OperationsPoint) => Record<string, number | null>) =>
    series.map((point) => ({ at: point.at, ...read(point) }))
  const one = (name: string, color = teal): ChartSeries[] => [{ name: 'value', label: name, color }]
  const perSecond = (value: number) => t('operations.perSecond', { value: format.decimal(value, value < 10 ? 2 : 0) })
  const failures = now.failures.turns + now.failures.models + now.failures.sends
  return (
    <section className={classes.charts} aria-label={t('operations.lastHour')}>
      <ChartCard
        title={t('operations.chart.turns')}
        value={perSecond(now.turnsPerSecond)}
        data={points((point) => ({ value: point.turnsPerSecond }))}
        series={one(t('operations.chart.turns'))}
        format={perSecond}
        least={0.1}
      />
      <ChartCard
        title={t('operations.chart.waiting')}
        value={format.number(now.waiting + now.answering)}
        data={points((point) => ({ value: point.waiting }))}
        series={one(t('operations.chart.waiting'))}
        format={format.number}
        least={4}
      />
      <ChartCard
        title={t('operations.chart.oldest')}
        value={now.oldestWaitingMs === null ? t('operations.nobody') : format.duration(now.oldestWaitingMs)}
        data={points((point) => ({ value: point.oldestWaitingMs }))}
        series={one(t('operations.chart.oldest'), amber)}
        format={format.duration}
        least={4_000}
      />
      <ChartCard
        title={t('operations.chart.failures')}
        value={format.number(failures)}
        note={t('operations.lastMinutes')}
        data={points((point) => ({ ...point.failuresPerSecond }))}
        series={[
          { name: 'sends', label: t('operations.failed.sends'), color: amber },
          { name: 'models', label: t('operations.failed.models'), color: red },
          { name: 'turns', label: t('operations.failed.turns'), color: 'var(--p-muted)' },
        ]}
        format={perSecond}
        least={0.1}
        isStacked
      />
      {(['overhead', 'model', 'send', 'acknowledge'] as const).map((name) => (
        <LatencyCard key={name} name={name} series={series} />
      ))}
    </section>
  )
}

function LatencyCard({ name, series }: { name: LatencyName; series: OperationsPoint[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const last = series.findLast((point) => point[name].p50 !== null)?.[name]
  const shown = (ms: number | null | undefined) => (ms == null ? '–' : format.duration(ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)))
  return (
    <ChartCard
      title={t(`operations.chart.${name}`)}
      value={shown(last?.p50)}
      note={last ? t('operations.mostly', { time: shown(last.p99) }) : undefined}
      data={series.map((point) => ({ at: point.at, p50: point[name].p50, p99: point[name].p99 }))}
      series={[
        { name: 'p99', label: t('operations.p99'), color: amber },
        { name: 'p50', label: t('operations.p50'), color: teal },
      ]}
      format={format.duration}
      least={20}
    />
  )
}
