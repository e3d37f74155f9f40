import { AreaChart, BarChart } from '@mantine/charts'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../../lib/format.ts'
import classes from './operations.module.css'

export interface ChartSeries {
  name: string
  label: string
  color: string
}

interface ChartCardProps {
  title: string
  /** What it is at the moment, large. */
  value: string
  note?: string | undefined
  data: ({ at: string } & Record<string, number | string | null>)[]
  series: ChartSeries[]
  format: (value: number) => string
  /** The scale reaches at least so far: a flat line near zero must not look like a mountain. */
  least: number
  isStacked?: boolean
}

/** A number and how it came to be in the last hour. The chart is a picture: what it says stands in words beside it. */
export function ChartCard({ title, value, note, data, series, format, least, isStacked = false }: ChartCardProps) {
  const { t } = useTranslation()
  const time = useFormat().time
  const id = useId()
  const measured = data.filter((point) => series.some(({ name }) => point[name] !== null)).length
  const top = roundUp(Math.max(least, ...data.map((point) => highest(point, series, isStacked))))
  const shared = {
    h: '100%',
    data,
    dataKey: 'at',
    series,
    withLegend: false,
    accessibilityLayer: false,
    tickLine: 'none',
    strokeDasharray: '2 4',
    valueFormatter: format,
    xAxisProps: { tickFormatter: time, minTickGap: 48, interval: 'equidistantPreserveStart', tickMargin: 6, height: 24 },
    yAxisProps: { domain: [0, top], ticks: [0, top / 2, top], width: 'auto' },
    tooltipProps: { labelFormatter: (at: unknown) => (typeof at === 'string' ? time(at) : '') },
  } as const
  return (
    <figure className={classes.chart} aria-labelledby={id}>
      <figcaption id={id} className={classes.chartHead}>
        <span className={classes.chartTitle}>{title}</span>
        <span className={classes.chartValue}>
          <bdi>{value}</bdi>
          {note && <span className={classes.chartNote}>{note}</span>}
        </span>
      </figcaption>
      {measured === 0 ? (
        <p className={classes.chartEmpty}>{t('operations.nothingYet')}</p>
      ) : (
        // Time runs from left to right in every language's charts.
        <div dir="ltr" aria-hidden className={classes.plot}>
          {isStacked ? (
            <BarChart {...shared} type="stacked" maxBarWidth={6} barProps={{ isAnimationActive: false }} />
          ) : (
            <AreaChart
              {...shared}
              curveType="monotone"
              strokeWidth={1.6}
              fillOpacity={0.14}
              // A single measurement has no line: it is a dot.
              withDots={measured < 3}
              connectNulls
              areaProps={{ isAnimationActive: false }}
            />
          )}
        </div>
      )}
      {series.length > 1 && (
        <ul className={classes.legend} aria-hidden>
          {series.toReversed().map(({ name, label, color }) => (
            <li key={name}>
              <span style={{ background: color }} />
              {label}
            </li>
          ))}
        </ul>
      )}
    </figure>
  )
}

function highest(point: ChartCardProps['data'][number], series: readonly ChartSeries[], isStacked: boolean): number {
  const values = series.map(({ name }) => Number(point[name] ?? 0))
  return isStacked ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values)
}

/** The next round number whose half is round as well: the scale shows both. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 4, 6, 8].find((step) => step * power >= value * 0.999) ?? 10) * power
}
