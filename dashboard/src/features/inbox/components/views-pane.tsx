import { IconCheck, IconClock, IconFolderOpen, IconInbox, IconMail, IconSparkles, IconUser, IconUserQuestion } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { mostCounted } from '../../../../../contract/most-counted.ts'
import { useFormat } from '../../../lib/format.ts'
import { useChannels } from '../../channels/api/channels.ts'
import { ChannelIcon } from '../../channels/components/channel-icon.tsx'
import { useCounts } from '../api/counts.ts'
import type { InboxFilters } from '../api/filters.ts'
import { type InboxView, inboxViews, viewOf } from '../api/views.ts'
import classes from './inbox.module.css'

export const viewIcons: Record<InboxView['name'], typeof IconInbox> = {
  all: IconInbox,
  open: IconFolderOpen,
  mine: IconUser,
  unassigned: IconUserQuestion,
  unread: IconMail,
  pending: IconSparkles,
  snoozed: IconClock,
  resolved: IconCheck,
}

export function ViewsPane({ filters }: { filters: InboxFilters }) {
  const { t } = useTranslation()
  const format = useFormat()
  const counts = useCounts()
  const channels = useChannels() ?? []
  const current = viewOf(filters)
  return (
    <nav className={classes.views} aria-label={t('inbox.views')}>
      {inboxViews.map((view) => {
        const Icon = viewIcons[view.name]
        const count = view.count && counts?.[view.count]
        return (
          <Link
            key={view.name}
            to="/inbox"
            search={{ ...view.filters, ...(filters.channelId ? { channelId: filters.channelId } : {}) }}
            className={classes.view}
            data-active={view === current}
            aria-current={view === current || undefined}
          >
            <Icon size={17} stroke={1.7} aria-hidden />
            <span className={classes.viewName}>{t(`inbox.view.${view.name}`)}</span>
            {count ? <bdi className={classes.viewCount}>{`${format.number(count)}${count < mostCounted ? '' : '+'}`}</bdi> : null}
          </Link>
        )
      })}
      {channels.length > 0 && <h2 className={classes.viewsTitle}>{t('inbox.channels')}</h2>}
      {channels.map(({ id, name, type }) => {
        const isActive = filters.channelId === id
        return (
          <Link
            key={id}
            to="/inbox"
            search={({ channelId: _, ...rest }: InboxFilters) => (isActive ? rest : { ...rest, channelId: id })}
            className={classes.view}
            data-active={isActive}
            aria-current={isActive || undefined}
          >
            <ChannelIcon type={type} size={17} />
            <bdi className={classes.viewName}>{name}</bdi>
          </Link>
        )
      })}
    </nav>
  )
}
