import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import {
  IconArrowBackUp,
  IconCheck,
  IconChevronLeft,
  IconDots,
  IconHandStop,
  IconLayoutSidebarRight,
  IconRotate,
  IconSparkles,
  IconUser,
} from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { LinkIcon } from '../../../components/link-button.tsx'
import type { Conversation } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import { useHotkey } from '../../../lib/use-hotkey.ts'
import { useMembers } from '../../accounts/api/members.ts'
import { useMay, useMe } from '../../accounts/api/session.ts'
import { useAgents } from '../../agents/api/agents.ts'
import { useChannel } from '../../channels/api/channels.ts'
import { ChannelIcon } from '../../channels/components/channel-icon.tsx'
import type { InboxFilters } from '../api/filters.ts'
import { useConversationAct } from '../api/use-conversation-act.ts'
import { AssignMenu } from './assign-menu.tsx'
import { SnoozeMenu } from './snooze-menu.tsx'
import classes from './thread.module.css'
import { useResolve } from './use-resolve.ts'

interface HeaderProps {
  conversation: Conversation
  filters: InboxFilters
  isPanelShown: boolean
  onTogglePanel: () => void
}

export function ThreadHeader({ conversation, filters, isPanelShown, onTogglePanel }: HeaderProps) {
  const { t } = useTranslation()
  const isPhone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  const mayAct = useMay('agent')
  // There the thread is a page of its own, elsewhere a part of the inbox.
  const Heading = isPhone ? 'h1' : 'h2'
  const name = conversation.contact.name ?? t('contact.unnamed')
  return (
    <header className={classes.head}>
      {isPhone && (
        <LinkIcon to="/inbox" search={filters} variant="subtle" color="gray" size="lg" aria-label={t('action.back')}>
          <IconChevronLeft size={22} className="mirrored" />
        </LinkIcon>
      )}
      <div className={classes.headName}>
        <Heading className={classes.headTitle}>
          <bdi>{name}</bdi>
        </Heading>
        <WhoAnswers conversation={conversation} />
      </div>
      {mayAct && <Acts conversation={conversation} filters={filters} isPhone={Boolean(isPhone)} />}
      <Tooltip label={t(isPanelShown ? 'thread.hidePanel' : 'thread.showPanel')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          onClick={onTogglePanel}
          aria-label={t(isPanelShown ? 'thread.hidePanel' : 'thread.showPanel')}
          aria-pressed={isPanelShown}
        >
          <IconLayoutSidebarRight size={19} className="mirrored" />
        </ActionIcon>
      </Tooltip>
    </header>
  )
}

function WhoAnswers({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation()
  const format = useFormat()
  const me = useMe()
  const channel = useChannel(conversation.channelId)
  const assignee = useMembers()?.find(({ userId }) => userId === conversation.assigneeId)
  return (
    <div className={classes.headMeta} aria-live="polite">
      <span className={classes.headWho}>
        {conversation.status === 'snoozed' && conversation.snoozedUntil ? (
          t('thread.snoozedUntil', { time: format.full(conversation.snoozedUntil) })
        ) : conversation.status === 'resolved' ? (
          t('status.resolved')
        ) : conversation.handler === 'agent' ? (
          <span style={{ color: 'var(--p-accent-text)', display: 'inline-flex', gap: 4, alignItems: 'center' }}>
            <IconSparkles size={13} aria-hidden />
            {t('thread.handledByAi')}
          </span>
        ) : conversation.assigneeId === me.user.id ? (
          t('thread.handledByMe')
        ) : assignee ? (
          t('thread.handledBy', { name: assignee.name })
        ) : (
          t(conversation.handler === 'workflow' ? 'thread.handledByWorkflow' : 'thread.handledByNobody')
        )}
      </span>
      <span className={classes.headChannel}>
        <span aria-hidden>·</span>
        <ChannelIcon type={conversation.channelType} size={14} />
        <bdi>{channel?.name}</bdi>
      </span>
    </div>
  )
}

function Acts({ conversation, filters, isPhone }: { conversation: Conversation; filters: InboxFilters; isPhone: boolean }) {
  const { t } = useTranslation()
  const me = useMe()
  const navigate = useNavigate()
  const { mutate } = useConversationAct()
  const resolve = useResolve(filters)
  const hasAgent = useHasAgent(conversation.channelId)
  const { id } = conversation
  const isMine = conversation.handler === 'user' && conversation.assigneeId === me.user.id
  const isResolved = conversation.status === 'resolved'
  const take = () => mutate({ id, act: { name: 'take' } })
  const release = () => mutate({ id, act: { name: 'release' } })
  const toggleResolved = () => (isResolved ? mutate({ id, act: { name: 'reopen' } }) : resolve(conversation, false))
  const mayReturn = conversation.handler !== 'agent' && !isResolved && hasAgent
  useHotkey({ code: 'KeyE', alt: true }, toggleResolved)
  useHotkey({ code: 'KeyE', alt: true, mod: true }, () => resolve(conversation, true))
  useHotkey({ code: 'KeyT', alt: true }, isMine && mayReturn ? release : take)
  useHotkey({ code: 'Escape' }, () => void navigate({ to: '/inbox', search: filters }))
  const resolveButton = (
    <Button
      variant={isResolved ? 'default' : 'light'}
      color={isResolved ? 'gray' : 'teal'}
      size="xs"
      leftSection={isResolved ? <IconRotate size={15} aria-hidden /> : <IconCheck size={15} aria-hidden />}
      className={`${classes.act} ${classes.secondaryAct}`}
      title={t(isResolved ? 'thread.reopen' : 'thread.resolve')}
      onClick={toggleResolved}
      data-testid={isResolved ? 'reopen' : 'resolve'}
    >
      {t(isResolved ? 'thread.reopen' : 'thread.resolve')}
    </Button>
  )
  return (
    <>
      {!isMine && !isResolved && (
        <Button
          size="xs"
          leftSection={<IconHandStop size={15} aria-hidden />}
          className={classes.act}
          onClick={take}
          data-testid="take-over"
        >
          {t('thread.takeOver')}
        </Button>
      )}
      {mayReturn && (isMine || !isPhone) && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconSparkles size={15} aria-hidden />}
          className={`${classes.act} ${isMine ? '' : classes.secondaryAct}`}
          title={t('thread.returnToAi')}
          onClick={release}
          data-testid="return-to-ai"
        >
          {t('thread.returnToAi')}
        </Button>
      )}
      {isPhone ? (
        <Menu position="bottom-end" width={220}>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('action.more')}>
              <IconDots size={20} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconCheck size={16} aria-hidden />}
              onClick={toggleResolved}
              data-testid={isResolved ? 'reopen' : 'resolve'}
            >
              {t(isResolved ? 'thread.reopen' : 'thread.resolve')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconUser size={16} aria-hidden />}
              onClick={() => mutate({ id, act: { name: 'assign', assigneeId: me.user.id } })}
            >
              {t('thread.assignMe')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconArrowBackUp size={16} aria-hidden />}
              onClick={() => mutate({ id, act: { name: 'assign', assigneeId: null } })}
            >
              {t('thread.unassign')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ) : (
        <>
          <AssignMenu conversation={conversation} />
          <SnoozeMenu conversation={conversation} />
          {resolveButton}
        </>
      )}
    </>
  )
}

function useHasAgent(channelId: string): boolean {
  const channel = useChannel(channelId)
  const agent = useAgents()?.find(({ id }) => id === channel?.agentId)
  return Boolean(agent && agent.mode !== 'off')
}
