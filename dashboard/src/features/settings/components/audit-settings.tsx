import { Alert, Button, Group, Select, Skeleton, Text } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../components/form-error.tsx'
import { Page } from '../../../components/page.tsx'
import { PageError } from '../../../components/page-error.tsx'
import { useMembers } from '../../accounts/api/members.ts'
import { type AuditFilters, auditAreas, auditQuery, readAuditFilters, useCheckChain } from '../api/audit.ts'
import { AdminOnly } from './admin-only.tsx'
import { AuditTable } from './audit-table.tsx'

const route = getRouteApi('/signed-in/settings/audit')

export function AuditSettings() {
  const { t } = useTranslation()
  return (
    <AdminOnly title={t('settings.audit')}>
      <AuditLog />
    </AdminOnly>
  )
}

function AuditLog() {
  const { t } = useTranslation()
  const filters = route.useSearch()
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(auditQuery(filters))
  const entries = data?.pages.flatMap((page) => page.data)
  const isFiltered = Object.keys(filters).length > 0
  return (
    <Page title={t('settings.audit')} text={t('audit.text')} actions={<ChainCheck />}>
      <Filters filters={filters} />
      {error && !data ? <PageError error={error} reset={() => void refetch()} /> : null}
      {!entries && !error && <Skeleton h={200} />}
      {entries?.length === 0 && <Text c="dimmed">{t(isFiltered ? 'audit.emptyFiltered' : 'audit.empty')}</Text>}
      {entries && entries.length > 0 && <AuditTable entries={entries} />}
      {hasNextPage && (
        <Button variant="default" mt="md" onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
          {t('action.loadMore')}
        </Button>
      )}
    </Page>
  )
}

function Filters({ filters }: { filters: AuditFilters }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const members = useMembers()
  const show = (next: Record<keyof AuditFilters, string | null | undefined>) =>
    void navigate({ to: '/settings/audit', search: readAuditFilters(next), replace: true })
  const clear = { 'aria-label': t('action.clear') }
  return (
    <Group mb="md" align="flex-end">
      <Select
        label={t('audit.area')}
        placeholder={t('audit.everything')}
        data={auditAreas.map((area) => ({ value: area, label: t(`audit.group.${area}`) }))}
        value={filters.area ?? null}
        onChange={(area) => show({ area, actorId: filters.actorId })}
        clearable
        clearButtonProps={clear}
        data-testid="audit-area"
      />
      <Select
        label={t('audit.who')}
        placeholder={t('audit.anybody')}
        data={members?.map(({ userId, name }) => ({ value: userId, label: name })) ?? []}
        value={filters.actorId ?? null}
        onChange={(actorId) => show({ area: filters.area, actorId })}
        searchable
        clearable
        clearButtonProps={clear}
        data-testid="audit-actor"
      />
    </Group>
  )
}

function ChainCheck() {
  const { t } = useTranslation()
  const check = useCheckChain()
  return (
    <Group gap="xs">
      <FormError error={check.error} />
      {check.data && (
        <Alert color={check.data.intact ? 'green' : 'red'} p="xs" role="status">
          {check.data.intact ? t('audit.intact', { count: check.data.entries }) : t('audit.broken', { id: check.data.brokenAt ?? '' })}
        </Alert>
      )}
      <Button
        variant="default"
        leftSection={<IconShieldCheck size={16} aria-hidden />}
        onClick={() => check.mutate()}
        loading={check.isPending}
        data-testid="audit-check"
      >
        {t('audit.check')}
      </Button>
    </Group>
  )
}
