import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ProcessRow } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useNow } from '../../../lib/use-now.ts'
import classes from './operations.module.css'

/** The processes on this database, each by its own word; one that fell silent is shown a while longer. */
export function ProcessTable({ processes }: { processes: ProcessRow[] }) {
  const { t } = useTranslation()
  const { duration, bytes, relative, number } = useFormat()
  const now = useNow()
  const shown = <T,>(value: T | null, write: (value: T) => string) => (value === null ? '–' : write(value))
  const name = t('operations.processes')
  return (
    <section className={classes.panel}>
      <h2>{name}</h2>
      <Table.ScrollContainer minWidth={860} scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': name } }}>
        <Table verticalSpacing={7} className={classes.table}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('operations.column.process')}</Table.Th>
              <Table.Th>{t('operations.column.state')}</Table.Th>
              <Table.Th>{t('operations.column.roles')}</Table.Th>
              <Table.Th>{t('operations.column.version')}</Table.Th>
              <Table.Th>{t('operations.column.started')}</Table.Th>
              <Table.Th>{t('operations.column.memory')}</Table.Th>
              <Table.Th>{t('operations.column.lag')}</Table.Th>
              <Table.Th>{t('operations.column.database')}</Table.Th>
              <Table.Th>{t('operations.column.streams')}</Table.Th>
              <Table.Th>{t('operations.column.disk')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {processes.map((process) => (
              <Table.Tr key={process.id} data-testid="operations-process">
                <Table.Td>
                  <bdi dir="ltr">
                    {process.host}:{process.pid}
                  </bdi>
                </Table.Td>
                <Table.Td data-bad={!process.alive || undefined}>
                  <span className={classes.alive} data-alive={process.alive || undefined} aria-hidden />
                  {process.alive ? t('operations.alive') : t('operations.silentSince', { time: relative(process.seenAt, now) })}
                </Table.Td>
                <Table.Td dir="ltr">{process.roles.join(' + ')}</Table.Td>
                <Table.Td dir="ltr">{process.version}</Table.Td>
                <Table.Td>{relative(process.startedAt, now)}</Table.Td>
                <Table.Td>{shown(process.memoryBytes, bytes)}</Table.Td>
                <Table.Td>{shown(process.lagMs, (ms) => duration(Math.round(ms)))}</Table.Td>
                <Table.Td>{shown(process.databaseMs, (ms) => duration(Math.round(ms)))}</Table.Td>
                <Table.Td>{number(process.liveStreams)}</Table.Td>
                <Table.Td>{shown(process.diskFreeBytes, bytes)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  )
}
