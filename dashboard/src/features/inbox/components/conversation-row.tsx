import { Tooltip } from '@mantine/core'
import { IconClock, IconLock, IconPencil, IconSparkles, IconUser } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { PersonAvatar } from '../../../components/person-avatar.tsx'
import type { Conversation } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useNow } from '../../../lib/use-now.ts'
import { useMembers } from '../../accounts/api/members.ts'
import { useMe } from '../../accounts/api/session.ts'
import { ChannelIcon } from '../../channels/components/channel-icon.tsx'
import type { InboxFilters } from '../api/filters.ts'
import classes from './inbox.module.css'
import { useSnippet } from './use-snippet.ts'

const longWaitMs = 60 * 60_000

interface RowProps {
  conversation: Conversation
  filters: InboxFilters
  isActive: boolean
}

export const ConversationRow = memo(function ConversationRow({ conversation, filters, isActive }: RowProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow()
  const name = conversation.contact.name ?? t('contact.unnamed')
  return (
    <Link
      to="/inbox/$conversationId"
      params={{ conversationId: conversation.id }}
      search={filters}
      preload={false}
      className={classes.row}
      data-testid="conversation-row"
      data-id={conversation.id}
      data-active={isActive}
      data-unread={conversation.unreadCount > 0}
      aria-current={isActive || undefined}
    >
      <span className={classes.avatar}>
        <PersonAvatar name={conversation.contact.name} size={38} />
        <span className={classes.avatarChannel}>
          <ChannelIcon type={conversation.channelType} size={14} />
        </span>
      </span>
      <span style={{ minWidth: 0 }}>
        <span className={classes.line}>
          <bdi className={classes.rowName}>{name}</bdi>
          <time className={classes.rowTime} dateTime={conversation.lastActivityAt}>
            {format.short(conversation.lastActivityAt, now)}
          </time>
        </span>
        <span className={classes.line}>
          <Snippet conversation={conversation} />
          {conversation.unreadCount > 0 && (
            <span className={classes.unread} role="img" aria-label={t('inbox.unreadCount', { count: conversation.unreadCount })}>
              {format.badge(conversation.unreadCount)}
            </span>
          )}
        </span>
        <Meta conversation={conversation} now={now} />
      </span>
    </Link>
  )
})

function Snippet({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation()
  const snippet = useSnippet()
  const me = useMe()
  const message = conversation.lastMessage
  return (
    <span className={classes.snippet}>
      {message?.private && <IconLock size={13} aria-label={t('author.note')} />}
      {message?.author.type === 'agent' && <IconSparkles size={13} className={classes.aiMark} aria-label={t('author.agent')} />}
      <span className={classes.snippetText} dir="auto">
        {message?.author.type === 'user' && `${message.author.id === me.user.id ? t('common.you') : (message.author.name ?? '')}: `}
        {snippet(message)}
      </span>
    </span>
  )
}

/** Who has it, how long the customer has been waiting, and what else is to know at a glance. */
function Meta({ conversation, now }: { conversation: Conversation; now: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const me = useMe()
  const assignee = useMembers()?.find(({ userId }) => userId === conversation.assigneeId)
  const waitedMs = conversation.waitingSince ? now - Date.parse(conversation.waitingSince) : 0
  return (
    <span className={classes.rowMeta}>
      {conversation.handler === 'agent' && (
        <span className={classes.aiMark}>
          <IconSparkles size={13} aria-hidden />
          {t('author.agent')}
        </span>
      )}
      {assignee && (
        <Tooltip label={t('panel.assignee')}>
          <span>
            <IconUser size={13} aria-hidden />
            <bdi>{assignee.userId === me.user.id ? t('inbox.me') : assignee.name}</bdi>
          </span>
        </Tooltip>
      )}
      {conversation.draft && (
        <span className={classes.waiting}>
          <IconPencil size={13} aria-hidden />
          {t('inbox.draftWaits')}
        </span>
      )}
      {conversation.status === 'snoozed' && (
        <span>
          <IconClock size={13} aria-hidden />
          {t('status.snoozed')}
        </span>
      )}
      {conversation.status === 'resolved' && <span>{t('status.resolved')}</span>}
      {waitedMs > 60_000 && conversation.handler !== 'agent' && !conversation.draft && conversation.status === 'open' && (
        <span className={waitedMs > longWaitMs ? classes.waitingLong : classes.waiting}>
          {t('inbox.waiting', { time: format.duration(waitedMs) })}
        </span>
      )}
    </span>
  )
}
