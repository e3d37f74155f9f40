import { Center, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '../../../components/link-button.tsx'
import { PageError } from '../../../components/page-error.tsx'
import { ApiError } from '../../../lib/api-error.ts'
import type { Conversation, Message } from '../../../lib/contract.ts'
import { useMay } from '../../accounts/api/session.ts'
import { useChannel } from '../../channels/api/channels.ts'
import { useConversation } from '../api/conversations.ts'
import type { InboxFilters } from '../api/filters.ts'
import { useConversationAct } from '../api/use-conversation-act.ts'
import { Composer } from './composer.tsx'
import { DraftCard } from './draft-card.tsx'
import { MessageLog } from './message-log.tsx'
import classes from './thread.module.css'
import { ThreadHeader } from './thread-header.tsx'
import { TypingLine } from './typing-line.tsx'

interface ThreadProps {
  conversationId: string
  filters: InboxFilters
  isPanelShown: boolean
  onTogglePanel: () => void
}

export function Thread({ conversationId, filters, isPanelShown, onTogglePanel }: ThreadProps) {
  const { t } = useTranslation()
  const { data: conversation, error, refetch } = useConversation(conversationId)
  const mayAnswer = useMay('agent')
  const [replyTo, setReplyTo] = useState<Message | null>(null)
  const endReply = useCallback(() => setReplyTo(null), [])
  useMarkAsRead(conversation, mayAnswer)
  if (error instanceof ApiError && error.kind === 'not-found') return <Gone />
  if (error && !conversation) return <PageError error={error} reset={() => void refetch()} />
  if (!conversation) return <section className={classes.thread} aria-busy="true" />
  const name = conversation.contact.name ?? t('contact.unnamed')
  return (
    <section className={classes.thread} aria-label={name}>
      <ThreadHeader conversation={conversation} filters={filters} isPanelShown={isPanelShown} onTogglePanel={onTogglePanel} />
      <ChannelTrouble channelId={conversation.channelId} />
      <MessageLog conversation={conversation} onReply={mayAnswer ? setReplyTo : null} />
      <TypingLine conversation={conversation} />
      <div className={classes.foundation}>
        {conversation.draft && mayAnswer && (
          <DraftCard key={conversation.draft.id} conversation={conversation} draft={conversation.draft} />
        )}
        {mayAnswer ? (
          <Composer conversation={conversation} replyTo={replyTo} onReplyEnd={endReply} />
        ) : (
          <p className={classes.closed}>{t('composer.readOnly')}</p>
        )}
      </div>
    </section>
  )
}

function useMarkAsRead(conversation: Conversation | undefined, mayAct: boolean) {
  const { mutate } = useConversationAct()
  const id = conversation?.id
  const isUnread = (conversation?.unreadCount ?? 0) > 0
  useEffect(() => {
    if (!id || !isUnread || !mayAct) return
    const mark = () => document.visibilityState === 'visible' && document.hasFocus() && mutate({ id, act: { name: 'read' } })
    mark()
    addEventListener('focus', mark)
    return () => removeEventListener('focus', mark)
  }, [id, isUnread, mayAct, mutate])
}

function ChannelTrouble({ channelId }: { channelId: string }) {
  const { t } = useTranslation()
  const channel = useChannel(channelId)
  if (!channel || channel.status === 'connected' || channel.status === 'connecting') return null
  return (
    <div className={classes.banner} role="status">
      <IconAlertTriangle size={16} aria-hidden />
      <span style={{ flex: 1 }}>
        {t('inbox.channelTrouble', { name: channel.name, reason: channel.statusReason ?? t(`channels.status.${channel.status}`) })}
      </span>
      <Link to="/channels/$channelId" params={{ channelId }} style={{ color: 'inherit' }}>
        {t('inbox.channelTroubleAction')}
      </Link>
    </div>
  )
}

function Gone() {
  const { t } = useTranslation()
  return (
    <Center h="100%" p="lg">
      <Stack align="center" gap="xs">
        <Text fw={600}>{t('inbox.goneTitle')}</Text>
        <LinkButton to="/inbox" variant="default">
          {t('notFound.action')}
        </LinkButton>
      </Stack>
    </Center>
  )
}
