import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { WorkspaceRow } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import classes from './operations.module.css'

/** Which workspace keeps the installation busy, and where something is wrong. */
export function WorkspaceTable({ rows, count }: { rows: WorkspaceRow[]; count: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const time = (ms: number | null) => (ms === null ? '–' : format.duration(Math.round(ms)))
  return (
    <section className={classes.panel}>
      <h2>{t('operations.workspaces')}</h2>
      <p className={classes.panelText}>
        {t('operations.workspacesText', { shown: format.number(rows.length), all: format.number(count) })}
      </p>
      {rows.length > 0 && (
        <Table.ScrollContainer
          minWidth={560}
          scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': t('operations.workspaces') } }}
        >
          <Table verticalSpacing={7} className={classes.table}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('common.name')}</Table.Th>
                <Table.Th>{t('operations.column.turns')}</Table.Th>
                <Table.Th>{t('operations.column.waiting')}</Table.Th>
                <Table.Th>{t('operations.column.oldest')}</Table.Th>
                <Table.Th>{t('operations.column.model')}</Table.Th>
                <Table.Th>{t('operations.column.send')}</Table.Th>
                <Table.Th>{t('operations.column.failures')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <Table.Tr key={row.workspace.id} data-testid="operations-workspace">
                  <Table.Td>
                    <bdi>{row.workspace.name}</bdi>
                  </Table.Td>
                  <Table.Td>{format.decimal(row.turnsPerMinute, 1)}</Table.Td>
                  <Table.Td>{format.number(row.waiting)}</Table.Td>
                  <Table.Td>{time(row.oldestWaitingMs)}</Table.Td>
                  <Table.Td>{time(row.model.p99)}</Table.Td>
                  <Table.Td>{time(row.send.p99)}</Table.Td>
                  <Table.Td data-bad={row.failures + row.channelsInTrouble > 0 || undefined}>
                    {format.number(row.failures + row.channelsInTrouble)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </section>
  )
}
