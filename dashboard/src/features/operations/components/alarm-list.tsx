import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconUrgent } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Alarm } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useNow } from '../../../lib/use-now.ts'
import { useMe } from '../../accounts/api/session.ts'
import { alarmValues } from '../api/alarm-values.ts'
import classes from './operations.module.css'

/** What is wrong, in words and with what to do; nothing is said as well, for that is what most people come to see. */
export function AlarmList({ alarms }: { alarms: Alarm[] }) {
  const { t } = useTranslation()
  return (
    <section className={classes.alarms} aria-label={t('operations.alarms')} aria-live="polite">
      {alarms.length === 0 && (
        <p className={classes.well} data-testid="operations-well">
          <IconCircleCheck size={20} stroke={1.7} aria-hidden />
          {t('operations.well')}
        </p>
      )}
      {alarms.map((alarm) => (
        <AlarmCard key={alarm.name} alarm={alarm} />
      ))}
    </section>
  )
}

function AlarmCard({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  const { workspace } = useMe()
  const text = useAlarmText(alarm)
  const Icon = alarm.severity === 'critical' ? IconUrgent : IconAlertTriangle
  // Only what is the own workspace's can be mended from here.
  const isOwn = alarm.workspaces.length === 0 || alarm.workspaces.some(({ id }) => id === workspace?.id)
  return (
    <article className={classes.alarm} data-severity={alarm.severity} data-testid="operations-alarm" data-name={alarm.name}>
      <Icon size={22} stroke={1.7} aria-label={t(`operations.severity.${alarm.severity}`)} role="img" />
      <div className={classes.alarmText}>
        <h2>{text.what}</h2>
        <p>{text.todo}</p>
        <p className={classes.alarmMeta}>
          <time dateTime={alarm.since} title={format.full(alarm.since)}>
            {t('operations.since', { time: format.relative(alarm.since, now) })}
          </time>
          {alarm.workspaceCount > 0 && (
            <span>
              {alarm.workspaces.map(({ id, name }, index) => (
                <span key={id}>
                  {index > 0 && ', '}
                  <bdi>{name}</bdi>
                </span>
              ))}
              {alarm.workspaceCount > alarm.workspaces.length &&
                ` ${t('operations.andMore', { count: alarm.workspaceCount - alarm.workspaces.length })}`}
            </span>
          )}
        </p>
      </div>
      {alarm.link && isOwn && (
        <Button component={Link} to={alarm.link as '/channels'} variant="default" size="xs">
          {t('action.open')}
        </Button>
      )}
    </article>
  )
}

/** In the person's language; an alarm that this page does not know yet speaks the server's English. */
function useAlarmText({ name, reason, values, what, todo }: Alarm): { what: string; todo: string } {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  if (!i18n.exists(`operations.alarm.${name}.what`, { count: 1 })) return { what, todo }
  const shown = alarmValues(values, format)
  return {
    what: t(`operations.alarm.${name}.what` as 'operations.alarm.replies-late.what', shown as { count: number }),
    todo: reason
      ? t(`operations.alarm.${name}.todo-${reason}` as 'operations.alarm.replies-late.todo-load')
      : t(`operations.alarm.${name}.todo` as 'operations.alarm.no-worker.todo'),
  }
}
