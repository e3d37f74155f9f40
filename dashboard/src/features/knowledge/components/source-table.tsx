import { ActionIcon, Badge, Button, Menu, Progress, Skeleton, Table, Text, VisuallyHidden } from '@mantine/core'
import {
  IconDots,
  IconEye,
  IconEyeOff,
  IconFile,
  IconFileText,
  IconMessageQuestion,
  IconRefresh,
  IconTrash,
  IconWorld,
} from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDelete } from '../../../components/confirm-delete.tsx'
import { PageError } from '../../../components/page-error.tsx'
import type { Source } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useNotifyError } from '../../../lib/notify.ts'
import { useNow } from '../../../lib/use-now.ts'
import { sourcesQuery, useDeleteSource, useExcludeSource, useResyncSource } from '../api/knowledge.ts'
import { FileDrop } from './file-drop.tsx'
import classes from './source-table.module.css'

const icons = { text: IconFileText, faq: IconMessageQuestion, url: IconWorld, file: IconFile }
const colors = { queued: 'yellow', reading: 'yellow', ready: 'green', failed: 'red' } as const

export function SourceTable({ knowledgeId, mayManage }: { knowledgeId: string; mayManage: boolean }) {
  const { t } = useTranslation()
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    ...sourcesQuery(knowledgeId),
    // While something is being read the table follows by itself, should the live stream be away.
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.data.some(({ status }) => status === 'queued' || status === 'reading')) ? 2000 : false,
  })
  const sources = data?.pages.flatMap((page) => page.data)
  if (error && !data) return <PageError error={error} reset={() => void refetch()} />
  return (
    <>
      {mayManage && <FileDrop knowledgeId={knowledgeId} />}
      {!sources && <Skeleton h={120} my="md" />}
      {sources?.length === 0 && (
        <Text c="dimmed" my="lg" ta="center">
          {t('knowledge.noSources')}. {t('knowledge.noSourcesText')}
        </Text>
      )}
      {sources && sources.length > 0 && (
        <Table.ScrollContainer minWidth={560} className={classes.table}>
          <Table verticalSpacing={8} highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('knowledge.colSource')}</Table.Th>
                <Table.Th w={170}>{t('knowledge.colStatus')}</Table.Th>
                <Table.Th w={110}>{t('knowledge.colPassages')}</Table.Th>
                <Table.Th w={130}>{t('knowledge.colUpdated')}</Table.Th>
                <Table.Th w={48}>
                  <VisuallyHidden>{t('action.more')}</VisuallyHidden>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {sources.map((source) => (
                <SourceRow key={source.id} source={source} mayManage={mayManage} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {hasNextPage && (
        <Button variant="default" mb="lg" onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
          {t('action.loadMore')}
        </Button>
      )}
    </>
  )
}

function SourceRow({ source, mayManage }: { source: Source; mayManage: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  const Icon = icons[source.type]
  return (
    <Table.Tr data-testid="source-row" data-status={source.status} data-id={source.id} className={source.excluded ? classes.excluded : ''}>
      <Table.Td>
        <div className={classes.title}>
          <Icon size={18} stroke={1.6} aria-label={t(`knowledge.source.${source.type}`)} />
          <bdi className={classes.name}>{source.title}</bdi>
          {source.excluded && <Badge color="gray">{t('knowledge.excluded')}</Badge>}
        </div>
      </Table.Td>
      <Table.Td>
        <Badge color={colors[source.status]}>{t(`knowledge.status.${source.status}`)}</Badge>
        {source.status === 'reading' && (
          <Progress value={source.progress * 100} size="xs" mt={6} aria-label={t('knowledge.status.reading')} />
        )}
        {source.statusReason && (
          <Text fz="xs" c={source.status === 'failed' ? 'var(--p-red-text)' : 'dimmed'} mt={2} dir="auto">
            {source.statusReason}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{format.number(source.passageCount)}</Table.Td>
      <Table.Td>
        <time dateTime={source.updatedAt}>{format.short(source.updatedAt, now)}</time>
      </Table.Td>
      <Table.Td>{mayManage && <SourceMenu source={source} />}</Table.Td>
    </Table.Tr>
  )
}

function SourceMenu({ source }: { source: Source }) {
  const { t } = useTranslation()
  const notifyError = useNotifyError()
  const resync = useResyncSource(source.knowledgeId)
  const exclude = useExcludeSource(source.knowledgeId)
  const remove = useDeleteSource(source.knowledgeId)
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`${t('action.more')}: ${source.title}`}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {(source.type === 'url' || source.status === 'failed') && (
            <Menu.Item
              leftSection={<IconRefresh size={16} aria-hidden />}
              onClick={() => resync.mutate(source.id, { onError: notifyError })}
            >
              {t('knowledge.resync')}
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={source.excluded ? <IconEye size={16} aria-hidden /> : <IconEyeOff size={16} aria-hidden />}
            onClick={() => exclude.mutate({ id: source.id, excluded: !source.excluded }, { onError: notifyError })}
          >
            {t(source.excluded ? 'knowledge.include' : 'knowledge.exclude')}
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} c="var(--p-red-text)" onClick={() => setAsking(true)}>
            {t('action.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isAsking && (
        <ConfirmDelete
          title={t('knowledge.deleteSource')}
          text={source.title}
          isBusy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(source.id, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
