import { Alert, Button, Code, Group, Skeleton, Table, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconShieldCheck } from '@tabler/icons-react'
import { infiniteQueryOptions, useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import { Page } from '../../../components/page.tsx'
import { PageError } from '../../../components/page-error.tsx'
import { api } from '../../../lib/api.ts'
import type { AuditCheck, AuditEntry, Page as ListPage } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'

const auditQuery = (action: string) =>
  infiniteQueryOptions({
    queryKey: ['audit-log', action],
    queryFn: ({ pageParam, signal }) => api.get<ListPage<AuditEntry>>('/audit-log', { limit: 50, cursor: pageParam, action }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })

export function AuditSettings() {
  const { t } = useTranslation()
  const [filter, setFilter] = useState('')
  const [action] = useDebouncedValue(filter.trim(), 250)
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(auditQuery(action))
  const entries = data?.pages.flatMap((page) => page.data)
  return (
    <Page title={t('settings.audit')} text={t('audit.text')}>
      <Group mb="md" align="flex-end">
        <TextInput
          label={t('audit.filter')}
          placeholder="channel."
          dir="ltr"
          value={filter}
          onChange={({ currentTarget }) => setFilter(currentTarget.value)}
        />
        <ChainCheck />
      </Group>
      {error && !data ? <PageError error={error} reset={() => void refetch()} /> : null}
      {!entries && !error && <Skeleton h={200} />}
      {entries?.length === 0 && <Text c="dimmed">{t('audit.empty')}</Text>}
      {entries && entries.length > 0 && <AuditTable entries={entries} />}
      {hasNextPage && (
        <Button variant="default" mt="md" onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
          {t('action.loadMore')}
        </Button>
      )}
    </Page>
  )
}

function ChainCheck() {
  const { t } = useTranslation()
  const check = useMutation({ mutationFn: () => api.get<AuditCheck>('/audit-log/check') })
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconShieldCheck size={16} aria-hidden />}
        onClick={() => check.mutate()}
        loading={check.isPending}
      >
        {t('audit.check')}
      </Button>
      <FormError error={check.error} />
      {check.data && (
        <Alert color={check.data.intact ? 'green' : 'red'} p="xs" role="status">
          {check.data.intact ? t('audit.intact', { count: check.data.entries }) : t('audit.broken', { id: check.data.brokenAt ?? '' })}
        </Alert>
      )}
    </>
  )
}

function AuditTable({ entries }: { entries: AuditEntry[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table verticalSpacing={8} layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={205}>{t('audit.when')}</Table.Th>
            <Table.Th w={170}>{t('audit.who')}</Table.Th>
            <Table.Th w={200}>{t('audit.what')}</Table.Th>
            <Table.Th>{t('audit.target')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <Table.Tr key={entry.id} data-testid="audit-entry">
              <Table.Td>
                <time dateTime={entry.at}>{format.full(entry.at)}</time>
              </Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                <bdi>{entry.actor.type === 'system' ? t('audit.system') : entry.actor.name}</bdi>
              </Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }} dir="ltr" ta="start">
                {entry.action}
              </Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                <bdi>{entry.target.name ?? entry.target.type}</bdi>
                {Object.keys(entry.details).length > 0 && (
                  <Code block dir="ltr" mt={4} style={{ whiteSpace: 'pre-wrap', textAlign: 'left' }}>
                    {JSON.stringify(entry.details)}
                  </Code>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
