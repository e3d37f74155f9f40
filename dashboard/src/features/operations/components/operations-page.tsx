import '@mantine/charts/styles.layer.css'
import { Skeleton } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { EmptyPage } from '../../../components/empty-page.tsx'
import { Page } from '../../../components/page.tsx'
import { PageError } from '../../../components/page-error.tsx'
import type { Operations } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useMayOperate, useMe } from '../../accounts/api/session.ts'
import { operationsQuery } from '../api/operations.ts'
import { AlarmList } from './alarm-list.tsx'
import { ChartGrid } from './chart-grid.tsx'
import classes from './operations.module.css'
import { ProcessTable } from './process-table.tsx'
import { QueueState } from './queue-state.tsx'
import { TroubledChannels } from './troubled-channels.tsx'
import { WorkspaceTable } from './workspace-table.tsx'

export function OperationsPage() {
  const { t } = useTranslation()
  const { isOperator } = useMe()
  if (useMayOperate()) return <Live isOperator={isOperator} />
  return (
    <Page title={t('operations.title')} width="narrow">
      <EmptyPage icon={IconLock} title={t('error.title')} text={t('settings.adminsOnly')} />
    </Page>
  )
}

function Live({ isOperator }: { isOperator: boolean }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(operationsQuery(isOperator))
  return (
    <Page
      title={t('operations.title')}
      text={t(isOperator ? 'operations.text' : 'operations.textOfWorkspace')}
      actions={data && <Freshness at={data.at} isLate={error !== null} />}
      width="full"
    >
      {data ? <Numbers data={data} /> : error ? <PageError error={error} reset={() => void refetch()} /> : <Loading />}
    </Page>
  )
}

/** The same shape as what comes, so that nothing jumps. */
function Loading() {
  return (
    <div aria-busy>
      <Skeleton h={66} mb="md" />
      <div className={classes.charts}>
        {Array.from({ length: 8 }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have nothing else
          <Skeleton key={index} h={236} radius="lg" />
        ))}
      </div>
    </div>
  )
}

function Freshness({ at, isLate }: { at: string; isLate: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <p className={classes.fresh} data-late={isLate || undefined}>
      <span className={classes.pulse} aria-hidden />
      {isLate ? t('operations.late', { time: format.time(at) }) : t('operations.live')}
    </p>
  )
}

function Numbers({ data }: { data: Operations }) {
  const { installation } = data
  return (
    <>
      <AlarmList alarms={data.alarms} />
      <ChartGrid data={data} />
      <div className={classes.columns}>
        <div className={classes.column}>
          {installation && <WorkspaceTable rows={installation.workspaces} count={installation.workspaceCount} />}
          <TroubledChannels channels={data.channels} />
        </div>
        <QueueState data={data} />
      </div>
      {installation && <ProcessTable processes={installation.processes} />}
    </>
  )
}
