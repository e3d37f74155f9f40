import { Badge, Button, Code, Group, Skeleton, Switch, Table, Text, VisuallyHidden } from '@mantine/core'
import { IconChevronDown, IconRepeat } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Fragment, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PageError } from '../../../components/page-error.tsx'
import type { ChannelEvent } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useNotifyDone, useNotifyError } from '../../../lib/notify.ts'
import { useMay } from '../../accounts/api/session.ts'
import { channelEventsQuery, useReplayEvent } from '../api/channels.ts'

const colors = { processed: 'green', failed: 'red', ignored: 'gray', duplicate: 'gray' } as const

export function EventJournal({ channelId }: { channelId: string }) {
  const { t } = useTranslation()
  const [onlyFailed, setOnlyFailed] = useState(false)
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    channelEventsQuery(channelId, onlyFailed),
  )
  const events = data?.pages.flatMap((page) => page.data)
  if (error && !data) return <PageError error={error} reset={() => void refetch()} />
  return (
    <>
      <Group justify="space-between" mb="sm">
        <Text c="dimmed" fz="sm" maw={480}>
          {t('channels.eventsText')}
        </Text>
        <Switch
          label={t('channels.eventsOnlyFailed')}
          checked={onlyFailed}
          onChange={({ currentTarget }) => setOnlyFailed(currentTarget.checked)}
        />
      </Group>
      {!events && <Skeleton h={160} />}
      {events?.length === 0 && <Text c="dimmed">{t('channels.eventsEmpty')}</Text>}
      {events && events.length > 0 && (
        <Table.ScrollContainer minWidth={520}>
          <Table verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('channels.time')}</Table.Th>
                <Table.Th>{t('channels.kind')}</Table.Th>
                <Table.Th>{t('channels.state')}</Table.Th>
                <Table.Th>
                  <VisuallyHidden>{t('action.more')}</VisuallyHidden>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {events.map((event) => (
                <EventRow key={event.id} channelId={channelId} event={event} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {hasNextPage && (
        <Button variant="default" mt="sm" onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
          {t('action.loadMore')}
        </Button>
      )}
    </>
  )
}

function EventRow({ channelId, event }: { channelId: string; event: ChannelEvent }) {
  const { t } = useTranslation()
  const format = useFormat()
  const mayManage = useMay('admin')
  const tell = useNotifyDone()
  const notifyError = useNotifyError()
  const replay = useReplayEvent(channelId)
  const [isOpen, setOpen] = useState(false)
  return (
    <Fragment>
      <Table.Tr data-testid="channel-event" data-status={event.status}>
        <Table.Td>
          <time dateTime={event.receivedAt}>{format.full(event.receivedAt)}</time>
        </Table.Td>
        <Table.Td>
          <span dir="ltr">{event.kind}</span>
        </Table.Td>
        <Table.Td>
          <Badge color={colors[event.status]}>{t(`channels.event.${event.status}`)}</Badge>
          {event.error && (
            <Text fz="xs" c="var(--p-red-text)" dir="auto">
              {event.error}
            </Text>
          )}
        </Table.Td>
        <Table.Td>
          <Group gap={4} justify="flex-end" wrap="nowrap">
            {mayManage && event.status === 'failed' && (
              <Button
                size="compact-sm"
                variant="light"
                leftSection={<IconRepeat size={14} aria-hidden />}
                onClick={() => replay.mutate(event.id, { onSuccess: () => tell(t('channels.replayed')), onError: notifyError })}
                loading={replay.isPending}
                data-testid="event-replay"
              >
                {t('channels.replay')}
              </Button>
            )}
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              c="dimmed"
              onClick={() => setOpen(!isOpen)}
              aria-expanded={isOpen}
              rightSection={<IconChevronDown size={14} aria-hidden />}
            >
              {t('channels.body')}
            </Button>
          </Group>
        </Table.Td>
      </Table.Tr>
      {isOpen && (
        <Table.Tr>
          <Table.Td colSpan={4}>
            <Code block dir="ltr" mah={320} style={{ overflow: 'auto', textAlign: 'left' }} tabIndex={0}>
              {JSON.stringify(event.body, null, 2)}
            </Code>
          </Table.Td>
        </Table.Tr>
      )}
    </Fragment>
  )
}
