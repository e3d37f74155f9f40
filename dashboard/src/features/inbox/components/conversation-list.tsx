import { CloseButton, Skeleton, Stack, Text, TextInput, Title, VisuallyHidden } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '../../../components/link-button.tsx'
import { PageError } from '../../../components/page-error.tsx'
import { useHotkey } from '../../../lib/use-hotkey.ts'
import { ChannelTrouble } from '../../channels/components/channel-trouble.tsx'
import { useConversations } from '../api/conversations.ts'
import type { InboxFilters } from '../api/filters.ts'
import { ConversationRow } from './conversation-row.tsx'
import { ActiveFilters, FilterMenu } from './filter-menu.tsx'
import classes from './inbox.module.css'

const rowHeight = 76

export function ConversationList({ filters, activeId }: { filters: InboxFilters; activeId: string | undefined }) {
  const { t } = useTranslation()
  return (
    <div className={classes.list}>
      <VisuallyHidden component="h1">{t('inbox.title')}</VisuallyHidden>
      <div className={classes.listHead}>
        <SearchField filters={filters} />
        <FilterMenu filters={filters} />
      </div>
      <ChannelTrouble />
      <ActiveFilters filters={filters} />
      <Rows filters={filters} activeId={activeId} />
    </div>
  )
}

function SearchField({ filters }: { filters: InboxFilters }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [text, setText] = useState(filters.q ?? '')
  useEffect(() => setText(filters.q ?? ''), [filters.q])
  const ask = (q: string) =>
    void navigate({ to: '.', replace: true, search: ({ q: _, ...rest }: InboxFilters) => (q.trim() ? { ...rest, q: q.trim() } : rest) })
  const askSoon = useDebouncedCallback(ask, 200)
  const change = (value: string) => {
    setText(value)
    askSoon(value)
  }
  return (
    <TextInput
      flex={1}
      size="sm"
      type="search"
      value={text}
      onChange={({ currentTarget }) => change(currentTarget.value)}
      placeholder={t('inbox.search')}
      aria-label={t('inbox.search')}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={text ? <CloseButton size="sm" aria-label={t('action.clear')} onClick={() => change('')} /> : null}
      data-testid="inbox-search"
    />
  )
}

function Rows({ filters, activeId }: { filters: InboxFilters; activeId: string | undefined }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { conversations, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useConversations(filters)
  const viewport = useRef<HTMLDivElement>(null)
  const rows = conversations ?? []
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 8,
  })
  const items = virtualizer.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastShown >= rows.length - 10) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, lastShown, rows.length, fetchNextPage])

  const step = (by: 1 | -1) => () => {
    const at = rows.findIndex(({ id }) => id === activeId)
    const next = rows[at === -1 ? 0 : at + by]
    if (!next) return
    virtualizer.scrollToIndex(rows.indexOf(next))
    void navigate({ to: '/inbox/$conversationId', params: { conversationId: next.id }, search: filters })
  }
  useHotkey({ code: 'KeyJ', alt: true }, step(1))
  useHotkey({ code: 'KeyK', alt: true }, step(-1))

  if (error && !conversations) return <PageError error={error} reset={() => void refetch()} />
  if (!conversations) return <ListSkeleton />
  if (conversations.length === 0) return <EmptyList filters={filters} />
  return (
    <section ref={viewport} className={classes.rows} aria-label={t('inbox.listLabel')}>
      <ul className={classes.rowsInner} style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const conversation = rows[item.index]
          if (!conversation) return null
          return (
            <li
              key={item.key}
              className={classes.rowItem}
              style={{ transform: `translateY(${item.start}px)` }}
              aria-setsize={hasNextPage ? -1 : rows.length}
              aria-posinset={item.index + 1}
            >
              <ConversationRow conversation={conversation} filters={filters} isActive={conversation.id === activeId} />
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function ListSkeleton() {
  const rows = Array.from({ length: 8 }, (_, index) => index)
  return (
    <Stack gap={26} p="md" aria-hidden>
      {rows.map((row) => (
        <div key={row} style={{ display: 'flex', gap: 12 }}>
          <Skeleton circle h={38} w={38} />
          <Stack gap={8} flex={1}>
            <Skeleton h={11} w="55%" />
            <Skeleton h={9} w="90%" />
          </Stack>
        </div>
      ))}
    </Stack>
  )
}

function EmptyList({ filters }: { filters: InboxFilters }) {
  const { t } = useTranslation()
  const isFiltered = Object.keys(filters).length > 0
  return (
    <div className={classes.empty}>
      <Stack gap={6} align="center" ta="center">
        <Title order={2} fz="md">
          {t('inbox.emptyTitle')}
        </Title>
        <Text c="dimmed" fz="sm">
          {t(isFiltered ? 'inbox.emptyFiltered' : 'inbox.emptyText')}
        </Text>
        {isFiltered ? (
          <LinkButton to="/inbox" search={{}} variant="default" mt="xs">
            {t('inbox.clearFilters')}
          </LinkButton>
        ) : (
          <LinkButton to="/channels/new" mt="xs">
            {t('inbox.connectChannel')}
          </LinkButton>
        )}
      </Stack>
    </div>
  )
}
