import { Button, Skeleton, Stack, VisuallyHidden } from '@mantine/core'
import { IconArrowDown } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PageError } from '../../../components/page-error.tsx'
import type { Conversation, Message } from '../../../lib/contract.ts'
import { useMessages } from '../api/conversations.ts'
import { threadItems } from '../api/thread-items.ts'
import { useUnsent } from '../api/unsent.ts'
import { DayLine, EventLine } from './lines.tsx'
import { MessageItem } from './message-item.tsx'
import classes from './thread.module.css'
import { UnsentItem } from './unsent-item.tsx'
import { useAnswers } from './use-answers.ts'
import { useBottomEdge } from './use-bottom-edge.ts'
import { useSnippet } from './use-snippet.ts'

const noMessages: Message[] = []

interface MessageLogProps {
  conversation: Conversation
  /** Null where the person may only read. */
  onReply: ((message: Message) => void) | null
}

export function MessageLog({ conversation, onReply }: MessageLogProps) {
  const { t } = useTranslation()
  const { messages, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useMessages(conversation.id)
  const unsent = useUnsent(conversation.id)
  const answers = useAnswers(conversation, onReply)
  const items = useMemo(() => threadItems(messages ?? noMessages, unsent, hasNextPage), [messages, unsent, hasNextPage])
  const byId = useMemo(() => new Map((messages ?? noMessages).map((message) => [message.id, message])), [messages])
  const viewport = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => viewport.current,
    estimateSize: (index) => (items[index]?.kind === 'message' ? 74 : 40),
    getItemKey: (index) => items[index]?.key ?? index,
    overscan: 10,
    paddingStart: 8,
    paddingEnd: 12,
    // A chat holds on to its newest end: older pages are put in above without moving what one reads, new messages are followed.
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: 120,
  })
  const isReady = messages !== undefined
  useEffect(() => {
    if (isReady) virtualizer.scrollToEnd()
  }, [isReady, virtualizer])
  useBottomEdge(viewport, isReady)

  const rows = virtualizer.getVirtualItems()
  const firstShown = rows[0]?.index ?? items.length
  useEffect(() => {
    if (isReady && hasNextPage && !isFetchingNextPage && firstShown < 6) void fetchNextPage()
  }, [isReady, hasNextPage, isFetchingNextPage, firstShown, fetchNextPage])

  if (error && !messages) return <PageError error={error} reset={() => void refetch()} />
  if (!messages) return <LogSkeleton />
  const showMessage = (id: string) =>
    virtualizer.scrollToIndex(
      items.findIndex(({ key }) => key === id),
      { align: 'center' },
    )
  const isAway = items.length > 1 && !virtualizer.isAtEnd(400)
  return (
    <div style={{ position: 'relative', display: 'flex', flex: 1, minHeight: 0 }}>
      <section
        ref={viewport}
        className={classes.log}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={t('thread.label', { name: conversation.contact.name ?? t('contact.unnamed') })}
      >
        <div className={classes.logInner} style={{ height: virtualizer.getTotalSize() }}>
          {rows.map((row) => {
            const item = items[row.index]
            if (!item) return null
            return (
              <div
                key={row.key}
                data-index={row.index}
                ref={virtualizer.measureElement}
                className={classes.item}
                style={{ transform: `translateY(${row.start}px)` }}
              >
                {item.kind === 'edge' && (
                  <div className={classes.older}>{t(item.hasOlder ? 'thread.loadingOlder' : 'thread.beginning')}</div>
                )}
                {item.kind === 'day' && <DayLine at={item.at} />}
                {item.kind === 'event' && <EventLine message={item.message} />}
                {item.kind === 'message' && (
                  <MessageItem
                    message={item.message}
                    isJoined={item.isJoined}
                    quoted={item.message.replyTo?.messageId ? byId.get(item.message.replyTo.messageId) : undefined}
                    onShowMessage={showMessage}
                    {...answers}
                  />
                )}
                {item.kind === 'unsent' && <UnsentItem conversationId={conversation.id} unsent={item.unsent} />}
              </div>
            )
          })}
        </div>
      </section>
      {isAway && (
        <div className={classes.jump}>
          <Button
            size="compact-sm"
            radius="xl"
            variant="default"
            leftSection={<IconArrowDown size={14} aria-hidden />}
            onClick={() => virtualizer.scrollToEnd({ behavior: 'auto' })}
          >
            {t('thread.toNewest')}
          </Button>
        </div>
      )}
      <NewMessageVoice messages={messages} />
    </div>
  )
}

/** Reads a customer's new message out to those who do not see it come. */
function NewMessageVoice({ messages }: { messages: readonly Message[] }) {
  const { t } = useTranslation()
  const snippet = useSnippet()
  const [said, setSaid] = useState('')
  const newest = messages.at(-1)
  const lastId = useRef(newest?.id)
  useEffect(() => {
    if (!newest || newest.id === lastId.current) return
    lastId.current = newest.id
    if (newest.direction === 'inbound')
      setSaid(t('inbox.newMessageFrom', { name: newest.author.name ?? t('contact.unnamed'), text: snippet(newest) }))
  }, [newest, snippet, t])
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {said}
    </VisuallyHidden>
  )
}

function LogSkeleton() {
  return (
    <Stack flex={1} justify="flex-end" p="lg" gap="md" aria-hidden>
      <Skeleton h={44} w="46%" radius="lg" />
      <Skeleton h={64} w="58%" radius="lg" style={{ alignSelf: 'flex-end' }} />
      <Skeleton h={38} w="34%" radius="lg" />
      <Skeleton h={52} w="50%" radius="lg" style={{ alignSelf: 'flex-end' }} />
    </Stack>
  )
}
