import { Button, Group, Select, Skeleton, Table, Text, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconMessage2, IconPlus, IconRefresh, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { templateStatuses } from '../../../../../contract/templates.ts'
import { EmptyPage } from '../../../components/empty-page.tsx'
import { LinkButton, LinkText } from '../../../components/link-button.tsx'
import { Page } from '../../../components/page.tsx'
import { PageError } from '../../../components/page-error.tsx'
import type { Template } from '../../../lib/contract.ts'
import { useNotifyDone, useNotifyError } from '../../../lib/notify.ts'
import { useMay } from '../../accounts/api/session.ts'
import { useChannel } from '../../channels/api/channels.ts'
import { templatesQuery, useSyncTemplates } from '../api/templates.ts'
import { useLanguageName } from './language-name.ts'
import { TemplateStatusBadge, useRejectionText } from './template-status.tsx'

const route = getRouteApi('/signed-in/channels/$channelId/templates')

export function TemplatesPage() {
  const { t } = useTranslation()
  const { channelId } = route.useParams()
  const { q = '', state: status = null } = route.useSearch()
  const channel = useChannel(channelId)
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    templatesQuery(channelId, { q, status }),
  )
  const templates = data?.pages.flatMap((page) => page.data)
  const isFiltered = q !== '' || status !== null
  return (
    <Page
      title={t('templates.title')}
      text={t('templates.text')}
      back={{ to: '/channels/$channelId', params: { channelId }, label: channel?.name ?? t('channels.title') }}
      actions={<Actions channelId={channelId} />}
    >
      <Filters q={q} status={status} />
      {error && !data ? <PageError error={error} reset={() => void refetch()} /> : null}
      {!templates && !error && <Skeleton h={200} />}
      {templates?.length === 0 &&
        (isFiltered ? (
          <Text c="dimmed">{t('templates.nothing')}</Text>
        ) : (
          <EmptyPage icon={IconMessage2} title={t('templates.emptyTitle')} text={t('templates.emptyText')} />
        ))}
      {templates && templates.length > 0 && <TemplateTable channelId={channelId} templates={templates} />}
      {hasNextPage && (
        <Button variant="default" mt="md" onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
          {t('action.loadMore')}
        </Button>
      )}
    </Page>
  )
}

function Actions({ channelId }: { channelId: string }) {
  const { t } = useTranslation()
  const mayManage = useMay('admin')
  const tell = useNotifyDone()
  const notifyError = useNotifyError()
  const sync = useSyncTemplates(channelId)
  if (!mayManage) return null
  return (
    <Group gap="xs">
      <Button
        variant="default"
        leftSection={<IconRefresh size={16} aria-hidden />}
        onClick={() => sync.mutate(undefined, { onSuccess: ({ count }) => tell(t('templates.synced', { count })), onError: notifyError })}
        loading={sync.isPending}
        data-testid="templates-sync"
      >
        {t('templates.sync')}
      </Button>
      <LinkButton
        to="/channels/$channelId/templates/new"
        params={{ channelId }}
        leftSection={<IconPlus size={16} aria-hidden />}
        data-testid="template-new"
      >
        {t('templates.new')}
      </LinkButton>
    </Group>
  )
}

function Filters({ q, status }: { q: string; status: Template['status'] | null }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [typed, setTyped] = useState(q)
  const go = (filters: { q: string; status: Template['status'] | null }) =>
    void navigate({
      to: '.',
      search: { ...(filters.q ? { q: filters.q } : {}), ...(filters.status ? { state: filters.status } : {}) },
      replace: true,
    })
  const search = useDebouncedCallback((text: string) => go({ q: text.trim(), status }), 250)
  return (
    <Group mb="md" gap="xs">
      <TextInput
        leftSection={<IconSearch size={16} aria-hidden />}
        placeholder={t('templates.search')}
        aria-label={t('templates.search')}
        value={typed}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value)
          search(currentTarget.value)
        }}
        style={{ flex: '1 1 220px', maxWidth: 360 }}
        data-testid="templates-search"
      />
      <Select
        aria-label={t('templates.statusLabel')}
        placeholder={t('templates.anyStatus')}
        data={templateStatuses.filter((one) => one !== 'unknown').map((one) => ({ value: one, label: t(`templates.status.${one}`) }))}
        value={status}
        onChange={(value) => go({ q, status: templateStatuses.find((one) => one === value) ?? null })}
        clearable
        clearButtonProps={{ 'aria-label': t('action.clear') }}
        w={190}
        data-testid="templates-status"
      />
    </Group>
  )
}

function TemplateTable({ channelId, templates }: { channelId: string; templates: readonly Template[] }) {
  const { t } = useTranslation()
  const languageName = useLanguageName()
  const rejectionText = useRejectionText()
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table verticalSpacing={8}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('common.name')}</Table.Th>
            <Table.Th>{t('templates.language')}</Table.Th>
            <Table.Th>{t('templates.category')}</Table.Th>
            <Table.Th>{t('templates.statusLabel')}</Table.Th>
            <Table.Th>{t('templates.quality')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {templates.map((template) => (
            <Table.Tr key={template.id} data-testid="template-row" data-name={template.name}>
              <Table.Td maw={360}>
                <LinkText to="/channels/$channelId/templates/$templateId" params={{ channelId, templateId: template.id }} fw={600}>
                  <bdi dir="ltr">{template.name}</bdi>
                </LinkText>
                <Text fz="xs" c="dimmed" lineClamp={1} dir="auto">
                  {template.body?.text}
                </Text>
              </Table.Td>
              <Table.Td>{languageName(template.language)}</Table.Td>
              <Table.Td>{template.category ? t(`templates.categories.${template.category}`) : t('common.unknown')}</Table.Td>
              <Table.Td maw={300}>
                <TemplateStatusBadge status={template.status} />
                {template.rejection && (
                  <Text fz="xs" c="var(--p-red-text)" dir="auto">
                    {rejectionText(template.rejection)}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>{template.quality ? t(`templates.qualities.${template.quality}`) : t('templates.qualities.none')}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
